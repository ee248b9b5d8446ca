import { Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import { hardenFunction } from '../../../lib/functions';
import { arn, CODE, fnProperties, hardened, ref, role, statements } from '../hardened';

describe('a plain function', () => {
  const { template, result } = hardened();

  test('has a role with only the permissions it needs', () => {
    expect(role(template)).not.toHaveProperty('ManagedPolicyArns');
    expect(statements(template)).toEqual({
      FnExecutionPolicy: {
        'logs:CreateLogStream': arn('FnLogGroup'),
        'logs:PutLogEvents': arn('FnLogGroup'),
        'xray:PutTelemetryRecords': '*',
        'xray:PutTraceSegments': '*',
        'sqs:SendMessage': arn('FnFailedEvents'),
      },
    });
  });

  test('writes to its own log group, which is kept for a year and retained', () => {
    expect(fnProperties(template).LoggingConfig).toEqual({ LogGroup: ref('FnLogGroup') });
    template.hasResource('AWS::Logs::LogGroup', {
      Properties: { RetentionInDays: 365, LogGroupName: Match.absent(), KmsKeyId: Match.absent() },
      DeletionPolicy: 'Retain',
      UpdateReplacePolicy: 'Retain',
    });
  });

  test('is traced', () => expect(fnProperties(template).TracingConfig).toEqual({ Mode: 'Active' }));

  test('keeps failed events for 14 days in an encrypted queue that requires TLS', () => {
    expect(fnProperties(template).DeadLetterConfig).toEqual({ TargetArn: arn('FnFailedEvents') });
    template.hasResourceProperties('AWS::SQS::Queue', { SqsManagedSseEnabled: true, MessageRetentionPeriod: 14 * 24 * 3600 });
    template.hasResourceProperties('AWS::SQS::QueuePolicy', {
      PolicyDocument: { Statement: [Match.objectLike({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } })] },
    });
  });

  test('is created after its policy', () => {
    const [{ DependsOn }] = Object.values(template.findResources('AWS::Lambda::Function'));
    expect(DependsOn).toContainEqual(expect.stringMatching(/^FnExecutionPolicy/));
  });

  test('has no customer managed key by default', () => expect(fnProperties(template)).not.toHaveProperty('KmsKeyArn'));

  test('has no remaining gaps', () => expect(result.gaps).toEqual([]));
});

test('a second call changes nothing', () => {
  const stack = new Stack();
  const fn = new lambda.Function(stack, 'Fn', CODE);
  const first = hardenFunction(fn, { logGroupRetention: logs.RetentionDays.ONE_DAY });
  expect(hardenFunction(fn, { logGroupRetention: logs.RetentionDays.ONE_WEEK })).toBe(first);
  Template.fromStack(stack).hasResourceProperties('AWS::Logs::LogGroup', { RetentionInDays: 1 });
});

describe('tracing', () => {
  test('keeps a given mode', () => {
    expect(fnProperties(hardened({ tracing: lambda.Tracing.PASS_THROUGH }).template).TracingConfig).toEqual({ Mode: 'PassThrough' });
  });

  test('is off if configured', () => {
    const { template } = hardened({}, { tracing: lambda.Tracing.DISABLED });
    expect(fnProperties(template)).not.toHaveProperty('TracingConfig');
    expect(statements(template).FnExecutionPolicy).not.toHaveProperty(['xray:PutTraceSegments']);
  });
});

test('a function of Lambda@Edge is not changed, and reported', () => {
  const { template, result } = hardened((stack) => ({
    role: new iam.Role(stack, 'Role', {
      assumedBy: new iam.CompositePrincipal(new iam.ServicePrincipal('lambda.amazonaws.com'), new iam.ServicePrincipal('edgelambda.amazonaws.com')),
    }),
  }));
  expect(result).toEqual({ gaps: ['runs at the edge, where Lambda supports neither a log group nor a dead-letter queue'] });
  expect(fnProperties(template)).not.toHaveProperty('DeadLetterConfig');
  expect(fnProperties(template)).not.toHaveProperty('LoggingConfig');
});
