import { expectJudged } from './fuzzed-function';
import { endpointFuzzed } from '../../../lib/inbound-events/rules/endpoint-fuzzed';

const url = { Type: 'AWS::Lambda::Url', Properties: { TargetFunctionArn: { 'Fn::GetAtt': ['Fn', 'Arn'] }, AuthType: 'NONE' } };
const route = { Type: 'AWS::ApiGatewayV2::Integration', Properties: { ApiId: 'a', IntegrationType: 'AWS_PROXY', IntegrationUri: { 'Fn::GetAtt': ['Fn', 'Arn'] } } };
const method = {
  Type: 'AWS::ApiGateway::Method',
  Properties: { RestApiId: 'a', ResourceId: 'r', HttpMethod: 'POST', Integration: { Type: 'AWS_PROXY', Uri: { 'Fn::Sub': 'arn:aws:apigateway:x:lambda:path/2015-03-31/functions/${Fn.Arn}/invocations' } } },
};

test.each([['url', url], ['http', route], ['rest', method]])('%s', (kind, caller) => expectJudged(endpointFuzzed, kind, caller));
