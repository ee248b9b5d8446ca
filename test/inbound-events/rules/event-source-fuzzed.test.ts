import { expectJudged, template } from './fuzzed-function';
import { eventSourceFuzzed } from '../../../lib/inbound-events/rules/event-source-fuzzed';
import { check } from '../../gate/harness';

const queue = { Type: 'AWS::Lambda::EventSourceMapping', Properties: { FunctionName: { Ref: 'Fn' }, EventSourceArn: 'arn:aws:sqs:eu-west-1:111111111111:q' } };
const clock = { Type: 'AWS::Events::Rule', Properties: { ScheduleExpression: 'rate(1 hour)', Targets: [{ Id: 'a', Arn: { 'Fn::GetAtt': ['Fn', 'Arn'] } }] } };
const bus = { Type: 'AWS::Events::Rule', Properties: { EventPattern: { source: ['app'] }, Targets: [{ Id: 'a', Arn: { 'Fn::GetAtt': ['Fn', 'Arn'] } }] } };
const topic = { Type: 'AWS::SNS::Subscription', Properties: { Protocol: 'lambda', TopicArn: 't', Endpoint: { 'Fn::GetAtt': ['Fn', 'Arn'] } } };

test.each([['sqs', queue], ['sns', topic], ['eventbridge', bus]])('%s', (kind, caller) => expectJudged(eventSourceFuzzed, kind, caller));

test('what runs by the clock gets no event, and streams that the fuzzer does not know are left alone', () => {
  expect(check(eventSourceFuzzed, template(undefined, clock))).toEqual([]);
  const stream = { ...queue, Properties: { ...queue.Properties, EventSourceArn: 'arn:aws:dynamodb:eu-west-1:111111111111:table/t/stream/1' } };
  expect(check(eventSourceFuzzed, template(undefined, stream))).toEqual([]);
});
