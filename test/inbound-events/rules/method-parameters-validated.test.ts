import { Stack } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import { methodTemplate, openApiTemplate, PROD_OR_DEV, withoutHashes, workloadAcrossStacks } from './operations';
import { methodParametersValidated } from '../../../lib/inbound-events/rules/method-parameters-validated';
import { check, ids, workloadOfStack } from '../../gate/harness';

const ofOrder = { HttpMethod: 'GET', ResourceId: { Ref: 'Order' } };
const id = { 'method.request.path.id': true };
const validator = { RequestValidatorId: { Ref: 'Validator' } };

function restApi(stack: Stack, options: apigateway.MethodOptions): void {
  const api = new apigateway.RestApi(stack, 'Api', { defaultCorsPreflightOptions: { allowOrigins: ['https://example.com'] } });
  api.root.resourceForPath('orders/{id}').addMethod('GET', new apigateway.HttpIntegration('https://example.com'), options);
}

function openApi(get: object, item: object = {}): object {
  return {
    'openapi': '3.0.1',
    'paths': { '/orders/{id}': { get, ...item } },
    'components': { parameters: { Id: { name: 'id', in: 'path', required: true } } },
    'x-amazon-apigateway-request-validators': { all: { validateRequestParameters: true }, body: { validateRequestBody: true } },
  };
}

const all = { 'x-amazon-apigateway-request-validator': 'all' };

describe('compliant', () => {
  test('a required path parameter that is validated', () => {
    expect(check(methodParametersValidated, methodTemplate({ ...ofOrder, ...validator, RequestParameters: id }))).toEqual([]);
  });

  test('parameters that may be absent need no validator', () => {
    const RequestParameters = { 'method.request.querystring.page': false, 'method.request.header.Accept': 'false' };
    expect(check(methodParametersValidated, methodTemplate({ RequestParameters }))).toEqual([]);
  });

  test('no parameters', () => {
    expect(check(methodParametersValidated, methodTemplate({}))).toEqual([]);
    expect(check(methodParametersValidated, methodTemplate({ ResourceId: { 'Fn::GetAtt': ['Api', 'RootResourceId'] } }))).toEqual([]);
  });

  test('API Gateway answers by itself', () => {
    expect(check(methodParametersValidated, methodTemplate({ ...ofOrder, HttpMethod: 'OPTIONS', Integration: { Type: 'MOCK' } }))).toEqual([]);
  });

  test('constructs, with CORS', () => {
    const workload = workloadOfStack((stack) =>
      restApi(stack, { requestParameters: id, requestValidatorOptions: { validateRequestParameters: true } }),
    );
    expect(check(methodParametersValidated, workload)).toEqual([]);
  });

  test.each([
    ['a parameter of the operation', openApi({ parameters: [{ $ref: '#/components/parameters/Id' }], ...all })],
    ['a parameter of the path', openApi(all, { parameters: [{ name: 'id', in: 'path', required: true }] })],
  ])('OpenAPI: %s', (_, body) => {
    expect(check(methodParametersValidated, openApiTemplate(body))).toEqual([]);
  });
});

describe('non-compliant', () => {
  test('a path parameter that is not declared', () => {
    expect(check(methodParametersValidated, methodTemplate(ofOrder))).toEqual([
      'Method[path-parameter-undeclared] Properties: the operation does not declare id of path /orders/{id} as required',
    ]);
  });

  test('a path parameter that is declared as optional', () => {
    const template = methodTemplate({ ...ofOrder, RequestParameters: { 'method.request.path.id': false } });
    expect(ids(methodParametersValidated, template)).toEqual(['Method[path-parameter-undeclared]']);
  });

  test('a greedy path parameter', () => {
    const template = methodTemplate(ofOrder);
    template.Resources.Order.Properties.PathPart = '{proxy+}';
    expect(check(methodParametersValidated, template)).toEqual([
      'Method[path-parameter-undeclared] Properties: the operation does not declare proxy of path /orders/{proxy+} as required',
    ]);
  });

  test('required parameters without a validator', () => {
    const RequestParameters = { 'method.request.querystring.page': true, 'method.request.header.X-Tenant': 'true' };
    expect(check(methodParametersValidated, methodTemplate({ RequestParameters }))).toEqual([
      'Method[no-validator] Properties: no request validator checks the required querystring.page, header.X-Tenant',
    ]);
  });

  test('a validator that checks only bodies', () => {
    const template = methodTemplate({ ...ofOrder, ...validator, RequestParameters: id });
    delete template.Resources.Validator.Properties.ValidateRequestParameters;
    expect(check(methodParametersValidated, template)).toEqual([
      'Method[validator-skips-parameters] Properties: request validator Validator does not check the required path.id',
    ]);
  });

  test('validated in some deployments only', () => {
    const template = methodTemplate({ ...ofOrder, ...validator, RequestParameters: id }, {}, PROD_OR_DEV);
    template.Resources.Validator.Properties.ValidateRequestParameters = { 'Fn::If': ['IsProd', true, false] };
    expect(check(methodParametersValidated, template)).toEqual([
      'Method[validator-skips-parameters] Properties: request validator Validator does not check the required path.id ' +
        '(where parameter Env is "dev")',
    ]);
  });

  test('constructs', () => {
    const workload = workloadOfStack((stack) => restApi(stack, { requestParameters: { 'method.request.querystring.page': true } }));
    expect(withoutHashes(ids(methodParametersValidated, workload))).toEqual([
      'ApiordersidGET[path-parameter-undeclared]',
      'ApiordersidGET[no-validator]',
    ]);
  });

  test('a path that begins in another stack', () => {
    const workload = workloadAcrossStacks({}, (root) => {
      root.resourceForPath('orders/{id}').addMethod('GET', new apigateway.HttpIntegration('https://example.com'));
    });
    expect(check(methodParametersValidated, workload).map((line) => line.replace(/^.*Properties: /, ''))).toEqual([
      'the operation does not declare id of path /orders/{id} as required',
    ]);
  });

  test('OpenAPI', () => {
    expect(check(methodParametersValidated, openApiTemplate(openApi(all)))).toEqual([
      'Api[path-parameter-undeclared] Properties.Body.paths./orders/{id}.get: the operation does not declare id of path /orders/{id} as required',
    ]);
    const required = { parameters: [{ $ref: '#/components/parameters/Id' }, { name: 'page', in: 'query', required: true }] };
    expect(check(methodParametersValidated, openApiTemplate(openApi(required)))).toEqual([
      'Api[no-validator] Properties.Body.paths./orders/{id}.get: ' +
        'no request validator checks the required path.id, querystring.page',
    ]);
    expect(ids(methodParametersValidated, openApiTemplate(openApi({ ...required, 'x-amazon-apigateway-request-validator': 'body' })))).toEqual([
      'Api[validator-skips-parameters]',
    ]);
  });

  test('OpenAPI: an operation that declares a parameter of its path again', () => {
    const own = { parameters: [{ name: 'id', in: 'path', required: false }] };
    const body = openApi(own, { parameters: [{ $ref: '#/components/parameters/Id' }] });
    expect(ids(methodParametersValidated, openApiTemplate(body))).toEqual(['Api[path-parameter-undeclared]']);
  });

  test('OpenAPI: a parameter that the document does not have', () => {
    const body = openApi({ parameters: [{ $ref: '#/components/parameters/Missing' }], ...all });
    expect(ids(methodParametersValidated, openApiTemplate(body))).toEqual(['Api[path-parameter-undeclared]']);
  });
});

describe('undetermined', () => {
  test('a resource of elsewhere, which hides nothing about the validator', () => {
    const template = methodTemplate({ ResourceId: 'abc123', RequestParameters: { 'method.request.querystring.page': true } });
    expect(check(methodParametersValidated, template)).toEqual([
      'Method[undetermined] Properties.ResourceId: the resource that it refers to is not part of this check, so its path is not known',
      'Method[no-validator] Properties: no request validator checks the required querystring.page',
    ]);
  });

  test('resources that are parents of each other', () => {
    const template = methodTemplate(ofOrder);
    template.Resources.Orders.Properties.ParentId = { Ref: 'Order' };
    expect(ids(methodParametersValidated, template)).toEqual(['Method[undetermined]']);
  });

  test('whether a parameter is required', () => {
    const template = methodTemplate({ RequestParameters: { 'method.request.querystring.page': 'maybe' } });
    expect(ids(methodParametersValidated, template)).toEqual(['Method[undetermined]']);
  });

  test('a validator from a parameter', () => {
    const template = methodTemplate(
      { ...ofOrder, RequestParameters: id, RequestValidatorId: { Ref: 'Id' } },
      {},
      { Parameters: { Id: { Type: 'String' } } },
    );
    expect(ids(methodParametersValidated, template)).toEqual(['Method[undetermined]']);
  });
});

describe('a proxy that gets requests without a body as they are', () => {
  const found = (handler: string, method: object = {}) =>
    ids(methodParametersValidated, methodTemplate(
      { HttpMethod: 'GET', Integration: { Type: 'AWS_PROXY', Uri: { 'Fn::Sub': 'arn:aws:apigateway:eu-west-1:lambda:path/2015-03-31/functions/${Fn.Arn}/invocations' } }, ...method },
      { Fn: { Type: 'AWS::Lambda::Function', Properties: { Handler: handler } } },
    ));

  test('is found', () => {
    expect(found('index.handler')).toEqual(['Method[nothing-checked]']);
  });

  test('is none with a validator, a declared parameter, or a schema before the handler', () => {
    expect(found('index.handler', { RequestValidatorId: { Ref: 'Validator' } })).toEqual([]);
    expect(found('index.handler', { RequestParameters: { 'method.request.querystring.page': false } })).toEqual([]);
    expect(found('/opt/sec3-event-validator/handler.requests')).toEqual([]);
  });
});
