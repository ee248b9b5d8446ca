import { judged } from './sample-workload';
import { controlsOf } from '../../../lib/report/security/controls';

const FN = { Ref: 'Fn' };
const QUEUE = 'arn:aws:sqs:eu-west-1:111111111111:q';
const ON_FAILURE = { DestinationConfig: { OnFailure: { Destination: QUEUE } } };
const resource = (Type: string, Properties: object) => ({ Type, Properties });
const DEAD_LETTERS = { DeadLetterConfig: { TargetArn: QUEUE } };

/** Returns the count for one function: whether it keeps failed events, and whether that is unknown. */
const count = (fn: object, resources: object) => {
  const result = judged({ Resources: { Fn: resource('AWS::Lambda::Function', { Code: { S3Bucket: 'b', S3Key: 'k' }, ...fn }), ...resources } });
  const { has, of, unknown } = controlsOf(result, []).find(({ id }) => id === 'failed-events')!;
  return [has, of, unknown];
};

const [KEPT, LOST, UNKNOWN, NOT_COUNTED] = [[1, 1, 0], [0, 1, 0], [0, 1, 1], [0, 0, 0]];
const mapping = (EventSourceArn: unknown, more: object = {}) => ({ Mapping: resource('AWS::Lambda::EventSourceMapping', { FunctionName: FN, EventSourceArn, ...more }) });
const arnOf = (name: string) => ({ 'Fn::GetAtt': [name, 'Arn'] });

test('a queue keeps messages by its redrive policy, regardless of the function', () => {
  const queue = (properties: object) => ({ ...mapping(arnOf('Queue')), Queue: resource('AWS::SQS::Queue', properties) });
  expect(count(DEAD_LETTERS, queue({}))).toEqual(LOST);
  expect(count({}, queue({ RedrivePolicy: { deadLetterTargetArn: QUEUE, maxReceiveCount: 3 } }))).toEqual(KEPT);
  expect(count(DEAD_LETTERS, mapping(QUEUE))).toEqual(UNKNOWN);
});

test.each(['AWS::Kinesis::Stream', 'AWS::DynamoDB::Table'])('the mapping of %s keeps records', (type) => {
  const stream = (more: object) => ({ ...mapping(arnOf('Stream'), more), Stream: resource(type, {}) });
  expect(count(DEAD_LETTERS, stream({}))).toEqual(LOST);
  expect(count({}, stream(ON_FAILURE))).toEqual(KEPT);
});

test.each<[string, object]>([
  ['a topic', { Caller: resource('AWS::SNS::Subscription', { Protocol: 'lambda', Endpoint: arnOf('Fn'), TopicArn: 'arn:t' }) }],
  ['a rule', { Caller: resource('AWS::Events::Rule', { Targets: [{ Id: 'a', Arn: arnOf('Fn') }] }) }],
  ['a bucket', { Caller: resource('AWS::S3::Bucket', { NotificationConfiguration: { LambdaConfigurations: [{ Event: 's3:ObjectCreated:*', Function: arnOf('Fn') }] } }) }],
  ['a bucket outside of the templates', { Caller: resource('AWS::Lambda::Permission', { Principal: 's3.amazonaws.com', FunctionName: FN, Action: 'lambda:InvokeFunction' }) }],
])('the function keeps asynchronous calls of %s', (_, caller) => {
  const config = (more: object) => ({ ...caller, Config: resource('AWS::Lambda::EventInvokeConfig', { FunctionName: FN, Qualifier: '$LATEST', ...more }) });
  expect(count({}, caller)).toEqual(LOST);
  expect(count(DEAD_LETTERS, caller)).toEqual(KEPT);
  expect(count({}, config({ MaximumRetryAttempts: 0 }))).toEqual(LOST);
  expect(count({}, config(ON_FAILURE))).toEqual(KEPT);
});

test('a destination counts for the alias that it names', () => {
  const caller = { Alias: resource('AWS::Lambda::Alias', { FunctionName: FN, Name: 'live' }), Caller: resource('AWS::SNS::Subscription', { Protocol: 'lambda', Endpoint: { Ref: 'Alias' }, TopicArn: 'arn:t' }) };
  const config = (Qualifier: unknown) => ({ ...caller, Config: resource('AWS::Lambda::EventInvokeConfig', { FunctionName: FN, Qualifier, ...ON_FAILURE }) });
  expect(count({}, config('live'))).toEqual(KEPT);
  expect(count({}, config('$LATEST'))).toEqual(LOST);
});

test('a synchronous caller gets the error, so nothing is kept', () => {
  const url = { Caller: resource('AWS::Lambda::Url', { TargetFunctionArn: FN, AuthType: 'AWS_IAM' }) };
  expect(count(DEAD_LETTERS, url)).toEqual(NOT_COUNTED);
  expect(count({}, url)).toEqual(NOT_COUNTED);
});

test('every source has to keep failed events', () => {
  const both = { ...mapping(arnOf('Queue')), Queue: resource('AWS::SQS::Queue', {}), Caller: resource('AWS::Events::Rule', { Targets: [{ Id: 'a', Arn: arnOf('Fn') }] }) };
  expect(count(DEAD_LETTERS, both)).toEqual(LOST);
});

test('a function without callers is unknown, even if other resources name it', () => {
  const alarm = { Alarm: resource('AWS::CloudWatch::Alarm', { Dimensions: [{ Name: 'FunctionName', Value: FN }] }) };
  const logs = { Logs: resource('Custom::LogRetention', { ServiceToken: QUEUE, LogGroupName: { 'Fn::Sub': '/aws/lambda/${Fn}' } }) };
  expect(count(DEAD_LETTERS, { ...alarm, ...logs })).toEqual(UNKNOWN);
  expect(count(DEAD_LETTERS, {})).toEqual(UNKNOWN);
});

test('the source parameters of a pipe keep records', () => {
  const pipe = (SourceParameters: object) => ({ Pipe: resource('AWS::Pipes::Pipe', { Source: 'arn:aws:kinesis:eu-west-1:111111111111:stream/s', Target: arnOf('Fn'), SourceParameters }) });
  expect(count(DEAD_LETTERS, pipe({ KinesisStreamParameters: { StartingPosition: 'LATEST' } }))).toEqual(LOST);
  expect(count({}, pipe({ KinesisStreamParameters: { StartingPosition: 'LATEST', DeadLetterConfig: { Arn: QUEUE } } }))).toEqual(KEPT);
});
