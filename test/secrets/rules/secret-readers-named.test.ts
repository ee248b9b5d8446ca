import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { RotatedSecret } from '../../../lib/secrets/rotation/rotated-secret';
import { SecretRotation } from '../../../lib/secrets/rotation/secret-rotation';
import { secretReadersNamed as rule } from '../../../lib/secrets/rules/secret-readers-named';
import { check, ids, TestTemplate, workloadOfStack } from '../../gate/harness';

const ROLE = 'arn:aws:iam::111122223333:role/orders';

const READERS = { ArnNotLike: { 'aws:PrincipalArn': [ROLE] } };

const deny = (rest: object = {}) => ({ Effect: 'Deny', Principal: '*', Action: 'secretsmanager:GetSecretValue', Resource: '*', Condition: READERS, ...rest });

function guarded(statement: unknown): TestTemplate {
  return {
    Parameters: { P: { Type: 'String' } },
    Resources: {
      Secret: { Type: 'AWS::SecretsManager::Secret' },
      Policy: { Type: 'AWS::SecretsManager::ResourcePolicy', Properties: { SecretId: { Ref: 'Secret' }, ResourcePolicy: { Statement: statement } } },
    },
  };
}

describe('compliant', () => {
  test.each<[object]>([
    [{}],
    [{ Principal: { AWS: '*' } }],
    [{ Action: ['secretsmanager:DescribeSecret', 'secretsmanager:Get*'] }],
    [{ Action: undefined, NotAction: 'secretsmanager:PutResourcePolicy' }],
    [{ Condition: { StringNotEquals: { 'aws:PrincipalTag/reads': 'payments' } } }],
    [{ Condition: { ...READERS, StringNotEquals: { 'aws:PrincipalTag/reads': 'payments' } } }],
    [{ Condition: { StringNotEqualsIfExists: { 'AWS:PrincipalArn': ROLE } } }],
    [{ Condition: { ...READERS, Bool: { 'aws:PrincipalIsAWSService': ['false', 'false'] } } }],
    [{ Condition: { ...READERS, BoolIfExists: { 'aws:PrincipalIsAWSService': 'false' } } }],
    [{ Condition: { StringNotLike: { 'aws:userid': 'AROAEXAMPLE:*' } } }],
    [{ Principal: undefined, NotPrincipal: { AWS: ROLE }, Condition: undefined }],
    [{ Condition: undefined }],
  ])('a Deny with %j', (rest) => {
    expect(check(rule, guarded([deny(rest)]))).toEqual([]);
  });

  test('one statement among others, and a policy on the attachment to a database', () => {
    expect(check(rule, guarded([{ Effect: { Ref: 'P' } }, deny({ Action: 'secretsmanager:DeleteSecret' }), deny()]))).toEqual([]);
    const template = guarded([deny()]);
    template.Resources.Attachment = { Type: 'AWS::SecretsManager::SecretTargetAttachment', Properties: { SecretId: { Ref: 'Secret' } } };
    template.Resources.Policy.Properties.SecretId = { Ref: 'Attachment' };
    expect(check(rule, template)).toEqual([]);
  });

  test('constructs: the readers of a RotatedSecret', () => {
    const workload = workloadOfStack((stack) => {
      const fn = new lambda.Function(stack, 'Fn', {
        runtime: lambda.Runtime.NODEJS_24_X, handler: 'index.handler', code: lambda.Code.fromInline('exports.handler = async () => {}'),
      });
      new RotatedSecret(stack, 'Secret', { rotation: SecretRotation.generated() }).grantRead(fn);
    });
    expect(check(rule, workload)).toEqual([]);
  });

  test('constructs: a Deny of the app', () => {
    const workload = workloadOfStack((stack) => {
      const role = new iam.Role(stack, 'Role', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
      new secretsmanager.Secret(stack, 'Secret').addToResourcePolicy(
        new iam.PolicyStatement({
          effect: iam.Effect.DENY,
          principals: [new iam.AnyPrincipal()],
          actions: ['secretsmanager:GetSecretValue'],
          resources: ['*'],
          conditions: { ArnNotLike: { 'aws:PrincipalArn': [role.roleArn] } },
        }),
      );
    });
    expect(check(rule, workload)).toEqual([]);
  });
});

describe('non-compliant', () => {
  test.each<[object]>([
    [{ ...READERS, Bool: { 'aws:PrincipalIsAWSService': ['false', 'true'] } }],
    [{ ...READERS, Bool: { 'aws:SecureTransport': 'false' } }],
    [{ ...READERS, StringEquals: { 'aws:PrincipalIsAWSService': 'false' } }],
    [{ StringNotEquals: { 'my:aws:PrincipalArn': ROLE } }],
    [{ StringNotEquals: { 'aws:PrincipalArnX': ROLE } }],
    [{ 'ForAnyValue:StringNotEquals': { 'aws:PrincipalArn': ROLE } }],
  ])('a Deny with the condition %j', (Condition) => {
    expect(ids(rule, guarded([deny({ Condition })]))).toEqual(['Secret[no-deny]']);
  });

  test('a Deny of all but some read actions', () => {
    expect(ids(rule, guarded([deny({ Action: undefined, NotAction: ['secretsmanager:PutResourcePolicy', 'secretsmanager:Get*'] })]))).toEqual(['Secret[no-deny]']);
  });

  test('no policy', () => {
    expect(check(rule, { Resources: { Secret: { Type: 'AWS::SecretsManager::Secret' } } })).toEqual([
      'Secret[no-deny] Properties: no policy denies reads of this secret with exceptions for its readers',
    ]);
  });

  test.each<[object]>([
    [{ Effect: 'Allow' }],
    [{ Principal: { AWS: ROLE } }],
    [{ Principal: { Service: '*' } }],
    [{ Action: 'secretsmanager:PutSecretValue' }],
    [{ Action: undefined, NotAction: 'secretsmanager:Get*' }],
    [{ Condition: { ArnLike: { 'aws:PrincipalArn': ROLE } } }],
    [{ Condition: { Bool: { 'aws:SecureTransport': 'false' } } }],
    [{ Condition: { StringNotEquals: { 'aws:PrincipalAccount': '111122223333' } } }],
    [{ Condition: { ...READERS, StringNotEquals: { 'aws:SourceVpce': 'vpce-1' } } }],
    [{ Condition: { ...READERS, Bool: { 'aws:PrincipalIsAWSService': 'true' } } }],
    [{ Condition: { ArnNotLike: { 'aws:PrincipalArn': [] } } }],
  ])('a statement with %j', (rest) => {
    expect(ids(rule, guarded([deny(rest)]))).toEqual(['Secret[no-deny]']);
  });

  test('a policy of another secret', () => {
    const template = guarded([deny()]);
    template.Resources.Other = { Type: 'AWS::SecretsManager::Secret' };
    expect(ids(rule, template)).toEqual(['Other[no-deny]']);
  });

  test('a Deny with an exception for everyone', () => {
    expect(check(rule, guarded(deny({ Condition: { ArnNotLike: { 'aws:PrincipalArn': [ROLE, '*'] } } })))).toEqual([
      'Secret[open-exception] Properties: template0.json/Policy Properties.ResourcePolicy.Statement denies reads, but excepts all callers',
    ]);
  });
});

test('a policy that is written as JSON text', () => {
  const template = guarded(undefined);
  template.Resources.Policy.Properties.ResourcePolicy = JSON.stringify({ Statement: [deny()] });
  expect(ids(rule, template)).toEqual([]);
});

describe('undetermined', () => {
  test.each<[object]>([
    [{ Effect: { Ref: 'P' } }],
    [{ Action: { Ref: 'P' } }],
    [{ Principal: { Ref: 'P' } }],
    [{ Condition: { Ref: 'P' } }],
    [{ Condition: { ArnNotLike: { 'aws:PrincipalArn': { Ref: 'P' } } } }],
  ])('a statement with %j', (rest) => {
    expect(ids(rule, guarded([deny(rest)]))).toEqual(['Secret[undetermined]']);
  });

  test('a policy that may belong to this secret', () => {
    const template = guarded([deny()]);
    template.Resources.Policy.Properties.SecretId = { Ref: 'P' };
    expect(ids(rule, template)).toEqual(['Secret[undetermined]']);
  });
});

test.each(['arn:aws:iam::*:role/*', 'arn:aws:iam::111111111111:role/*', 'arn:aws:iam::111111111111:*'])('non-compliant: a Deny that excepts %s', (pattern) => {
  const ResourcePolicy = {
    Statement: [{ Effect: 'Deny', Principal: '*', Action: 'secretsmanager:GetSecretValue', Resource: '*', Condition: { ArnNotLike: { 'aws:PrincipalArn': pattern } } }],
  };
  const Policy = { Type: 'AWS::SecretsManager::ResourcePolicy', Properties: { SecretId: { Ref: 'Secret' }, ResourcePolicy } };
  expect(ids(rule, { Resources: { Secret: { Type: 'AWS::SecretsManager::Secret' }, Policy } })).toEqual(['Secret[open-exception]']);
});
