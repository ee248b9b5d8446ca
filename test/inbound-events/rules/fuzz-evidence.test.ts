import { endpointFuzzed } from '../../../lib/inbound-events/rules/endpoint-fuzzed';
import { eventSourceFuzzed } from '../../../lib/inbound-events/rules/event-source-fuzzed';
import { check, ids } from '../../gate/harness';

const HASH = 'a'.repeat(64);

/** A function with what the fuzzer said of it, and something that calls it. */
function template(report: object | undefined, caller: object) {
  return {
    Resources: {
      Fn: {
        Type: 'AWS::Lambda::Function',
        Metadata: report && { 'cdk-sec3:fuzz': report },
        Properties: { Code: { S3Bucket: 'assets', S3Key: `${HASH}.zip` }, Handler: 'index.handler', Runtime: 'nodejs24.x' },
      },
      Caller: caller as { Type: string },
    },
  };
}

const url = { Type: 'AWS::Lambda::Url', Properties: { TargetFunctionArn: { 'Fn::GetAtt': ['Fn', 'Arn'] }, AuthType: 'NONE' } };
const queue = { Type: 'AWS::Lambda::EventSourceMapping', Properties: { FunctionName: { Ref: 'Fn' }, EventSourceArn: 'arn:aws:sqs:eu-west-1:111111111111:q' } };
const clock = { Type: 'AWS::Events::Rule', Properties: { ScheduleExpression: 'rate(1 hour)', Targets: [{ Id: 'a', Arn: { 'Fn::GetAtt': ['Fn', 'Arn'] } }] } };
const bus = { Type: 'AWS::Events::Rule', Properties: { EventPattern: { source: ['app'] }, Targets: [{ Id: 'a', Arn: { 'Fn::GetAtt': ['Fn', 'Arn'] } }] } };
const topic = { Type: 'AWS::SNS::Subscription', Properties: { Protocol: 'lambda', TopicArn: 't', Endpoint: { 'Fn::GetAtt': ['Fn', 'Arn'] } } };
const route = { Type: 'AWS::ApiGatewayV2::Integration', Properties: { ApiId: 'a', IntegrationType: 'AWS_PROXY', IntegrationUri: { 'Fn::GetAtt': ['Fn', 'Arn'] } } };
const method = {
  Type: 'AWS::ApiGateway::Method',
  Properties: { RestApiId: 'a', ResourceId: 'r', HttpMethod: 'POST', Integration: { Type: 'AWS_PROXY', Uri: { 'Fn::Sub': 'arn:aws:apigateway:x:lambda:path/2015-03-31/functions/${Fn.Arn}/invocations' } } },
};

const report = (kind: string, more: object = {}) => ({ version: 1, assetHash: HASH, entrances: [{ name: 'x', kind, cases: 1000, findings: [] }], ...more });

test.each([
  ['url', url, endpointFuzzed],
  ['http', route, endpointFuzzed],
  ['rest', method, endpointFuzzed],
  ['sqs', queue, eventSourceFuzzed],
  ['sns', topic, eventSourceFuzzed],
  ['eventbridge', bus, eventSourceFuzzed],
])('%s', (kind, caller, rule) => {
  expect(ids(rule, template(report(kind), caller))).toEqual([]);
  expect(ids(rule, template(undefined, caller))).toEqual(['Caller[not-fuzzed]']);
  expect(ids(rule, template(report(kind, { assetHash: 'b'.repeat(64) }), caller))).toEqual(['Caller[other-code]']);
  expect(ids(rule, template(report('other'), caller))).toEqual(['Caller[not-this-way]']);
  expect(ids(rule, template(report(kind, { entrances: [{ kind, failure: 'can’t be loaded', findings: [] }] }), caller))).toEqual(['Caller[not-this-way]']);
  expect(ids(rule, template(report(kind, { entrances: [{ kind, findings: [{ id: 'exception' }] }] }), caller))).toEqual(['Caller[found]']);
});

test('what runs by the clock gets no event, and streams that the fuzzer does not know are left alone', () => {
  expect(check(eventSourceFuzzed, template(undefined, clock))).toEqual([]);
  const stream = { ...queue, Properties: { ...queue.Properties, EventSourceArn: 'arn:aws:dynamodb:eu-west-1:111111111111:table/t/stream/1' } };
  expect(check(eventSourceFuzzed, template(undefined, stream))).toEqual([]);
});
