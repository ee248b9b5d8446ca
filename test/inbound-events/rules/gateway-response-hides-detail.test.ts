import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import { gatewayResponseHidesDetail } from '../../../lib/inbound-events/rules/gateway-response-hides-detail';
import { check, ids, TestTemplate, workloadOfStack } from '../../gate/harness';

function response(template: unknown, parameter?: unknown, extra: Partial<TestTemplate> = {}): TestTemplate {
  const Properties = {
    RestApiId: 'x',
    ResponseType: 'DEFAULT_4XX',
    ResponseTemplates: { 'application/json': template },
    ResponseParameters: parameter === undefined ? undefined : { 'gatewayresponse.header.X': parameter },
  };
  return { ...extra, Resources: { Response: { Type: 'AWS::ApiGateway::GatewayResponse', Properties } } };
}

function imported(responses: unknown): TestTemplate {
  return { Resources: { Api: { Type: 'AWS::ApiGateway::RestApi', Properties: { Body: { 'x-amazon-apigateway-gateway-responses': responses } } } } };
}

describe('compliant', () => {
  test.each([
    ['{"message":$context.error.messageString}'],
    ['{"message":"$context.error.message","type":"$context.error.responseType","id":"$context.requestId"}'],
    ['{"message":"write context.identity to us, and see $inputs"}'],
    [{ 'Fn::Sub': '{"region":"${AWS::Region}","id":"$context.requestId"}' }],
  ])('template %j', (template) => {
    expect(check(gatewayResponseHidesDetail, response(template))).toEqual([]);
  });

  test.each([["'*'"], ["'method.request.header.Origin'"], ['context.requestId']])('header %j', (parameter) => {
    expect(check(gatewayResponseHidesDetail, response('{}', parameter))).toEqual([]);
  });

  test('the CORS responses of the CDK, and the default', () => {
    const workload = workloadOfStack((stack) => {
      const api = new apigateway.RestApi(stack, 'Api');
      api.root.addMethod('GET');
      api.addGatewayResponse('Denied', { type: apigateway.ResponseType.DEFAULT_4XX, responseHeaders: { 'Access-Control-Allow-Origin': "'*'" } });
    });
    expect(check(gatewayResponseHidesDetail, workload)).toEqual([]);
  });

  test('an OpenAPI document', () => {
    expect(
      check(gatewayResponseHidesDetail, imported({ DEFAULT_4XX: { responseTemplates: { 'application/json': '{"message":$context.error.messageString}' } } })),
    ).toEqual([]);
    expect(check(gatewayResponseHidesDetail, imported(undefined))).toEqual([]);
  });
});

describe('non-compliant', () => {
  test('a response of the CDK', () => {
    const workload = workloadOfStack((stack) => {
      const api = new apigateway.RestApi(stack, 'Api');
      api.root.addMethod('GET');
      api.addGatewayResponse('BadBody', {
        type: apigateway.ResponseType.BAD_REQUEST_BODY,
        templates: { 'application/json': '{"message":"$context.error.validationErrorString"}' },
        responseHeaders: { 'X-Path': 'method.request.path.proxy' },
      });
    });
    expect(check(gatewayResponseHidesDetail, workload).map((line) => line.replace(/^\w+/, ''))).toEqual([
      '[reveals-detail] Properties.ResponseTemplates.application/json: the response contains $context.error.validationErrorString',
      '[echoes-request] Properties.ResponseParameters.gatewayresponse.header.X-Path: the response contains method.request.path.proxy, a ' +
        'value of the caller',
    ]);
  });

  test.each([
    ['{"m":$context.error.validationErrorString}', 'reveals-detail'],
    ['{"m":"$context.authorizer.claims.email"}', 'reveals-detail'],
    ['{"m":"$context.authorize.error"}', 'reveals-detail'],
    ['{"m":"$context.identity.sourceIp"}', 'reveals-detail'],
    ['{"m":"$context.integrationErrorMessage"}', 'reveals-detail'],
    ['{"m":"$context.integration.error"}', 'reveals-detail'],
    ['{"m":"${stageVariables.backend}"}', 'reveals-detail'],
    ['{"m":"$context.path"}', 'echoes-request'],
    ['{"m":"$method.request.querystring.q"}', 'echoes-request'],
    ["{\"m\":$input.json('$.x')}", 'echoes-request'],
    [{ 'Fn::Join': ['', ['{"r":"', { Ref: 'AWS::Region' }, '","ip":"$context.identity.sourceIp"}']] }, 'reveals-detail'],
  ])('template %j: %s', (template, id) => {
    expect(ids(gatewayResponseHidesDetail, response(template))).toEqual([`Response[${id}]`]);
  });

  test.each([
    ['method.request.header.Origin', 'echoes-request'],
    ['method.input.params.querystring.q', 'echoes-request'],
    ['context.authorizer.principalId', 'reveals-detail'],
    ['$context.error.validationErrorString', 'reveals-detail'],
    ['stageVariables.backend', 'reveals-detail'],
  ])('header %j: %s', (parameter, id) => {
    expect(ids(gatewayResponseHidesDetail, response('{}', parameter))).toEqual([`Response[${id}]`]);
  });

  test('an OpenAPI document', () => {
    const responses = {
      BAD_REQUEST_BODY: { responseTemplates: { 'application/json': '{"m":$context.error.validationErrorString}' } },
      DEFAULT_5XX: { responseParameters: { 'gatewayresponse.header.X': 'method.request.header.X' } },
    };
    expect(ids(gatewayResponseHidesDetail, imported(responses))).toEqual(['Api[reveals-detail]', 'Api[echoes-request]']);
  });

  test('detail only in some deployments', () => {
    const template = response({ 'Fn::If': ['IsProd', '{}', '{"m":$context.error.validationErrorString}'] }, undefined, {
      Parameters: { Env: { Type: 'String', AllowedValues: ['dev', 'prod'] } },
      Conditions: { IsProd: { 'Fn::Equals': [{ Ref: 'Env' }, 'prod'] } },
    });
    expect(check(gatewayResponseHidesDetail, template)).toEqual([
      'Response[reveals-detail] Properties.ResponseTemplates.application/json: the response contains $context.error.validationErrorString ' +
        '(where parameter Env is "dev")',
    ]);
  });
});

describe('undetermined', () => {
  test('a template from a parameter beside a known header', () => {
    const template = response({ Ref: 'Template' }, 'context.identity.sourceIp', { Parameters: { Template: { Type: 'String' } } });
    expect(check(gatewayResponseHidesDetail, template)).toEqual([
      'Response[undetermined] Properties.ResponseTemplates.application/json: the value of parameter Template is given at deployment',
      'Response[reveals-detail] Properties.ResponseParameters.gatewayresponse.header.X: the response contains context.identity.sourceIp',
    ]);
  });

  test('an OpenAPI document in another place', () => {
    const api = { Type: 'AWS::ApiGateway::RestApi', Properties: { BodyS3Location: { Bucket: 'b', Key: 'k' } } };
    expect(ids(gatewayResponseHidesDetail, { Resources: { Api: api } })).toEqual(['Api[undetermined]']);
    expect(ids(gatewayResponseHidesDetail, response({ m: 1 }))).toEqual(['Response[undetermined]']);
  });
});

test.each<[unknown, string[]]>([['DEBUG', ['It[reveals-detail]']], [undefined, []], [{ Ref: 'Open' }, ['It[undetermined]']]])('exceptions of a gateway of agents: %j', (ExceptionLevel, expected) => {
  expect(ids(gatewayResponseHidesDetail, { Parameters: { Open: { Type: 'String' } }, Resources: { It: { Type: 'AWS::BedrockAgentCore::Gateway', Properties: { ExceptionLevel } } } })).toEqual(expected);
});
