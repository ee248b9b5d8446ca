import { Stack } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { methodTemplate, openApiTemplate, PROD_OR_DEV, withoutHashes, workloadAcrossStacks } from './operations';
import { ApiAuthorization, ApiParameter, EventSchema, SecureFunction, SecureRestApi } from '../../../lib';
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
  test('a required path parameter with a validator', () => {
    expect(check(methodParametersValidated, methodTemplate({ ...ofOrder, ...validator, RequestParameters: id }))).toEqual([]);
  });

  test('optional parameters without a validator', () => {
    const RequestParameters = { 'method.request.querystring.page': false, 'method.request.header.Accept': 'false' };
    expect(check(methodParametersValidated, methodTemplate({ RequestParameters }))).toEqual([]);
  });

  test('no parameters', () => {
    expect(check(methodParametersValidated, methodTemplate({}))).toEqual([]);
    expect(check(methodParametersValidated, methodTemplate({ ResourceId: { 'Fn::GetAtt': ['Api', 'RootResourceId'] } }))).toEqual([]);
  });

  test('a mock integration', () => {
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
  test('an undeclared path parameter', () => {
    expect(check(methodParametersValidated, methodTemplate(ofOrder))).toEqual([
      'Method[path-parameter-undeclared] Properties: the operation does not declare id of path /orders/{id} as required',
    ]);
  });

  test('an optional path parameter', () => {
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

  test('validated only in some deployments', () => {
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

  test('a path with a parent in another stack', () => {
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

  test('OpenAPI: an operation that overrides a parameter of its path', () => {
    const own = { parameters: [{ name: 'id', in: 'path', required: false }] };
    const body = openApi(own, { parameters: [{ $ref: '#/components/parameters/Id' }] });
    expect(ids(methodParametersValidated, openApiTemplate(body))).toEqual(['Api[path-parameter-undeclared]']);
  });

  test('OpenAPI: a reference to a missing parameter', () => {
    const body = openApi({ parameters: [{ $ref: '#/components/parameters/Missing' }], ...all });
    expect(ids(methodParametersValidated, openApiTemplate(body))).toEqual(['Api[path-parameter-undeclared]']);
  });
});

describe('undetermined', () => {
  test('a resource outside of the templates, with a known finding', () => {
    const template = methodTemplate({ ResourceId: 'abc123', RequestParameters: { 'method.request.querystring.page': true } });
    expect(check(methodParametersValidated, template)).toEqual([
      'Method[undetermined] Properties.ResourceId: the resource that it refers to is not part of this check, so its path is not known',
      'Method[no-validator] Properties: no request validator checks the required querystring.page',
    ]);
  });

  test('resources in a circle', () => {
    const template = methodTemplate(ofOrder);
    template.Resources.Orders.Properties.ParentId = { Ref: 'Order' };
    expect(ids(methodParametersValidated, template)).toEqual(['Method[undetermined]']);
  });

  test('an unknown setting of a parameter', () => {
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

describe('a proxy integration that passes requests without a body unchanged', () => {
  const found = (handler: string, method: object = {}, metadata: object = {}) => {
    const template = methodTemplate(
      { HttpMethod: 'GET', Integration: { Type: 'AWS_PROXY', Uri: { 'Fn::Sub': 'arn:aws:apigateway:eu-west-1:lambda:path/2015-03-31/functions/${Fn.Arn}/invocations' } }, ...method },
      { Fn: { Type: 'AWS::Lambda::Function', Properties: { Handler: handler } } },
    );
    template.Resources.Method.Metadata = metadata;
    return ids(methodParametersValidated, template);
  };

  test('is non-compliant', () => {
    expect(found('index.handler')).toEqual(['Method[nothing-checked]']);
  });

  test('is compliant with a validator, a declared parameter, or a schema in the function', () => {
    expect(found('index.handler', { RequestValidatorId: { Ref: 'Validator' } })).toEqual([]);
    expect(found('index.handler', { RequestParameters: { 'method.request.querystring.page': false } })).toEqual([]);
    expect(found('/opt/sec3-event-validator/handler.handler')).toEqual([]);
    expect(found('/opt/sec3-event-validator/handler.requests', {}, { 'cdk-sec3:endpoint-parameters': [] })).toEqual([]);
  });

  test('is non-compliant with an event validator that has no schema for the endpoint', () => {
    expect(found('/opt/sec3-event-validator/handler.requests')).toEqual(['Method[nothing-checked]']);
  });
});

describe('an endpoint of a SecureRestApi', () => {
  const found = (validateInFunction: boolean | undefined, eventSchemas?: EventSchema[]) => {
    const workload = workloadOfStack((stack) => {
      const handler = new SecureFunction(stack, 'Fn', { runtime: lambda.Runtime.NODEJS_24_X, handler: 'index.handler', code: lambda.Code.fromInline('exports.handler = 1'), eventSchemas });
      const api = new SecureRestApi(stack, 'Api', { authorization: ApiAuthorization.iam(), validateInFunction });
      api.addEndpoint('GET /orders/{id}', {
        handler, pathParameters: { id: ApiParameter.integer(1, 9) }, queryParameters: { page: ApiParameter.integer(1, 9).optional() },
      });
    });
    return check(methodParametersValidated, workload).map((line) => line.replace(/^[^[]*/, ''));
  };

  test('is compliant if the function validates it, or has its own schema', () => {
    expect(found(undefined)).toEqual([]);
    expect(found(false, [EventSchema.restApi({ pathParameters: { id: ApiParameter.integer(1, 9) } })])).toEqual([]);
  });

  test('is non-compliant if the function does not validate it', () => {
    expect(found(false)).toEqual([
      '[values-unchecked] Properties: nothing validates path.id, querystring.page against the declared schemas before the function, since validateInFunction is false',
    ]);
  });
});
