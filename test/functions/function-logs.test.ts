import { RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import { arn, CODE, fnProperties, hardened, ref, role, statements } from './hardened';
import { FunctionHardening, hardenFunction } from '../../lib/functions';

test.each<[string, FunctionHardening, object]>([
  ['retention', { logGroupRetention: logs.RetentionDays.TEN_YEARS }, { Properties: { RetentionInDays: 3653 } }],
  ['no end', { logGroupRetention: logs.RetentionDays.INFINITE }, { Properties: Match.absent(), DeletionPolicy: 'Retain' }],
  ['removal', { logGroupRemovalPolicy: RemovalPolicy.DESTROY }, { DeletionPolicy: 'Delete' }],
])('%s', (_, how, expected) => hardened({}, how).template.hasResource('AWS::Logs::LogGroup', expected));

test('are encrypted with a key that then allows CloudWatch Logs to use it', () => {
  const { template } = hardened({}, (stack) => ({ logEncryptionKey: new kms.Key(stack, 'Key') }));
  expect(Object.values(template.findResources('AWS::Logs::LogGroup'))[0].Properties.KmsKeyId).toEqual(arn('Key'));
  template.hasResourceProperties('AWS::KMS::Key', {
    KeyPolicy: {
      Statement: Match.arrayWith([
        {
          Effect: 'Allow',
          Principal: { Service: { 'Fn::Join': ['', ['logs.', { Ref: 'AWS::Region' }, '.amazonaws.com']] } },
          Action: ['kms:Encrypt', 'kms:Decrypt', 'kms:ReEncryptFrom', 'kms:ReEncryptTo', 'kms:GenerateDataKey', 'kms:DescribeKey'],
          Resource: '*',
          Condition: {
            ArnLike: {
              'kms:EncryptionContext:aws:logs:arn': {
                'Fn::Join': [
                  '',
                  ['arn:', { Ref: 'AWS::Partition' }, ':logs:', { Ref: 'AWS::Region' }, ':', { Ref: 'AWS::AccountId' }, ':log-group:*'],
                ],
              },
            },
          },
        },
      ]),
    },
  });
});

test('keep a given log group, and the function may write only to it', () => {
  const { template, result } = hardened((stack) => ({ logGroup: new logs.LogGroup(stack, 'Given', { retention: logs.RetentionDays.ONE_DAY }) }));
  template.resourcePropertiesCountIs('AWS::Logs::LogGroup', { RetentionInDays: 1 }, 1);
  template.resourceCountIs('AWS::Logs::LogGroup', 1);
  expect(statements(template).FnExecutionPolicy).toMatchObject({ 'logs:PutLogEvents': arn('Given') });
  expect(result.logGroup).toBeUndefined();
});

test('accept a log group by name, and the function may write only to it', () => {
  const { template } = hardened((stack) => ({ logGroup: logs.LogGroup.fromLogGroupName(stack, 'Given', '/given') }));
  template.resourceCountIs('AWS::Logs::LogGroup', 0);
  expect(statements(template).FnExecutionPolicy['logs:PutLogEvents']).toEqual({
    'Fn::Join': [
      '',
      ['arn:', { Ref: 'AWS::Partition' }, ':logs:', { Ref: 'AWS::Region' }, ':', { Ref: 'AWS::AccountId' }, ':log-group:/given:*'],
    ],
  });
});

test('keep a log group that is set on the resource, without a custom resource', () => {
  const stack = new Stack();
  const fn = new lambda.Function(stack, 'Fn', CODE);
  (fn.node.defaultChild as lambda.CfnFunction).loggingConfig = { logGroup: new logs.LogGroup(stack, 'Given').logGroupName, logFormat: 'JSON' };
  hardenFunction(fn);
  const template = Template.fromStack(stack);
  template.resourceCountIs('Custom::LogRetention', 0);
  expect(statements(template).FnExecutionPolicy).toMatchObject({ 'logs:PutLogEvents': arn('Given') });
});

test('keep other logging settings', () => {
  const { template } = hardened({ loggingFormat: lambda.LoggingFormat.JSON });
  expect(fnProperties(template).LoggingConfig).toEqual({ LogFormat: 'JSON', LogGroup: ref('FnLogGroup') });
});

test('use the log group of the CDK’s feature flag, without a name, because that depends on the function', () => {
  const { template } = hardened({}, {}, { '@aws-cdk/aws-lambda:useCdkManagedLogGroup': true });
  template.resourceCountIs('AWS::Logs::LogGroup', 1);
  template.hasResourceProperties('AWS::Logs::LogGroup', { LogGroupName: Match.absent(), RetentionInDays: 365 });
  expect(fnProperties(template).LoggingConfig).toEqual({ LogGroup: ref('FnLogGroup') });
  expect(statements(template).FnExecutionPolicy).toMatchObject({ 'logs:PutLogEvents': arn('FnLogGroup') });
});

describe('a log group with the function’s name', () => {
  const named = (id: string) => ({
    'Fn::Join': ['', [
      'arn:', { Ref: 'AWS::Partition' }, ':logs:', { Ref: 'AWS::Region' }, ':', { Ref: 'AWS::AccountId' }, ':log-group:/aws/lambda/', ref(id), ':*',
    ]],
  });
  const UNDER_FLAG = { '@aws-cdk/aws-lambda:useCdkManagedLogGroup': true };

  test('is kept as the CDK creates it, and its policy is created after the function', () => {
    const { template, result } = hardened({}, { keptLogGroups: 'of-template' }, UNDER_FLAG);
    const [group] = Object.values(template.findResources('AWS::Logs::LogGroup'));
    expect(group.Properties).toEqual({ LogGroupName: { 'Fn::Join': ['', ['/aws/lambda/', ref('Fn')]] }, RetentionInDays: 731 });
    expect(fnProperties(template)).not.toHaveProperty('LoggingConfig');
    expect(role(template)).not.toHaveProperty('ManagedPolicyArns');
    expect(statements(template).FnLogPolicy).toEqual({ 'logs:CreateLogStream': named('Fn'), 'logs:PutLogEvents': named('Fn') });
    expect(statements(template).FnExecutionPolicy).not.toHaveProperty(['logs:PutLogEvents']);
    expect(result.logGroup).toBeDefined();
  });

  test('gets the given settings', () => {
    const { template } = hardened({}, { keptLogGroups: 'of-template', logGroupRetention: logs.RetentionDays.TEN_YEARS, logGroupRemovalPolicy: RemovalPolicy.DESTROY }, UNDER_FLAG);
    template.hasResource('AWS::Logs::LogGroup', { Properties: { RetentionInDays: 3653 }, DeletionPolicy: 'Delete' });
  });

  test.each<[string, FunctionHardening]>([['by default', {}], ['where Lambda’s are kept', { keptLogGroups: 'all' }]])('is kept if a custom resource creates it at deployment, %s', (_, how) => {
    const { template, result } = hardened({ logRetention: logs.RetentionDays.ONE_WEEK }, how);
    template.resourceCountIs('AWS::Logs::LogGroup', 0);
    expect(statements(template).FnLogPolicy).toEqual({ 'logs:CreateLogStream': named('Fn'), 'logs:PutLogEvents': named('Fn') });
    expect(result).toMatchObject({ logGroup: undefined, gaps: [] });
  });

  test('is kept if Lambda creates it at the first invocation, and the role allows this', () => {
    const { template } = hardened({}, { keptLogGroups: 'all' });
    template.resourceCountIs('AWS::Logs::LogGroup', 0);
    expect(Object.keys(statements(template).FnLogPolicy)).toEqual(['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents']);
    expect(JSON.stringify(statements(template).FnLogPolicy)).not.toContain('"*"');
  });

  test('has its name in the policy that the function depends on, if the function’s name is given', () => {
    const { template } = hardened({ functionName: 'orders' }, { keptLogGroups: 'all' });
    expect(statements(template)).not.toHaveProperty('FnLogPolicy');
    expect(JSON.stringify(statements(template).FnExecutionPolicy['logs:PutLogEvents'])).toContain(':log-group:/aws/lambda/orders:*');
  });
});
