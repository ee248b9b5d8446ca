import { authorizerCacheKeyed as rule } from '../../../lib/inbound-events/rules/authorizer-cache-keyed';
import { expanded, fn } from '../../gate/expansion/sam/expanded';
import { check, ids, TestTemplate } from '../../gate/harness';

const found = (properties: object, Type = 'AWS::ApiGateway::Authorizer') =>
  check(rule, { Parameters: { Open: { Type: 'String' } }, Resources: { It: { Type, Properties: properties } } });
const rest = (IdentitySource: unknown, AuthorizerResultTtlInSeconds?: unknown) => found({ Type: 'REQUEST', IdentitySource, AuthorizerResultTtlInSeconds });
const http = (IdentitySource: unknown, AuthorizerResultTtlInSeconds?: unknown) =>
  found({ AuthorizerType: 'REQUEST', IdentitySource, AuthorizerResultTtlInSeconds }, 'AWS::ApiGatewayV2::Authorizer');

test.each<[string, string[]]>([
  ['a header', rest('method.request.header.Authorization')],
  ['a header of its own', rest('method.request.header.X-Shop-Token, method.request.header.Accept')],
  ['a query string', rest('method.request.querystring.access_token')],
  ['the address of the caller', rest('context.identity.sourceIp')],
  ['no cache', rest('context.path', 0)],
  ['no identity source', rest(undefined)],
  ['one token', found({ Type: 'TOKEN', IdentitySource: 'method.request.header.X' })],
  ['a user pool', found({ Type: 'COGNITO_USER_POOLS', IdentitySource: 'method.request.header.X' })],
  ['an HTTP API', http(['$request.header.Authorization', '$context.routeKey'], 300)],
  ['an HTTP API without a cache', http(['$context.routeKey'])],
  ['a WebSocket API', http(['route.request.querystring.room'], 300)],
])('compliant: %s', (_, outcomes) => {
  expect(outcomes).toEqual([]);
});

test.each<[string, string[], string]>([
  ['the verb', rest('context.httpMethod'), 'context.httpMethod'],
  ['headers that everyone sends', rest('method.request.header.User-Agent, method.request.header.Accept-Language', 60), 'method.request.header.User-Agent, method.request.header.Accept-Language'],
  ['a stage variable', rest('stageVariables.tenant'), 'stageVariables.tenant'],
  ['an HTTP API', http(['$request.header.host', '$context.routeKey'], 300), '$request.header.host, $context.routeKey'],
])('non-compliant: %s', (_, outcomes, sources) => {
  expect(outcomes).toEqual([`It[cached-for-others] Properties: answers are kept for ${sources}, which identifies no caller`]);
});

test.each<[string, string[]]>([
  ['a name that does not tell', rest('method.request.header.X-Region')],
  ['a source that is none', rest('authorization')],
  ['a source that is known only at deployment', rest({ Ref: 'Open' })],
  ['a time that is known only at deployment', rest('context.path', { Ref: 'Open' })],
])('undetermined: %s', (_, outcomes) => {
  expect(outcomes).toEqual([expect.stringMatching(/^It\[undetermined\]/)]);
});

describe('documents', () => {
  const authorizer = (inner: object) => ({ 'x-amazon-apigateway-authorizer': { type: 'request', ...inner } });
  const described = (Type: string, Body: object) => ids(rule, { Resources: { Api: { Type, Properties: { Body } } } });

  test('OpenAPI 3', () => {
    const Body = (identitySource: string) => ({ openapi: '3.0.1', components: { securitySchemes: { Partner: authorizer({ identitySource }) } } });
    expect(described('AWS::ApiGateway::RestApi', Body('method.request.header.Host'))).toEqual(['Api[cached-for-others]']);
    expect(described('AWS::ApiGateway::RestApi', Body('method.request.header.Authorization'))).toEqual([]);
    expect(described('AWS::ApiGatewayV2::Api', Body('$request.header.Host'))).toEqual([]);
  });

  test('Swagger', () => {
    const Body = { swagger: '2.0', securityDefinitions: { Partner: authorizer({ identitySource: 'context.path', authorizerResultTtlInSeconds: 60 }), Key: { type: 'apiKey' } } };
    expect(described('AWS::ApiGateway::RestApi', Body)).toEqual(['Api[cached-for-others]']);
  });

  test('SAM', () => {
    const api = (Headers: string[]) => ({
      Api: { Type: 'AWS::Serverless::Api', Properties: { StageName: 'v1', Auth: { Authorizers: { Partner: { FunctionArn: 'f', FunctionPayloadType: 'REQUEST', Identity: { Headers } } } } } },
      Fn: fn({ Events: { Get: { Type: 'Api', Properties: { RestApiId: { Ref: 'Api' }, Path: '/', Method: 'get', Auth: { Authorizer: 'Partner' } } } } }),
    });
    expect(ids(rule, expanded(api(['User-Agent'])).body as TestTemplate)).toEqual(['Api[cached-for-others]']);
    expect(ids(rule, expanded(api(['Authorization'])).body as TestTemplate)).toEqual([]);
  });
});
