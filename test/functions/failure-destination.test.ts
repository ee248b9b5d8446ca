import { Stack } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { SqsDestination } from 'aws-cdk-lib/aws-lambda-destinations';
import * as sns from 'aws-cdk-lib/aws-sns';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { arn, fnProperties, hardened, ref } from './hardened';

test.each<[string, (stack: Stack) => Partial<lambda.FunctionProps>, unknown]>([
  ['queue', (stack) => ({ deadLetterQueue: new sqs.Queue(stack, 'Given') }), { TargetArn: arn('Given') }],
  ['topic', (stack) => ({ deadLetterTopic: new sns.Topic(stack, 'Given') }), { TargetArn: ref('Given') }],
  ['destination', (stack) => ({ onFailure: new SqsDestination(new sqs.Queue(stack, 'Given')) }), undefined],
])('a given %s is kept, and no queue is created', (_, props, deadLetterConfig) => {
  const { template, result } = hardened(props);
  expect(fnProperties(template).DeadLetterConfig).toEqual(deadLetterConfig);
  expect(result.failureQueue).toBeUndefined();
  expect(Object.keys(template.findResources('AWS::SQS::Queue'))).not.toContainEqual(expect.stringMatching(/FailedEvents/));
});

test('with other settings of asynchronous invocation, a queue is created', () => {
  const { template } = hardened({ retryAttempts: 0 });
  expect(fnProperties(template).DeadLetterConfig).toEqual({ TargetArn: arn('FnFailedEvents') });
});

test('no queue is created if failed events are not kept', () => {
  const { template, result } = hardened({}, { keepFailedEvents: false });
  expect(fnProperties(template)).not.toHaveProperty('DeadLetterConfig');
  template.resourceCountIs('AWS::SQS::Queue', 0);
  expect(result.failureQueue).toBeUndefined();
});
