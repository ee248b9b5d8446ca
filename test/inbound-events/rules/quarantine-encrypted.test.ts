import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { EventSchema } from '../../../lib/inbound-events/event-schema';
import { EventValidation } from '../../../lib/inbound-events/event-validation';
import { quarantineEncrypted } from '../../../lib/inbound-events/rules/quarantine-encrypted';
import { check, ids, TestTemplate, workloadOfStack } from '../../gate/harness';

const TLS = { Effect: 'Deny', Principal: { AWS: '*' }, Action: 'sqs:*', Resource: '*', Condition: { Bool: { 'aws:SecureTransport': 'false' } } };

function quarantine(queue: object, statements: object[] = [TLS], url: unknown = { Ref: 'Queue' }): TestTemplate {
  return {
    Parameters: { Some: { Type: 'String' } },
    Resources: {
      Fn: { Type: 'AWS::Lambda::Function', Properties: { Environment: { Variables: { SEC3_EVENT_QUARANTINE: url } } } },
      Queue: { Type: 'AWS::SQS::Queue', Properties: queue },
      ...(statements.length > 0 && { Policy: { Type: 'AWS::SQS::QueuePolicy', Properties: { Queues: [{ Ref: 'Queue' }], PolicyDocument: { Statement: statements } } } }),
    },
  };
}

function constructs(queue?: sqs.QueueProps) {
  return workloadOfStack((stack) => {
    const handler = new lambda.Function(stack, 'Fn', { runtime: lambda.Runtime.NODEJS_24_X, handler: 'i.h', code: lambda.Code.fromInline('x') });
    new EventValidation(handler, 'Validation', { handler, schemas: [EventSchema.sqs({})], quarantine: queue && new sqs.Queue(stack, 'Queue', queue) });
  });
}

test.each([[{}], [{ SqsManagedSseEnabled: true }], [{ SqsManagedSseEnabled: false, KmsMasterKeyId: 'alias/aws/sqs' }]])('compliant: %j', (queue) => {
  expect(check(quarantineEncrypted, quarantine(queue))).toEqual([]);
  expect(check(quarantineEncrypted, quarantine(queue, [{ ...TLS, Principal: '*', Action: ['sqs:*'] }]))).toEqual([]);
});

test('compliant: the queue that EventValidation makes, and a function without quarantine', () => {
  expect(check(quarantineEncrypted, constructs())).toEqual([]);
  expect(check(quarantineEncrypted, { Resources: { Fn: { Type: 'AWS::Lambda::Function', Properties: {} } } })).toEqual([]);
});

test('non-compliant: no encryption', () => {
  expect(check(quarantineEncrypted, quarantine({ SqsManagedSseEnabled: false }))).toEqual([
    'Fn[not-encrypted] Properties.Environment.Variables.SEC3_EVENT_QUARANTINE: queue template0.json/Queue has SqsManagedSseEnabled false and no KmsMasterKeyId',
  ]);
  const found = ids(quarantineEncrypted, constructs({ encryption: sqs.QueueEncryption.UNENCRYPTED })).map((id) => id.replace(/[0-9A-F]{8}/, ''));
  expect(found).toEqual(['Fn[not-encrypted]', 'Fn[tls-not-enforced]']);
});

test.each([
  [[]],
  [[{ ...TLS, Effect: 'Allow' }]],
  [[{ ...TLS, Action: 'sqs:SendMessage' }]],
  [[{ ...TLS, Principal: { AWS: '111111111111' } }]],
  [[{ ...TLS, Condition: { Bool: { 'aws:SecureTransport': 'true' } } }]],
  [[{ ...TLS, Condition: { ...TLS.Condition, StringEquals: { 'aws:PrincipalAccount': '111122223333' } } }]],
  [[{ ...TLS, Condition: { Bool: { 'aws:SecureTransport': 'false', 'aws:ViaAWSService': 'true' } } }]],
  [[{ ...TLS, Condition: undefined }]],
])('non-compliant: %j does not enforce TLS', (statements) => {
  expect(check(quarantineEncrypted, quarantine({}, statements))).toEqual([
    'Fn[tls-not-enforced] Properties.Environment.Variables.SEC3_EVENT_QUARANTINE: no policy of queue template0.json/Queue denies requests without TLS',
  ]);
});

test.each([
  [quarantine({}, [TLS], 'https://sqs.eu-west-1.amazonaws.com/111111111111/q')],
  [quarantine({}, [TLS], { Ref: 'Some' })],
  [quarantine({ SqsManagedSseEnabled: { Ref: 'Some' } })],
  [quarantine({}, [{ ...TLS, Effect: { Ref: 'Some' } }])],
])('undetermined: %#', (template) => expect(ids(quarantineEncrypted, template)).toEqual(['Fn[undetermined]']));
