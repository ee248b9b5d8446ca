import { Stack } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import { methodTemplate, openApiTemplate, PROD_OR_DEV, withoutHashes, workloadAcrossStacks } from './operations';
import { methodContentTypeClosed } from '../../../lib/inbound-events/rules/method-content-type-closed';
import { check, ids, workloadOfStack } from '../../gate/harness';

const model = { Ref: 'Model' };
const closed = { RequestModels: { 'application/json': model, '$default': model } };

function binaryApi(...types: unknown[]) {
  return { Api: { Type: 'AWS::ApiGateway::RestApi', Properties: { BinaryMediaTypes: types } } };
}

function restApi(stack: Stack, models: (order: apigateway.Model) => { [contentType: string]: apigateway.IModel }): void {
  const api = new apigateway.RestApi(stack, 'Api');
  const order = api.addModel('Order', { schema: { type: apigateway.JsonSchemaType.OBJECT } });
  api.root.addMethod('POST', new apigateway.HttpIntegration('https://example.com'), { requestModels: models(order) });
}

function openApi(content: object, root: object = {}): object {
  return { openapi: '3.0.1', paths: { '/orders': { post: { requestBody: { content } } } }, ...root };
}

const json = { schema: { type: 'object' } };

describe('compliant', () => {
  test('a model for every other content type', () => {
    expect(check(methodContentTypeClosed, methodTemplate(closed))).toEqual([]);
  });

  test('only a model for $default', () => {
    expect(check(methodContentTypeClosed, methodTemplate({ RequestModels: { $default: model } }))).toEqual([]);
  });

  test.each([[{}], [{ RequestModels: {} }]])('no models, which MethodBodyValidated reports: %j', (method) => {
    expect(check(methodContentTypeClosed, methodTemplate(method))).toEqual([]);
  });

  test('binary images', () => {
    expect(check(methodContentTypeClosed, methodTemplate(closed, binaryApi('image/png', 'application~1octet-stream')))).toEqual([]);
  });

  test('a mock integration', () => {
    const method = { RequestModels: { 'application/json': model }, Integration: { Type: 'MOCK' } };
    expect(check(methodContentTypeClosed, methodTemplate(method))).toEqual([]);
  });

  test('constructs', () => {
    const workload = workloadOfStack((stack) => restApi(stack, (order) => ({ 'application/json': order, '$default': order })));
    expect(check(methodContentTypeClosed, workload)).toEqual([]);
  });

  test('OpenAPI', () => {
    expect(check(methodContentTypeClosed, openApiTemplate(openApi({ 'application/json': json, '$default': json })))).toEqual([]);
    const post = { consumes: ['application/json', '$default'], parameters: [{ in: 'body', name: 'order', schema: { type: 'object' } }] };
    expect(check(methodContentTypeClosed, openApiTemplate({ swagger: '2.0', paths: { '/orders': { post } } }))).toEqual([]);
  });
});

describe('non-compliant', () => {
  test('JSON only', () => {
    expect(check(methodContentTypeClosed, methodTemplate({ RequestModels: { 'application/json': model } }))).toEqual([
      'Method[no-default-model] Properties: bodies are validated for application/json only: no model is mapped under $default',
    ]);
  });

  test.each([
    ['*/*', '*/*'],
    ['*~1*', '*/*'],
    ['Application/JSON', 'Application/JSON'],
  ])('binary media type %s', (written, shown) => {
    expect(check(methodContentTypeClosed, methodTemplate(closed, binaryApi('image/png', written)))).toEqual([
      `Method[binary-body] Properties: the API treats bodies of ${shown} as binary, so no model validates them as JSON`,
    ]);
  });

  test('closed only in some deployments', () => {
    const method = { RequestModels: { 'application/json': model, '$default': { 'Fn::If': ['IsProd', model, { Ref: 'AWS::NoValue' }] } } };
    expect(check(methodContentTypeClosed, methodTemplate(method, {}, PROD_OR_DEV))).toEqual([
      'Method[no-default-model] Properties: bodies are validated for application/json only: no model is mapped under $default ' +
        '(where parameter Env is "dev")',
    ]);
  });

  test('constructs', () => {
    const workload = workloadOfStack((stack) => restApi(stack, (order) => ({ 'application/json': order })));
    expect(withoutHashes(ids(methodContentTypeClosed, workload))).toEqual(['ApiPOST[no-default-model]']);
  });

  test('binary media types of an API in another stack', () => {
    const workload = workloadAcrossStacks({ binaryMediaTypes: ['*/*'] }, (root, api) => {
      const order = api.addModel('Order', { schema: { type: apigateway.JsonSchemaType.OBJECT } });
      root.addMethod('POST', new apigateway.HttpIntegration('https://example.com'), { requestModels: { $default: order } });
    });
    expect(withoutHashes(ids(methodContentTypeClosed, workload))).toEqual(['ImportedPOST[binary-body]']);
  });

  test('OpenAPI: only JSON', () => {
    expect(check(methodContentTypeClosed, openApiTemplate(openApi({ 'application/json': json })))).toEqual([
      'Api[no-default-model] Properties.Body.paths./orders.post: bodies are validated for application/json only: no model is mapped under $default',
    ]);
  });

  test('OpenAPI: consumes of Swagger 2', () => {
    const paths = { '/orders': { parameters: [{ $ref: '#/parameters/Order' }], post: {} } };
    const parameters = { Order: { in: 'body', name: 'order', schema: { type: 'object' } } };
    expect(check(methodContentTypeClosed, openApiTemplate({ swagger: '2.0', consumes: ['text/plain'], paths, parameters }))).toEqual([
      'Api[no-default-model] Properties.Body.paths./orders.post: bodies are validated for text/plain only: no model is mapped under $default',
    ]);
  });

  test('OpenAPI: binary media types of the document and of the resource', () => {
    const content = { 'application/json': json, '$default': json };
    const extension = openApi(content, { 'x-amazon-apigateway-binary-media-types': ['*/*'] });
    expect(ids(methodContentTypeClosed, openApiTemplate(extension))).toEqual(['Api[binary-body]']);
    expect(ids(methodContentTypeClosed, openApiTemplate(openApi(content), { BinaryMediaTypes: ['*/*'] }))).toEqual(['Api[binary-body]']);
  });
});

describe('undetermined', () => {
  test('binary media types from a parameter', () => {
    const template = methodTemplate(closed, binaryApi({ Ref: 'Type' }), { Parameters: { Type: { Type: 'String' } } });
    expect(ids(methodContentTypeClosed, template)).toEqual(['Method[undetermined]']);
  });

  test('an API outside of the templates, with a known finding', () => {
    expect(check(methodContentTypeClosed, methodTemplate({ RestApiId: 'abc123', RequestModels: { 'application/json': 'Order' } }))).toEqual([
      'Method[no-default-model] Properties: bodies are validated for application/json only: no model is mapped under $default',
      'Method[undetermined] Properties.RestApiId: the RestApi is not part of this check, so its binary media types are not known',
    ]);
  });

  test('models that are not a map', () => {
    expect(ids(methodContentTypeClosed, methodTemplate({ RequestModels: 'Order' }))).toEqual(['Method[undetermined]']);
  });

  test('a request body outside of the document', () => {
    const post = { requestBody: { $ref: 'https://example.com/bodies.json#/Order' } };
    expect(check(methodContentTypeClosed, openApiTemplate({ openapi: '3.0.1', paths: { '/orders': { post } } }))).toEqual([
      'Api[undetermined] Properties.Body.paths./orders.post.requestBody: a reference that leads nowhere in this document',
    ]);
  });
});
