import { Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { secretPolicyBlocksPublic as rule } from '../../../lib/secrets/rules/secret-policy-blocks-public';
import { check, ids, TestTemplate, workloadOfApp, workloadOfStack } from '../../gate/harness';

const ACCOUNT = 'arn:aws:iam::111122223333:root';

function policy(statements: unknown, properties: object = {}, extra: Partial<TestTemplate> = {}): TestTemplate {
  return {
    ...extra,
    Resources: {
      Policy: {
        Type: 'AWS::SecretsManager::ResourcePolicy',
        Properties: { SecretId: 'x', ResourcePolicy: { Statement: statements }, ...properties },
      },
    },
  };
}

const allow = (rest: object) => ({ Effect: 'Allow', Action: 'secretsmanager:GetSecretValue', Resource: '*', ...rest });
const everyone = (condition?: object) => policy([allow({ Principal: '*', Condition: condition })], { BlockPublicPolicy: true });

describe('compliant', () => {
  test('a secret without a policy', () => {
    expect(check(rule, { Resources: { Secret: { Type: 'AWS::SecretsManager::Secret' } } })).toEqual([]);
  });

  test('blocked, with named principals', () => {
    expect(check(rule, policy(allow({ Principal: { AWS: ACCOUNT } }), { BlockPublicPolicy: true }))).toEqual([]);
    expect(check(rule, policy([allow({ Principal: { AWS: [ACCOUNT] } })], { BlockPublicPolicy: 'true' }))).toEqual([]);
  });

  test('only denials', () => {
    expect(check(rule, policy([{ Effect: 'Deny', Principal: '*', Action: 'secretsmanager:*', Resource: '*' }]))).toEqual([]);
  });

  test.each<[object]>([
    [{ StringEquals: { 'aws:PrincipalOrgID': 'o-abc123' } }],
    [{ StringEquals: { 'AWS:SourceAccount': ['111122223333'] } }],
    [{ ArnLike: { 'aws:PrincipalArn': 'arn:aws:iam::111122223333:role/*' } }],
    [{ ArnEquals: { 'aws:SourceArn': 'arn:aws:s3:::bucket' } }],
    [{ StringEquals: { 'aws:SourceVpce': 'vpce-1a2b3c4d' }, Bool: { 'aws:SecureTransport': true } }],
    [{ IpAddress: { 'aws:SourceIp': '203.0.113.0/24' } }],
    [{ 'ForAnyValue:StringLike': { 'aws:PrincipalOrgPaths': 'o-abc123/*' } }],
  ])('everyone with the condition %j', (condition) => {
    expect(check(rule, everyone(condition))).toEqual([]);
  });

  test('constructs: the policy that each rotated secret gets', () => {
    const workload = workloadOfStack((stack) => {
      const secret = new secretsmanager.Secret(stack, 'Secret');
      secret.addRotationSchedule('Rotation', { hostedRotation: secretsmanager.HostedRotation.mysqlSingleUser() });
      secret.denyAccountRootDelete();
    });
    expect(check(rule, workload)).toEqual([]);
  });

  test('constructs: a policy for a role of another stack, blocked as in the fix', () => {
    const workload = workloadOfApp((app) => {
      const role = new iam.Role(new Stack(app, 'Reader'), 'Role', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
      const secret = new secretsmanager.Secret(new Stack(app, 'Owner'), 'Secret');
      secret.addToResourcePolicy(
        new iam.PolicyStatement({ actions: ['secretsmanager:GetSecretValue'], resources: ['*'], principals: [new iam.ArnPrincipal(role.roleArn)] }),
      );
      (secret.node.findChild('Policy').node.defaultChild as secretsmanager.CfnResourcePolicy).blockPublicPolicy = true;
    });
    expect(check(rule, workload)).toEqual([]);
  });
});

describe('non-compliant', () => {
  test('not blocked', () => {
    expect(check(rule, policy([allow({ Principal: { AWS: ACCOUNT } })]))).toEqual([
      'Policy[not-blocked] Properties.BlockPublicPolicy: BlockPublicPolicy is absent, which means false',
    ]);
    expect(check(rule, policy([allow({ Principal: { AWS: ACCOUNT } })], { BlockPublicPolicy: false }))).toEqual([
      'Policy[not-blocked] Properties.BlockPublicPolicy: BlockPublicPolicy is false',
    ]);
  });

  test.each<[object]>([[{ Principal: '*' }], [{ Principal: { AWS: '*' } }], [{ Principal: { AWS: [ACCOUNT, '*'] } }]])('everyone: %j', (principal) => {
    expect(check(rule, policy([allow(principal)], { BlockPublicPolicy: true }))).toEqual([
      'Policy[public] Properties.ResourcePolicy.Statement[0]: principal "*" is open to everyone',
    ]);
  });

  test('everyone except one', () => {
    expect(check(rule, policy(allow({ NotPrincipal: { AWS: ACCOUNT } }), { BlockPublicPolicy: true }))).toEqual([
      'Policy[public] Properties.ResourcePolicy.Statement: Allow with NotPrincipal is open to everyone',
    ]);
  });

  test.each<[object]>([
    [{ StringEqualsIfExists: { 'aws:PrincipalOrgID': 'o-abc123' } }],
    [{ StringNotEquals: { 'aws:PrincipalOrgID': 'o-abc123' } }],
    [{ 'ForAllValues:StringEquals': { 'aws:PrincipalOrgPaths': 'o-abc123/r-ab12/' } }],
    [{ StringLike: { 'aws:PrincipalOrgID': '*' } }],
    [{ ArnLike: { 'aws:PrincipalArn': 'arn:aws:iam::*:role/Admin' } }],
    [{ IpAddress: { 'aws:SourceIp': '0.0.0.0/0' } }],
    [{ IpAddress: { 'aws:SourceIp': ['::/1', '8000::/1'] } }],
    [{ StringEquals: { 'aws:PrincipalTag/team': 'orders' } }],
    [{ Bool: { 'aws:SecureTransport': 'true' } }],
  ])('everyone with the condition %j', (condition) => {
    expect(ids(rule, everyone(condition))).toEqual(['Policy[public]']);
  });

  test('depending on a parameter', () => {
    const template = policy([allow({ Principal: { AWS: ACCOUNT } })], { BlockPublicPolicy: { 'Fn::If': ['IsProd', true, { Ref: 'AWS::NoValue' }] } }, {
      Parameters: { Env: { Type: 'String', AllowedValues: ['dev', 'prod'] } },
      Conditions: { IsProd: { 'Fn::Equals': [{ Ref: 'Env' }, 'prod'] } },
    });
    expect(check(rule, template)).toEqual([
      'Policy[not-blocked] Properties.BlockPublicPolicy: BlockPublicPolicy is absent, which means false (where parameter Env is "dev")',
    ]);
  });

  test('constructs: a grant to everyone', () => {
    const workload = workloadOfStack((stack) => {
      new secretsmanager.Secret(stack, 'Secret').addToResourcePolicy(
        new iam.PolicyStatement({ actions: ['secretsmanager:GetSecretValue'], resources: ['*'], principals: [new iam.AnyPrincipal()] }),
      );
    });
    expect(ids(rule, workload).map((id) => id.replace(/^[^[]*/, ''))).toEqual(['[not-blocked]', '[public]']);
  });
});

test('a policy that is written as JSON text', () => {
  const written = (...statements: object[]) => policy([], { ResourcePolicy: JSON.stringify({ Statement: statements }) });
  expect(ids(rule, written(allow({ Principal: '*' })))).toEqual(['Policy[not-blocked]', 'Policy[public]']);
  expect(ids(rule, written(allow({ Principal: { AWS: ACCOUNT } })))).toEqual(['Policy[not-blocked]']);
  expect(ids(rule, policy([], { ResourcePolicy: '{' }))).toEqual(['Policy[undetermined]']);
});

describe('undetermined', () => {
  const parameters = { Parameters: { P: { Type: 'String' } } };

  test('parameters', () => {
    const named = [allow({ Principal: { AWS: ACCOUNT } })];
    expect(ids(rule, policy(named, { BlockPublicPolicy: { Ref: 'P' } }, parameters))).toEqual(['Policy[undetermined]']);
    expect(ids(rule, policy([allow({ Principal: { AWS: { Ref: 'P' } } })], { BlockPublicPolicy: true }, parameters))).toEqual(['Policy[undetermined]']);
    const within = (operator: string) => [allow({ Principal: '*', Condition: { [operator]: { 'aws:PrincipalOrgID': { Ref: 'P' } } } })];
    expect(ids(rule, policy(within('StringLike'), { BlockPublicPolicy: true }, parameters))).toEqual(['Policy[undetermined]']);
    expect(ids(rule, policy(within('StringEquals'), { BlockPublicPolicy: true }, parameters))).toEqual([]);
  });

  test('a known finding beside an unknown statement', () => {
    const statements = [{ Effect: { Ref: 'P' } }, allow({ Principal: '*' })];
    expect(ids(rule, policy(statements, { BlockPublicPolicy: true }, parameters))).toEqual(['Policy[undetermined]', 'Policy[public]']);
  });

  test('malformed values', () => {
    expect(ids(rule, policy('text', {}))).toEqual(['Policy[undetermined]']);
    expect(ids(rule, policy([allow({ Principal: 7 })], { BlockPublicPolicy: true }))).toEqual([]);
  });
});
