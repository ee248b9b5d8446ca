import { App, CfnOutput, Stack } from 'aws-cdk-lib';
import * as cognito from 'aws-cdk-lib/aws-cognito';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { secretNotInOutput as rule } from '../../../lib/secrets/rules/secret-not-in-output';
import { check, ids, TestTemplate, workloadOf, workloadOfApp, workloadOfStack } from '../../gate/harness';

function output(value: unknown, extra: object = {}): TestTemplate {
  return {
    Parameters: { Env: { Type: 'String', AllowedValues: ['dev', 'prod'] }, P: { Type: 'String' } },
    Conditions: { IsProd: { 'Fn::Equals': [{ Ref: 'Env' }, 'prod'] } },
    Resources: {
      Secret: { Type: 'AWS::SecretsManager::Secret', Properties: { Name: 'payments' } },
      AccessKey: { Type: 'AWS::IAM::AccessKey', Properties: { UserName: 'u' } },
    },
    Outputs: { Shown: { Value: value, ...extra } },
  };
}

const VALUE = { 'Fn::Join': ['', ['{{resolve:secretsmanager:', { Ref: 'Secret' }, ':SecretString:password::}}']] };

describe('compliant', () => {
  test.each<[unknown]>([
    [{ Ref: 'Secret' }],
    ['payments'],
    [{ Ref: 'AccessKey' }],
    ['{{resolve:ssm:/payments}}'],
    [{ 'Fn::Sub': 'arn of ${Secret}, read by resolve: it' }],
    ['SecretAccessKey'],
    [7],
  ])('%j', (value) => {
    expect(check(rule, output(value))).toEqual([]);
  });

  test('no outputs, and malformed ones', () => {
    expect(check(rule, { Resources: output('').Resources })).toEqual([]);
    expect(check(rule, { Resources: output('').Resources, Outputs: { A: null, B: {}, C: { Value: null } } })).toEqual([]);
  });

  test('constructs: the ARN', () => {
    const workload = workloadOfStack((stack) => {
      new CfnOutput(stack, 'Arn', { value: new secretsmanager.Secret(stack, 'Secret').secretArn });
    });
    expect(check(rule, workload)).toEqual([]);
  });
});

describe('non-compliant', () => {
  test.each(['{{resolve:secretsmanager:other:SecretString}}', '{{resolve:ssm:/shop/slack/token}}', 'x-{{resolve:ssm:/shop/db-password:3}}'])('a value from outside of the templates: %s', (value) => {
    const template = output(value);
    expect(ids(rule, { ...template, Resources: { ...template.Resources, Fn: { Type: 'AWS::Lambda::Function' } } })).toEqual(['Fn[secret-value]']);
  });

  test('a dynamic reference to the value', () => {
    expect(check(rule, output(VALUE))).toEqual([
      'Secret[secret-value] Properties: output Shown has a dynamic reference to the value of this secret',
    ]);
  });

  test.each<[unknown]>([
    [{ 'Fn::Sub': 'password={{resolve:secretsmanager:${Secret}}}' }],
    ['{{resolve:secretsmanager:payments:SecretString:password}}'],
    ['{{resolve:secretsmanager:payments}}'],
    ['{{resolve:secretsmanager:arn:aws:secretsmanager:eu-west-1:111122223333:secret:payments-AbCdEf:SecretString}}'],
    [{ 'Fn::If': ['IsProd', 'x', VALUE] }],
  ])('%j', (value) => {
    expect(ids(rule, output(value))).toEqual(['Secret[secret-value]']);
  });

  test('an attribute that is a secret', () => {
    expect(check(rule, output({ 'Fn::GetAtt': ['AccessKey', 'SecretAccessKey'] }))).toEqual([
      'AccessKey[secret-attribute] Properties: output Shown has attribute SecretAccessKey of this resource',
    ]);
    expect(ids(rule, output({ 'Fn::Sub': 'aws configure set aws_secret_access_key ${AccessKey.SecretAccessKey}' }))).toEqual(['AccessKey[secret-attribute]']);
  });

  test('a conditional output', () => {
    expect(check(rule, output(VALUE, { Condition: 'IsProd' }))).toEqual([expect.stringContaining('(where parameter Env is "prod")')]);
  });

  test('a literal with the name of a secret, and a hidden parameter, also conditional', () => {
    const shown = (value: unknown, extra: object = {}, sections: object = {}) => {
      const template = output('', {});
      const Fn = { Type: 'AWS::Lambda::Function', Properties: {} };
      return check(rule, { ...template, ...sections, Resources: { Fn }, Outputs: { ApiKey: { Value: value, ...extra } } } as TestTemplate);
    };
    expect(shown('hunter22')).toEqual(['Fn[literal] Properties: output ApiKey shows a secret that is written in the template']);
    expect(shown('hunter22', { Condition: 'IsProd' })).toEqual([expect.stringContaining('(where parameter Env is "prod")')]);
    expect(shown('hunter22', { Condition: 7 })).toEqual([expect.stringContaining('Fn[literal]')]);
    expect([shown('true'), shown({ Ref: 'P' }), shown({ 'Fn::GetAtt': ['Fn', 'Arn'] })]).toEqual([[], [], []]);
    const hidden = { Parameters: { Hidden: { Type: 'String', NoEcho: true } } };
    expect(shown({ Ref: 'Hidden' }, {}, hidden)).toEqual(['Fn[no-echo-parameter] Properties: output ApiKey shows parameter Hidden, which has NoEcho']);
  });

  test('one of two attributes', () => {
    const two = output({ 'Fn::Sub': '${AccessKey.SecretAccessKey} ${AccessKey.Id}' });
    two.Resources.Other = { Type: 'AWS::IAM::AccessKey', Properties: { UserName: 'v' } };
    expect(ids(rule, two)).toEqual(['AccessKey[secret-attribute]']);
    two.Outputs.Shown.Value = { 'Fn::Sub': 'SecretAccessKey of ${AccessKey} and ${Other.Id}' };
    expect(check(rule, two)).toEqual([]);
  });

  test('an output of another template, through an import', () => {
    const owner: TestTemplate = { Resources: { Secret: { Type: 'AWS::SecretsManager::Secret' } }, Outputs: { Id: { Value: { Ref: 'Secret' }, Export: { Name: 'Id' } } } };
    const shown = { 'Fn::Join': ['', ['{{resolve:secretsmanager:', { 'Fn::ImportValue': 'Id' }, '}}']] };
    expect(check(rule, workloadOf(owner, { Resources: {}, Outputs: { Shown: { Value: shown } } }))).toEqual([
      'Secret[secret-value] Properties: output Shown of stack1 has a dynamic reference to the value of this secret',
    ]);
  });

  test('constructs: unsafeUnwrap, a key of a user, the secret of a client', () => {
    const workload = workloadOfApp((app: App) => {
      const stack = new Stack(app, 'Stack');
      new CfnOutput(stack, 'Value', { value: new secretsmanager.Secret(stack, 'Secret').secretValueFromJson('password').unsafeUnwrap() });
      const key = new iam.AccessKey(stack, 'Key', { user: new iam.User(stack, 'User') });
      new CfnOutput(stack, 'KeyValue', { value: key.secretAccessKey.unsafeUnwrap() });
      const client = new cognito.CfnUserPoolClient(stack, 'Client', { userPoolId: 'p', generateSecret: true });
      new CfnOutput(stack, 'ClientSecret', { value: client.attrClientSecret });
    });
    expect(ids(rule, workload).map((id) => id.replace(/^.*\[/, '['))).toEqual(['[secret-value]', '[secret-attribute]', '[secret-attribute]']);
  });
});

describe('undetermined', () => {
  test('a condition has both values', () => {
    expect(ids(rule, output({ 'Fn::If': ['IsProd', VALUE, { Ref: 'P' }] }))).toEqual(['Secret[secret-value]']);
  });

  test('an undefined condition', () => {
    expect(ids(rule, output(VALUE, { Condition: 'Nowhere' }))).toEqual(['Secret[secret-value]']);
  });
});

describe('outputs in templates with a function', () => {
  const found = (Value: unknown, name: string = 'Shown') =>
    ids(rule, {
      Parameters: { Hidden: { Type: 'String', NoEcho: true }, Open: { Type: 'String' } },
      Resources: { Fn: { Type: 'AWS::Lambda::Function' }, Other: { Type: 'AWS::Lambda::Function' } },
      Outputs: { [name]: { Value } },
    });

  test.each<[string, unknown, string?]>([
    ['a parameter with NoEcho', { Ref: 'Hidden' }], ['a text with one', { 'Fn::Sub': 'postgres://shop:${Hidden}@db' }],
  ])('%s is found once', (_, value) => {
    expect(found(value)).toEqual(['Fn[no-echo-parameter]']);
  });

  test('literals are found by name and by format', () => {
    expect(found('hunter22', 'ApiKey')).toEqual(['Fn[literal]']);
    expect(found(`ghp_${'aB3dE5gH'.repeat(5).slice(0, 36)}`)).toEqual(['Fn[literal]']);
  });

  test('compliant: names, ARNs and parameters without NoEcho', () => {
    expect([found('shop'), found({ Ref: 'Open' }), found('arn:aws:secretsmanager:eu-west-1:111111111111:secret:a', 'SecretArn')].flat()).toEqual([]);
  });
});

describe('stacks without a function', () => {
  const stack = (Type: string, value: unknown): TestTemplate => ({
    Parameters: { Login: { Type: 'String', NoEcho: true } },
    Resources: { Holder: { Type, Properties: {} }, Last: { Type: 'AWS::RDS::DBCluster' } },
    Outputs: { Uri: { Value: value } },
  });

  test.each(['AWS::RDS::DBInstance', 'AWS::ECS::TaskDefinition'])('%s', (type) => {
    expect(check(rule, stack(type, { 'Fn::Sub': 'postgres://shop:${Login}@db' }))).toEqual([
      'Holder[no-echo-parameter] Properties: output Uri shows parameter Login, which has NoEcho',
    ]);
    expect(check(rule, stack(type, { 'Fn::GetAtt': ['Holder', 'Endpoint.Address'] }))).toEqual([]);
  });

  test('functions come first', () => {
    const { Resources, ...rest } = stack('AWS::ECS::TaskDefinition', { Ref: 'Login' });
    expect(ids(rule, { ...rest, Resources: { ...Resources, ZFunction: { Type: 'AWS::Lambda::Function' } } })).toEqual(['ZFunction[no-echo-parameter]']);
  });
});
