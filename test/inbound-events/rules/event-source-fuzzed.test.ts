import { expectJudged, template } from './fuzzed-function';
import { eventSourceFuzzed } from '../../../lib/inbound-events/rules/event-source-fuzzed';
import { check } from '../../gate/harness';

const queue = { Type: 'AWS::Lambda::EventSourceMapping', Properties: { FunctionName: { Ref: 'Fn' }, EventSourceArn: 'arn:aws:sqs:eu-west-1:111111111111:q' } };
const clock = { Type: 'AWS::Events::Rule', Properties: { ScheduleExpression: 'rate(1 hour)', Targets: [{ Id: 'a', Arn: { 'Fn::GetAtt': ['Fn', 'Arn'] } }] } };
const bus = { Type: 'AWS::Events::Rule', Properties: { EventPattern: { source: ['app'] }, Targets: [{ Id: 'a', Arn: { 'Fn::GetAtt': ['Fn', 'Arn'] } }] } };
const topic = { Type: 'AWS::SNS::Subscription', Properties: { Protocol: 'lambda', TopicArn: 't', Endpoint: { 'Fn::GetAtt': ['Fn', 'Arn'] } } };

const stream = { ...queue, Properties: { ...queue.Properties, EventSourceArn: 'arn:aws:dynamodb:eu-west-1:111111111111:table/t/stream/1' } };
const lambda = [{ Event: 's3:ObjectCreated:*', Function: { 'Fn::GetAtt': ['Fn', 'Arn'] } }];
const bucket = { Type: 'AWS::S3::Bucket', Properties: { NotificationConfiguration: { LambdaConfigurations: lambda } } };

const CALLERS: [string, object][] = [['sqs', queue], ['dynamodb', stream], ['sns', topic], ['s3', bucket], ['eventbridge', bus]];

test.each(CALLERS)('%s', (kind, caller) => expectJudged(eventSourceFuzzed, kind, caller));

test('compliant: schedules, and sources that the fuzzer does not support', () => {
  expect(check(eventSourceFuzzed, template(undefined, clock))).toEqual([]);
  const cluster = { ...queue, Properties: { ...queue.Properties, EventSourceArn: 'arn:aws:kafka:eu-west-1:111111111111:cluster/c/1' } };
  expect(check(eventSourceFuzzed, template(undefined, cluster))).toEqual([]);
});

test('compliant: a target whose input the rule defines', () => {
  const [target] = bus.Properties.Targets;
  const rule = (changed: object) => ({ ...bus, Properties: { ...bus.Properties, Targets: [{ ...target, ...changed }] } });
  const of = (changed: object) => check(eventSourceFuzzed, template(undefined, rule(changed)));
  expect([of({ Input: '{}' }), of({ InputPath: '$.detail' })]).toEqual([[], []]);
});

test('compliant: a bucket without notifications', () => {
  expect(check(eventSourceFuzzed, template(undefined, { Type: 'AWS::S3::Bucket' }))).toEqual([]);
});
