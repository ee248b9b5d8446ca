import { RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import { arn, CODE, fnProperties, hardened, ref, statements } from './hardened';
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

test('a log group made at deployment can’t be named, so the role stays and is said to be open', () => {
  const { template, result } = hardened({ logRetention: logs.RetentionDays.ONE_WEEK });
  template.resourceCountIs('AWS::Logs::LogGroup', 0);
  const [{ Properties }] = Object.values(template.findResources('AWS::IAM::Role')).filter(({ Properties: p }) => p.ManagedPolicyArns.length === 1);
  expect(JSON.stringify(Properties.ManagedPolicyArns)).toContain('AWSLambdaBasicExecutionRole');
  expect(result.gaps).toEqual([
    'may write to every log group, since logRetention creates its log group at deployment: replace logRetention with logGroup',
  ]);
});
