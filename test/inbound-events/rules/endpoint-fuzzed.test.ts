import { expectJudged, template } from './fuzzed-function';
import { endpointFuzzed } from '../../../lib/inbound-events/rules/endpoint-fuzzed';
import { check } from '../../gate/harness';

const url = { Type: 'AWS::Lambda::Url', Properties: { TargetFunctionArn: { 'Fn::GetAtt': ['Fn', 'Arn'] }, AuthType: 'NONE' } };
const route = { Type: 'AWS::ApiGatewayV2::Integration', Properties: { ApiId: 'a', IntegrationType: 'AWS_PROXY', IntegrationUri: { 'Fn::GetAtt': ['Fn', 'Arn'] } } };
const uri = (action: string) => ({ 'Fn::Sub': `arn:aws:apigateway:x:${action}` });
const method = (Type: string, Uri: object) => ({ Type: 'AWS::ApiGateway::Method', Properties: { RestApiId: 'a', ResourceId: 'r', HttpMethod: 'POST', Integration: { Type, Uri } } });
const INVOKE = uri('lambda:path/2015-03-31/functions/${Fn.Arn}/invocations');

test.each<[string, object]>([
  ['url', url], ['http', route], ['rest', method('AWS_PROXY', INVOKE)], ['mapped', method('AWS', INVOKE)],
])('%s', (kind, caller) => expectJudged(endpointFuzzed, kind, caller));

test('a service, a web server and a mock have no function that could be fuzzed', () => {
  for (const caller of [method('AWS', uri('sqs:path/111111111111/orders')), method('HTTP', { Ref: 'Fn' }), method('MOCK', { Ref: 'Fn' })]) {
    expect(check(endpointFuzzed, template(undefined, caller))).toEqual([]);
  }
});
