import { expectJudged, report, template } from './fuzzed-function';
import { endpointFuzzed } from '../../../lib/inbound-events/rules/endpoint-fuzzed';
import { check, ids } from '../../gate/harness';

const url = { Type: 'AWS::Lambda::Url', Properties: { TargetFunctionArn: { 'Fn::GetAtt': ['Fn', 'Arn'] }, AuthType: 'NONE' } };
const integration = { Type: 'AWS::ApiGatewayV2::Integration', Properties: { ApiId: 'a', IntegrationType: 'AWS_PROXY', IntegrationUri: { 'Fn::GetAtt': ['Fn', 'Arn'] } } };
const route = { Type: 'AWS::ApiGatewayV2::Route', Properties: { ApiId: 'a', RouteKey: 'POST /', Target: { 'Fn::Sub': 'integrations/${Integration}' } } };
const uri = (action: string) => ({ 'Fn::Sub': `arn:aws:apigateway:x:${action}` });
const method = (Type: string, Uri: object) => ({ Type: 'AWS::ApiGateway::Method', Properties: { RestApiId: 'a', ResourceId: 'r', HttpMethod: 'POST', Integration: { Type, Uri } } });
const INVOKE = uri('lambda:path/2015-03-31/functions/${Fn.Arn}/invocations');

test.each<[string, object]>([
  ['url', url], ['rest', method('AWS_PROXY', INVOKE)], ['mapped', method('AWS', INVOKE)],
])('%s', (kind, caller) => expectJudged(endpointFuzzed, kind, caller));

test.each([['http', '2.0'], ['rest', '1.0']])('a route: %s', (kind, PayloadFormatVersion) => {
  const Integration = { ...integration, Properties: { ...integration.Properties, PayloadFormatVersion } };
  expectJudged(endpointFuzzed, kind, route, { Integration });
});

test('compliant: integrations without a function', () => {
  for (const caller of [method('AWS', uri('sqs:path/111111111111/orders')), method('HTTP', { Ref: 'Fn' }), method('MOCK', { Ref: 'Fn' })]) {
    expect(check(endpointFuzzed, template(undefined, caller))).toEqual([]);
  }
});

test('non-compliant: a report on another operation of the same document', () => {
  const operation = { 'x-amazon-apigateway-integration': { type: 'AWS_PROXY', uri: INVOKE } };
  const document = { Type: 'AWS::ApiGateway::RestApi', Properties: { Body: { openapi: '3.0.1', paths: { '/': { post: operation } } } } };
  const judged = (name: string) => ids(endpointFuzzed, template(report('rest', {}, { name }), document));
  expect([judged('POST /'), judged('POST /other')]).toEqual([[], ['Caller[not-this-way]']]);
});

test('compliant: a route to something other than a function', () => {
  expect(check(endpointFuzzed, template(undefined, route, undefined, { Integration: { ...integration, Properties: { ...integration.Properties, IntegrationUri: 'https://example.com' } } }))).toEqual([]);
});
