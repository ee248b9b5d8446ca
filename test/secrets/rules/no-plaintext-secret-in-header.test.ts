import { noPlaintextSecretInHeader } from '../../../lib/secrets/rules/no-plaintext-secret-in-header';
import { ids, TestTemplate } from '../../gate/harness';

const found = (Type: string, Properties: object, sections: object = {}) =>
  ids(noPlaintextSecretInHeader, { ...sections, Resources: { It: { Type, Properties } } } as TestTemplate);
const method = (name: string, value: unknown) => found('AWS::ApiGateway::Method', { Integration: { RequestParameters: { [`integration.request.${name}`]: value } } });

test.each([
  ['a value of the request', 'header.X-Api-Key', 'method.request.header.X-Api-Key'],
  ['a name that is not of a secret', 'header.X-Tenant', "'shop'"],
  ['a stage variable', 'header.X-Api-Key', 'stageVariables.key'],
  ['a switch', 'header.X-Token', "'true'"],
])('compliant: %s', (_, name, value) => {
  expect(method(name, value)).toEqual([]);
});

test.each([
  ['header.X-Api-Key', "'hunter22'", 'literal'],
  ['querystring.token', "'hunter22'", 'literal'],
  ['header.Authorization', "'abcdefgh12'", 'literal'],
  ['header.Authorization', "'Bearer abcdefgh12'", 'known-format'],
])('non-compliant: %s %s', (name, value, id) => {
  expect(method(name, value)).toEqual([`It[${id}]`]);
});

test.each([
  ['AWS::ApiGatewayV2::Integration', { RequestParameters: { 'append:header.x-api-key': 'hunter22' } }],
  ['AWS::Events::Rule', { Targets: [{ HttpParameters: { HeaderParameters: { 'x-api-key': 'hunter22' } } }] }],
  ['AWS::ElasticLoadBalancingV2::ListenerRule', { Conditions: [{ Field: 'http-header', HttpHeaderConfig: { HttpHeaderName: 'X-Origin-Verify', Values: ['hunter22'] } }] }],
  ['AWS::Events::Connection', { AuthParameters: { InvocationHttpParameters: { HeaderParameters: [{ Key: 'X-Token', Value: 'hunter22' }] } } }],
  ['AWS::Events::Connection', { AuthParameters: { OAuthParameters: { OAuthHttpParameters: { BodyParameters: [{ Key: 'x', Value: 'hunter22', IsValueSecret: true }] } } } }],
  ['AWS::IoT::TopicRule', { TopicRulePayload: { Actions: [{ Lambda: {} }, { Http: { Headers: [{ Key: 'x-api-key', Value: 'hunter22' }] } }] } }],
  ['AWS::IoT::TopicRule', { TopicRulePayload: { ErrorAction: { Http: { Headers: [{ Key: 'x-api-key', Value: 'hunter22' }] } } } }],
  ['AWS::VpcLattice::Rule', { Match: { HttpMatch: { HeaderMatches: [{ Name: 'x-origin-secret', Match: { Exact: 'hunter22' } }] } } }],
  ['AWS::WAFv2::WebACL', { Rules: [{ Statement: { ByteMatchStatement: { FieldToMatch: { SingleHeader: { Name: 'x-origin-secret' } }, SearchString: 'hunter22' } } }] }],
  ['AWS::WAFv2::WebACL', { Rules: [{ Statement: { ByteMatchStatement: { FieldToMatch: { SingleQueryArgument: { Name: 'api_key' } }, SearchString: 'hunter22' } } }] }],
  ['AWS::WAFv2::RuleGroup', {
    Rules: [{
      Statement: {
        NotStatement: {
          Statement: {
            AndStatement: {
              Statements: [
                { GeoMatchStatement: { CountryCodes: ['DE'] } },
                { ByteMatchStatement: { FieldToMatch: { SingleHeader: { Name: 'X-Origin-Verify' } }, SearchStringBase64: Buffer.from('hunter22').toString('base64') } },
              ],
            },
          },
        },
      },
    }],
  }],
  ['AWS::Pipes::Pipe', { TargetParameters: { HttpParameters: { QueryStringParameters: { token: 'hunter22' } } } }],
  ['AWS::ApiGateway::RestApi', { Body: { paths: { '/a': { get: { 'x-amazon-apigateway-integration': { requestParameters: { 'integration.request.header.x-api-key': "'hunter22'" } } } } } } }],
])('non-compliant: %s', (type, properties) => {
  expect(found(type, properties)).toEqual(['It[literal]']);
});

test('non-compliant: all parts of a connection’s and a pipe’s request, and in documents of HTTP APIs', () => {
  const sent = (name: string) => found('AWS::Events::Connection', { AuthParameters: { InvocationHttpParameters: { [name]: [{ Key: 'X-Token', Value: 'hunter22' }] } } });
  expect(['HeaderParameters', 'QueryStringParameters', 'BodyParameters'].map(sent)).toEqual(Array(3).fill(['It[literal]']));
  expect(found('AWS::Pipes::Pipe', { EnrichmentParameters: { HttpParameters: { HeaderParameters: { token: 'hunter22' } } } })).toEqual(['It[literal]']);
  const document = (type: string, value: string) => found(type, {
    Body: { paths: { '/a': { get: { 'x-amazon-apigateway-integration': { requestParameters: { 'append:header.x-api-key': value } } }, summary: 'text' }, 'x-path': 'text' } },
  });
  expect([document('AWS::ApiGatewayV2::Api', 'hunter22'), document('AWS::ApiGatewayV2::Api', '$request.header.key')]).toEqual([['It[literal]'], []]);
  // REST APIs write fixed values in quotes.
  expect([document('AWS::ApiGateway::RestApi', "'hunter22'"), document('AWS::ApiGateway::RestApi', 'hunter22')]).toEqual([['It[literal]'], []]);
  expect(['AWS::ApiGateway::RestApi', 'AWS::ApiGatewayV2::Api'].map((type) => found(type, {}))).toEqual([[], []]);
});

test('texts that only start or end with a quote, or contain a $, are literals', () => {
  expect([method('header.X-Api-Key', "x'hunter22'"), method('header.X-Api-Key', "'hunter22'x")]).toEqual([[], []]);
  expect(found('AWS::ApiGatewayV2::Integration', { RequestParameters: { 'append:header.x-api-key': 'hunter$22' } })).toEqual(['It[literal]']);
});

test('compliant: values from requests of HTTP APIs and from events', () => {
  expect(found('AWS::ApiGatewayV2::Integration', { RequestParameters: { 'append:header.x-api-key': '$request.header.key' } })).toEqual([]);
  expect(found('AWS::Events::Rule', { Targets: [{ HttpParameters: { HeaderParameters: { 'x-api-key': '$.detail.key' } } }] })).toEqual([]);
});

test('compliant: other headers in conditions of a listener, and values from Secrets Manager in a connection', () => {
  expect(found('AWS::ElasticLoadBalancingV2::ListenerRule', { Conditions: [{ HttpHeaderConfig: { HttpHeaderName: 'X-Tenant', Values: ['shop'] } }, { PathPatternConfig: { Values: ['/a'] } }] })).toEqual([]);
  const pair = { Key: 'X-Token', Value: '{{resolve:secretsmanager:shop}}', IsValueSecret: true };
  expect(found('AWS::Events::Connection', { AuthParameters: { InvocationHttpParameters: { HeaderParameters: [pair, { Key: 'X-Tenant', Value: 'shop', IsValueSecret: false }] } } })).toEqual([]);
});

test('undetermined: the parameters are known only at deployment', () => {
  expect(found('AWS::ApiGatewayV2::Integration', { RequestParameters: { Ref: 'Open' } }, { Parameters: { Open: { Type: 'String' } } })).toEqual(['It[undetermined]']);
});

test('compliant: comparisons with other headers and parts of requests, and values from topics', () => {
  const bytes = (FieldToMatch: object) => found('AWS::WAFv2::WebACL', { Rules: [{ Statement: { ByteMatchStatement: { FieldToMatch, SearchString: 'hunter22' } } }] });
  expect([bytes({ SingleHeader: { Name: 'user-agent' } }), bytes({ UriPath: {} }), found('AWS::WAFv2::WebACL', {})]).toEqual([[], [], []]);
  expect(found('AWS::IoT::TopicRule', { TopicRulePayload: { Actions: [{ Http: { Headers: [{ Key: 'x-api-key', Value: '${get_secret(\'key\')}' }] } }] } })).toEqual([]);
});
