import { Stack } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { methodTemplate, openApiTemplate, PROD_OR_DEV, withoutHashes, workloadAcrossStacks } from './operations';
import { methodBodyValidated } from '../../../lib/inbound-events/rules/method-body-validated';
import { check, ids, workloadOf, workloadOfStack } from '../../gate/harness';

const validated = { RequestValidatorId: { Ref: 'Validator' }, RequestModels: { 'application/json': { Ref: 'Model' } } };

function handler(stack: Stack): lambda.Function {
  return new lambda.Function(stack, 'Handler', {
    runtime: lambda.Runtime.NODEJS_22_X,
    handler: 'index.handler',
    code: lambda.Code.fromInline('exports.handler = async () => ({ statusCode: 200 })'),
  });
}

const schema = { type: apigateway.JsonSchemaType.OBJECT, additionalProperties: false };

const operation = { requestBody: { content: { 'application/json': { schema: { $ref: '#/components/schemas/Order' } } } } };

function openApi(post: object, root: object = {}): object {
  return {
    'openapi': '3.0.1',
    'paths': { '/orders': { post } },
    'components': { schemas: { Order: { type: 'object', additionalProperties: false } } },
    'x-amazon-apigateway-request-validators': { all: { validateRequestBody: true }, none: { validateRequestBody: false } },
    ...root,
  };
}

describe('compliant', () => {
  test.each(['POST', 'PUT', 'PATCH', 'ANY', 'DELETE', 'post'])('%s with a validator and a model', (verb) => {
    expect(check(methodBodyValidated, methodTemplate({ HttpMethod: verb, ...validated }))).toEqual([]);
  });

  test.each(['GET', 'HEAD', 'DELETE', 'OPTIONS'])('%s without a body', (verb) => {
    expect(check(methodBodyValidated, methodTemplate({ HttpMethod: verb }))).toEqual([]);
  });

  test('a mock integration', () => {
    expect(check(methodBodyValidated, methodTemplate({ HttpMethod: 'ANY', Integration: { Type: 'MOCK' } }))).toEqual([]);
  });

  test('a model referenced by its name', () => {
    const template = methodTemplate({ ...validated, RequestModels: { 'application/json': 'Order' } });
    template.Resources.Model.Properties.Name = 'Order';
    expect(check(methodBodyValidated, template)).toEqual([]);
  });

  test('a model with the name of a built-in model', () => {
    const template = methodTemplate({ ...validated, RequestModels: { 'application/json': 'Empty' } });
    template.Resources.Model.Properties.Name = 'Empty';
    expect(check(methodBodyValidated, template)).toEqual([]);
  });

  test('a RestApi without an OpenAPI document', () => {
    expect(check(methodBodyValidated, { Resources: { Api: { Type: 'AWS::ApiGateway::RestApi' } } })).toEqual([]);
  });

  test('constructs, with CORS', () => {
    const workload = workloadOfStack((stack) => {
      const api = new apigateway.RestApi(stack, 'Api', { defaultCorsPreflightOptions: { allowOrigins: ['https://example.com'] } });
      api.root.addResource('orders').addMethod('POST', new apigateway.LambdaIntegration(handler(stack)), {
        requestModels: { 'application/json': api.addModel('Order', { schema }) },
        requestValidatorOptions: { validateRequestBody: true },
      });
    });
    expect(check(methodBodyValidated, workload)).toEqual([]);
  });

  test('a model and a validator of another stack', () => {
    const workload = workloadAcrossStacks({}, (root, api) =>
      root.addMethod('POST', new apigateway.HttpIntegration('https://example.com'), {
        requestModels: { 'application/json': api.addModel('Order', { schema }) },
        requestValidator: api.addRequestValidator('Validator', { validateRequestBody: true }),
      }),
    );
    expect(check(methodBodyValidated, workload)).toEqual([]);
  });

  test.each([
    ['a validator of the operation', openApi({ ...operation, 'x-amazon-apigateway-request-validator': 'all' })],
    ['a validator of the document', openApi(operation, { 'x-amazon-apigateway-request-validator': 'all' })],
    ['extensions beside the paths', openApi({ 'x-amazon-apigateway-integration': { type: 'MOCK' } }, { paths: { 'x-team': 'orders' } })],
    ['a mock', openApi({ 'x-amazon-apigateway-integration': { type: 'mock' } })],
    [
      'Swagger 2',
      {
        'swagger': '2.0',
        'paths': { '/orders': { post: { parameters: [{ in: 'body', name: 'order', schema: { $ref: '#/definitions/Order' } }] } } },
        'definitions': { Order: { type: 'object', required: ['id'] } },
        'x-amazon-apigateway-request-validator': 'all',
        'x-amazon-apigateway-request-validators': { all: { validateRequestBody: true } },
      },
    ],
  ])('OpenAPI: %s', (_, body) => {
    expect(check(methodBodyValidated, openApiTemplate(body))).toEqual([]);
    expect(check(methodBodyValidated, openApiTemplate({ 'Fn::ToJsonString': body }))).toEqual([]);
  });
});

describe('non-compliant', () => {
  test.each([
    [{ anyOf: [{}, { type: 'object', required: ['id'] }] }, 'anything'], [{ not: { not: {} } }, 'anything'], [{ $ref: '#/definitions/any', definitions: { any: {} } }, 'anything'],
    [{ type: 'object' }, 'any object'], [{ type: 'object', properties: { id: {} } }, 'any object'], [{ unknownKeyword: 1 }, 'anything'],
  ])('a model %j', (Schema, accepted) => {
    const template = methodTemplate(validated);
    template.Resources.Model.Properties.Schema = Schema;
    expect(check(methodBodyValidated, template)).toEqual([`Method[accepts-anything] Properties: the model for application/json (Model) accepts ${accepted}`]);
  });


  test.each(['POST', 'PUT', 'PATCH', 'ANY'])('%s without a validator and a model', (verb) => {
    expect(check(methodBodyValidated, methodTemplate({ HttpMethod: verb }))).toEqual([
      `Method[no-validator] Properties: ${verb} has no request validator`,
      `Method[no-model] Properties: ${verb} has no model for its body`,
    ]);
  });

  test('a DELETE that declares a model', () => {
    const template = methodTemplate({ HttpMethod: 'DELETE', RequestModels: validated.RequestModels });
    expect(ids(methodBodyValidated, template)).toEqual(['Method[no-validator]']);
  });

  test('a model without a validator for the method', () => {
    expect(ids(methodBodyValidated, methodTemplate({ RequestModels: validated.RequestModels }))).toEqual(['Method[no-validator]']);
  });

  test.each([[{}], [{ ValidateRequestBody: false }], [{ ValidateRequestParameters: true }]])('a validator with %j', (properties) => {
    const template = methodTemplate(validated, {
      Validator: { Type: 'AWS::ApiGateway::RequestValidator', Properties: { RestApiId: { Ref: 'Api' }, ...properties } },
    });
    expect(check(methodBodyValidated, template)).toEqual([
      'Method[validator-skips-body] Properties: request validator Validator does not check the body of POST',
    ]);
  });

  test('a validator of another API', () => {
    const template = methodTemplate(validated, { Other: { Type: 'AWS::ApiGateway::RestApi' } });
    template.Resources.Validator.Properties.RestApiId = { Ref: 'Other' };
    expect(check(methodBodyValidated, template)).toEqual([
      'Method[validator-of-other-api] Properties: request validator Validator belongs to another API',
    ]);
  });

  test.each(['Empty', 'Error'])('the built-in model %s', (name) => {
    const template = methodTemplate({ ...validated, RequestModels: { 'application/json': { Ref: 'Model' }, 'application/xml': name } });
    expect(check(methodBodyValidated, template)).toEqual([
      `Method[accepts-anything] Properties: the model for application/xml (${name}) accepts anything`,
    ]);
  });

  test.each([[undefined], [{}], [{ $schema: 'http://json-schema.org/draft-04/schema#', title: 'Order' }], ['{}']])('the schema %j', (empty) => {
    const template = methodTemplate(validated);
    template.Resources.Model.Properties.Schema = empty;
    expect(check(methodBodyValidated, template)).toEqual([
      'Method[accepts-anything] Properties: the model for application/json (Model) accepts anything',
    ]);
  });

  test('validated only in some deployments', () => {
    const template = methodTemplate(
      { ...validated, RequestValidatorId: { 'Fn::If': ['IsProd', { Ref: 'Validator' }, { Ref: 'AWS::NoValue' }] } },
      {},
      PROD_OR_DEV,
    );
    expect(check(methodBodyValidated, template)).toEqual([
      'Method[no-validator] Properties: POST has no request validator (where parameter Env is "dev")',
    ]);
  });

  test('the proxy of LambdaRestApi', () => {
    const workload = workloadOfStack((stack) => void new apigateway.LambdaRestApi(stack, 'Api', { handler: handler(stack) }));
    expect(withoutHashes(ids(methodBodyValidated, workload))).toEqual([
      'ApiproxyANY[no-validator]',
      'ApiproxyANY[no-model]',
      'ApiANY[no-validator]',
      'ApiANY[no-model]',
    ]);
  });

  test('a validator and models in the default method options, which the CDK ignores', () => {
    const workload = workloadOfStack((stack) => {
      const api = new apigateway.RestApi(stack, 'Api', { defaultMethodOptions: { requestValidatorOptions: { validateRequestBody: true } } });
      api.root.addMethod('POST', new apigateway.LambdaIntegration(handler(stack)), {
        requestModels: { 'application/json': api.addModel('Order', { schema }) },
      });
    });
    expect(withoutHashes(ids(methodBodyValidated, workload))).toEqual(['ApiPOST[no-validator]']);
  });

  test.each([
    ['no-validator', 'POST has no request validator', openApi(operation)],
    [
      'validator-skips-body',
      'request validator none does not check the body of POST',
      openApi({ ...operation, 'x-amazon-apigateway-request-validator': 'none' }, { 'x-amazon-apigateway-request-validator': 'all' }),
    ],
    [
      'validator-skips-body',
      'request validator missing does not check the body of POST',
      openApi({ ...operation, 'x-amazon-apigateway-request-validator': 'missing' }),
    ],
    ['no-model', 'POST has no model for its body', openApi({ 'x-amazon-apigateway-request-validator': 'all' })],
    [
      'accepts-anything',
      'the model for text/csv (written inline) accepts anything',
      openApi({ 'requestBody': { content: { 'text/csv': { schema: {} } } }, 'x-amazon-apigateway-request-validator': 'all' }),
    ],
  ])('OpenAPI: %s, %s', (id, message, body) => {
    expect(check(methodBodyValidated, openApiTemplate(body))).toEqual([`Api[${id}] Properties.Body.paths./orders.post: ${message}`]);
  });

  test('OpenAPI: any method', () => {
    const body = { paths: { '/{proxy+}': { 'x-amazon-apigateway-any-method': {} } } };
    expect(check(methodBodyValidated, openApiTemplate(body))).toEqual([
      'Api[no-validator] Properties.Body.paths./{proxy+}.x-amazon-apigateway-any-method: ANY has no request validator',
      'Api[no-model] Properties.Body.paths./{proxy+}.x-amazon-apigateway-any-method: ANY has no model for its body',
    ]);
  });

  test('SpecRestApi', () => {
    const workload = workloadOfStack(
      (stack) => void new apigateway.SpecRestApi(stack, 'Api', { apiDefinition: apigateway.ApiDefinition.fromInline(openApi(operation)) }),
    );
    expect(withoutHashes(ids(methodBodyValidated, workload))).toEqual(['Api[no-validator]']);
  });
});

describe('undetermined', () => {
  test('a validator from a parameter', () => {
    const template = methodTemplate({ ...validated, RequestValidatorId: { Ref: 'Id' } }, {}, { Parameters: { Id: { Type: 'String' } } });
    expect(check(methodBodyValidated, template)).toEqual([
      'Method[undetermined] Properties.RequestValidatorId: the value of parameter Id is given at deployment',
    ]);
  });

  test('a validator outside of the templates', () => {
    expect(check(methodBodyValidated, methodTemplate({ ...validated, RequestValidatorId: 'abc123' }))).toEqual([
      'Method[undetermined] Properties.RequestValidatorId: request validator abc123 is not part of this check',
    ]);
  });

  test('a validator with a parameter for bodies', () => {
    const template = methodTemplate(validated, {}, { Parameters: { Validate: { Type: 'String' } } });
    template.Resources.Validator.Properties.ValidateRequestBody = { Ref: 'Validate' };
    expect(ids(methodBodyValidated, template)).toEqual(['Method[undetermined]']);
  });

  test('a known model beside an unknown one', () => {
    const template = methodTemplate({ ...validated, RequestModels: { 'application/json': 'Elsewhere', 'text/plain': 'Empty' } });
    expect(check(methodBodyValidated, template)).toEqual([
      'Method[undetermined] Properties.RequestModels.application/json: model Elsewhere is not part of this check',
      'Method[accepts-anything] Properties: the model for text/plain (Empty) accepts anything',
    ]);
  });

  test.each([
    ['no verb', { HttpMethod: undefined }],
    ['a list as verb', { HttpMethod: ['POST'] }],
    ['models in a list', { RequestModels: ['Order'] }],
  ])('%s', (_, method) => {
    expect(ids(methodBodyValidated, methodTemplate({ ...validated, ...method }))).toEqual(['Method[undetermined]']);
  });

  test('a schema that is not JSON', () => {
    const template = methodTemplate(validated);
    template.Resources.Model.Properties.Schema = '{"type"';
    expect(ids(methodBodyValidated, template)).toEqual(['Method[undetermined]']);
  });

  test('OpenAPI documents outside of the template', () => {
    const template = openApiTemplate({ 'Fn::Transform': { Name: 'AWS::Include', Parameters: { Location: 's3://bucket/api.json' } } });
    expect(check(methodBodyValidated, template)).toEqual(['Api[undetermined] Properties.Body: Fn::Transform is evaluated at deployment']);
    const cloned = workloadOf({ Resources: { Api: { Type: 'AWS::ApiGateway::RestApi', Properties: { CloneFrom: 'abc' } } } });
    expect(check(methodBodyValidated, cloned)).toEqual([
      'Api[undetermined] Properties.CloneFrom: the content of the API that it is cloned from is known only at deployment',
    ]);
    const inS3 = workloadOf({ Resources: { Api: { Type: 'AWS::ApiGateway::RestApi', Properties: { BodyS3Location: { Bucket: 'b', Key: 'k' } } } } });
    expect(check(methodBodyValidated, inS3)).toEqual([
      'Api[undetermined] Properties.BodyS3Location: the OpenAPI document is read from S3 at deployment',
    ]);
  });

  test('a known path beside an unknown one', () => {
    const body = openApi(operation) as { paths: { [path: string]: object } };
    body.paths['/other'] = { 'Fn::Transform': { Name: 'AWS::Include' } };
    expect(ids(methodBodyValidated, openApiTemplate(body))).toEqual(['Api[no-validator]', 'Api[undetermined]']);
  });
});
