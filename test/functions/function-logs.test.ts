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

test('are encrypted by a key that then allows CloudWatch Logs to use it for log groups', () => {
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

test('a given log group stays as it is, and is the only one to be written to', () => {
  const { template, result } = hardened((stack) => ({ logGroup: new logs.LogGroup(stack, 'Given', { retention: logs.RetentionDays.ONE_DAY }) }));
  template.resourcePropertiesCountIs('AWS::Logs::LogGroup', { RetentionInDays: 1 }, 1);
  template.resourceCountIs('AWS::Logs::LogGroup', 1);
  expect(statements(template).FnExecutionPolicy).toMatchObject({ 'logs:PutLogEvents': arn('Given') });
  expect(result.logGroup).toBeUndefined();
});

test('a log group given by name alone is the only one to be written to', () => {
  const { template } = hardened((stack) => ({ logGroup: logs.LogGroup.fromLogGroupName(stack, 'Given', '/given') }));
  template.resourceCountIs('AWS::Logs::LogGroup', 0);
  expect(statements(template).FnExecutionPolicy['logs:PutLogEvents']).toEqual({
    'Fn::Join': [
      '',
      ['arn:', { Ref: 'AWS::Partition' }, ':logs:', { Ref: 'AWS::Region' }, ':', { Ref: 'AWS::AccountId' }, ':log-group:/given:*'],
    ],
  });
});

test('a log group set on the resource is found, and no custom resource made', () => {
  const stack = new Stack();
  const fn = new lambda.Function(stack, 'Fn', CODE);
  (fn.node.defaultChild as lambda.CfnFunction).loggingConfig = { logGroup: new logs.LogGroup(stack, 'Given').logGroupName, logFormat: 'JSON' };
  hardenFunction(fn);
  const template = Template.fromStack(stack);
  template.resourceCountIs('Custom::LogRetention', 0);
  expect(statements(template).FnExecutionPolicy).toMatchObject({ 'logs:PutLogEvents': arn('Given') });
});

test('other settings of logging stay', () => {
  const { template } = hardened({ loggingFormat: lambda.LoggingFormat.JSON });
  expect(fnProperties(template).LoggingConfig).toEqual({ LogFormat: 'JSON', LogGroup: ref('FnLogGroup') });
});

test('the log group that the CDK makes under its feature flag is used and loses its name, since that depends on the function', () => {
  const { template } = hardened({}, {}, { '@aws-cdk/aws-lambda:useCdkManagedLogGroup': true });
  template.resourceCountIs('AWS::Logs::LogGroup', 1);
  template.hasResourceProperties('AWS::Logs::LogGroup', { LogGroupName: Match.absent(), RetentionInDays: 365 });
  expect(fnProperties(template).LoggingConfig).toEqual({ LogGroup: ref('FnLogGroup') });
  expect(statements(template).FnExecutionPolicy).toMatchObject({ 'logs:PutLogEvents': arn('FnLogGroup') });
});

describe('a log group that is named after the function', () => {
  const named = (id: string) => ({
    'Fn::Join': ['', [
      'arn:', { Ref: 'AWS::Partition' }, ':logs:', { Ref: 'AWS::Region' }, ':', { Ref: 'AWS::AccountId' }, ':log-group:/aws/lambda/', ref(id), ':*',
    ]],
  });
  const UNDER_FLAG = { '@aws-cdk/aws-lambda:useCdkManagedLogGroup': true };

  test('stays as the CDK made it, and the policy for it comes after the function', () => {
    const { template, result } = hardened({}, { keptLogGroups: 'of-template' }, UNDER_FLAG);
    const [group] = Object.values(template.findResources('AWS::Logs::LogGroup'));
    expect(group.Properties).toEqual({ LogGroupName: { 'Fn::Join': ['', ['/aws/lambda/', ref('Fn')]] }, RetentionInDays: 731 });
    expect(fnProperties(template)).not.toHaveProperty('LoggingConfig');
    expect(role(template)).not.toHaveProperty('ManagedPolicyArns');
    expect(statements(template).FnLogPolicy).toEqual({ 'logs:CreateLogStream': named('Fn'), 'logs:PutLogEvents': named('Fn') });
    expect(statements(template).FnExecutionPolicy).not.toHaveProperty(['logs:PutLogEvents']);
    expect(result.logGroup).toBeDefined();
  });

  test('gets the settings that are asked for', () => {
    const { template } = hardened({}, { keptLogGroups: 'of-template', logGroupRetention: logs.RetentionDays.TEN_YEARS, logGroupRemovalPolicy: RemovalPolicy.DESTROY }, UNDER_FLAG);
    template.hasResource('AWS::Logs::LogGroup', { Properties: { RetentionInDays: 3653 }, DeletionPolicy: 'Delete' });
  });

  test.each<[string, FunctionHardening]>([['whatever is kept', {}], ['where Lambda’s are kept', { keptLogGroups: 'all' }]])('stays where a custom resource makes it at deployment, %s', (_, how) => {
    const { template, result } = hardened({ logRetention: logs.RetentionDays.ONE_WEEK }, how);
    template.resourceCountIs('AWS::Logs::LogGroup', 0);
    expect(statements(template).FnLogPolicy).toEqual({ 'logs:CreateLogStream': named('Fn'), 'logs:PutLogEvents': named('Fn') });
    expect(result).toMatchObject({ logGroup: undefined, gaps: [] });
  });

  test('stays where Lambda makes it at the first invocation, which the role still allows', () => {
    const { template } = hardened({}, { keptLogGroups: 'all' });
    template.resourceCountIs('AWS::Logs::LogGroup', 0);
    expect(Object.keys(statements(template).FnLogPolicy)).toEqual(['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents']);
    expect(JSON.stringify(statements(template).FnLogPolicy)).not.toContain('"*"');
  });

  test('whose name is given is named in the policy that the function waits for', () => {
    const { template } = hardened({ functionName: 'orders' }, { keptLogGroups: 'all' });
    expect(statements(template)).not.toHaveProperty('FnLogPolicy');
    expect(JSON.stringify(statements(template).FnExecutionPolicy['logs:PutLogEvents'])).toContain(':log-group:/aws/lambda/orders:*');
  });
});
