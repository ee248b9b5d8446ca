import { Stack } from 'aws-cdk-lib';
import * as kinesis from 'aws-cdk-lib/aws-kinesis';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { KinesisEventSource, SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { eventSourcePartialBatch } from '../../../lib/inbound-events/rules/event-source-partial-batch';
import { check, ids, TestTemplate, workloadOfStack } from '../../gate/harness';

const QUEUE = 'arn:aws:sqs:eu-west-1:111111111111:q';
const REPORTING = { FunctionResponseTypes: ['ReportBatchItemFailures'] };
const mapping = (Properties: object, more: object = {}): TestTemplate => ({
  Resources: { Mapping: { Type: 'AWS::Lambda::EventSourceMapping', Properties: { FunctionName: 'f', EventSourceArn: QUEUE, ...Properties } }, ...more },
});
const VALIDATED = { Fn: { Type: 'AWS::Lambda::Function', Properties: { Handler: '/opt/sec3-event-validator/handler.handler' } } };

test.each([
  [REPORTING],
  [{ BatchSize: 1 }],
  [{ EventSourceArn: 'arn:aws:kafka:eu-west-1:111111111111:cluster/c/1' }],
  [{ EventSourceArn: { 'Fn::ImportValue': 'Cluster' }, Topics: ['orders'] }],
  [{ EventSourceArn: undefined, SelfManagedEventSource: {} }],
])('compliant: %j', (properties) => expect(check(eventSourcePartialBatch, mapping(properties))).toEqual([]));

test.each([[{}], [{ FunctionResponseTypes: [] }], [{ BatchSize: 10 }], [{ EventSourceArn: 'arn:aws:dynamodb:eu-west-1:111111111111:table/t/stream/1' }]])('non-compliant: %j', (properties) => {
  expect(ids(eventSourcePartialBatch, mapping(properties))).toEqual(['Mapping[whole-batch]']);
});

test('non-compliant: a validated function without ReportBatchItemFailures, even with a batch size of 1', () => {
  expect(check(eventSourcePartialBatch, mapping({ FunctionName: { Ref: 'Fn' }, BatchSize: 1 }, VALIDATED))).toEqual([
    'Mapping[not-listened-to] Properties: FunctionResponseTypes lacks ReportBatchItemFailures, and the function has the event validator',
  ]);
  expect(check(eventSourcePartialBatch, mapping({ FunctionName: { Ref: 'Fn' }, ...REPORTING }, VALIDATED))).toEqual([]);
});

test('constructs', () => {
  const workload = workloadOfStack((stack: Stack) => {
    const fn = new lambda.Function(stack, 'Fn', { runtime: lambda.Runtime.NODEJS_22_X, handler: 'i.h', code: lambda.Code.fromInline('x') });
    fn.addEventSource(new SqsEventSource(new sqs.Queue(stack, 'Good'), { reportBatchItemFailures: true }));
    fn.addEventSource(new SqsEventSource(new sqs.Queue(stack, 'Bad')));
    fn.addEventSource(new KinesisEventSource(new kinesis.Stream(stack, 'Stream'), { startingPosition: lambda.StartingPosition.LATEST }));
  });
  expect(ids(eventSourcePartialBatch, workload).map((id) => id.replace(/[0-9A-F]{8}/g, ''))).toEqual([
    'FnSqsEventSourceStackBad[whole-batch]', 'FnKinesisEventSourceStackStream[whole-batch]',
  ]);
});

test('undetermined', () => {
  const sections = { Parameters: { Some: { Type: 'String' } } };
  expect(ids(eventSourcePartialBatch, { ...mapping({ EventSourceArn: { Ref: 'Some' } }), ...sections })).toEqual(['Mapping[undetermined]']);
  expect(ids(eventSourcePartialBatch, { ...mapping({ FunctionResponseTypes: [{ Ref: 'Some' }] }), ...sections })).toEqual(['Mapping[undetermined]']);
});
