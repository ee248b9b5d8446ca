import { Stack } from 'aws-cdk-lib';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { secretKeyRotated as rule } from '../../../lib/secrets/rules/secret-key-rotated';
import { check, ids, TestTemplate, workloadOfApp, workloadOfStack } from '../../gate/harness';

function encrypted(keyId: unknown, key: object = {}): TestTemplate {
  return {
    Parameters: { P: { Type: 'String' } },
    Resources: {
      Secret: { Type: 'AWS::SecretsManager::Secret', Properties: { KmsKeyId: keyId } },
      Key: { Type: 'AWS::KMS::Key', Properties: key },
      Alias: { Type: 'AWS::KMS::Alias', Properties: { AliasName: 'alias/orders', TargetKeyId: { 'Fn::GetAtt': ['Key', 'Arn'] } } },
    },
  };
}

const ROTATED = { EnableKeyRotation: true };

describe('keys of replicas', () => {
  const replicated = (keyId: unknown, replica: object, key: object = ROTATED): TestTemplate => {
    const template = encrypted(keyId, key);
    (template.Resources.Secret.Properties as { ReplicaRegions?: unknown }).ReplicaRegions = [{ Region: 'eu-central-1', ...replica }];
    return template;
  };

  test.each<[unknown, object]>([
    [undefined, {}],
    [undefined, { KmsKeyId: 'alias/aws/secretsmanager' }],
    [{ Ref: 'Key' }, { KmsKeyId: { Ref: 'Key' } }],
  ])('compliant: %j, %j', (keyId, replica) => expect(ids(rule, replicated(keyId, replica))).toEqual([]));

  test('non-compliant', () => {
    expect(check(rule, replicated({ Ref: 'Key' }, {}))).toEqual([
      'Secret[replica-without-key] Properties.ReplicaRegions[0]: the replica in eu-central-1 has the AWS managed key, and the secret a customer managed one',
    ]);
    expect(ids(rule, replicated(undefined, { KmsKeyId: { Ref: 'Key' } }, {}))).toEqual(['Secret[key-not-rotated]']);
  });

  test('undetermined: a key outside of the templates', () => {
    expect(ids(rule, replicated({ Ref: 'Key' }, { KmsKeyId: 'arn:aws:kms:eu-central-1:111122223333:key/a' }))).toEqual(['Secret[undetermined]']);
  });
});

describe('compliant', () => {
  test.each<[unknown]>([
    [undefined],
    ['alias/aws/secretsmanager'],
    ['arn:aws:kms:eu-west-1:111122223333:alias/aws/secretsmanager'],
    [{ Ref: 'Key' }],
    [{ 'Fn::GetAtt': ['Key', 'Arn'] }],
    [{ Ref: 'Alias' }],
    [{ Ref: 'AWS::NoValue' }],
  ])('key %j', (keyId) => {
    expect(check(rule, encrypted(keyId, ROTATED))).toEqual([]);
  });

  test('constructs: a key of another stack', () => {
    const workload = workloadOfApp((app) => {
      const encryptionKey = new kms.Key(new Stack(app, 'Keys'), 'Key', { enableKeyRotation: true });
      new secretsmanager.Secret(new Stack(app, 'Secrets'), 'Secret', { encryptionKey });
    });
    expect(check(rule, workload)).toEqual([]);
  });
});

describe('non-compliant', () => {
  test.each<[object]>([[{}], [{ EnableKeyRotation: false }], [{ EnableKeyRotation: 'false' }]])('a key with %j', (key) => {
    expect(check(rule, encrypted({ 'Fn::GetAtt': ['Key', 'Arn'] }, key))).toEqual([
      'Secret[key-not-rotated] Properties.KmsKeyId: key template0.json/Key has no automatic rotation: its EnableKeyRotation is not true',
    ]);
  });

  test('by an alias', () => {
    expect(ids(rule, encrypted({ Ref: 'Alias' }))).toEqual(['Secret[key-not-rotated]']);
  });

  test('constructs: the default of kms.Key', () => {
    const workload = workloadOfStack((stack) => {
      new secretsmanager.Secret(stack, 'Secret', { encryptionKey: new kms.Key(stack, 'Key') });
    });
    expect(ids(rule, workload)).toEqual([expect.stringMatching(/\[key-not-rotated\]$/)]);
  });
});

describe('undetermined', () => {
  test('a key outside of the templates, from a parameter, or with rotation from a parameter', () => {
    expect(check(rule, encrypted('arn:aws:kms:eu-west-1:111122223333:key/1'))).toEqual([
      'Secret[undetermined] Properties.KmsKeyId: key "arn:aws:kms:eu-west-1:111122223333:key/1" is not part of the templates',
    ]);
    expect(ids(rule, encrypted({ Ref: 'P' }))).toEqual(['Secret[undetermined]']);
    expect(ids(rule, encrypted({ Ref: 'Key' }, { EnableKeyRotation: { Ref: 'P' } }))).toEqual(['Secret[undetermined]']);
  });

  test('an alias that refers to itself', () => {
    const template = encrypted({ Ref: 'Alias' });
    template.Resources.Alias.Properties.TargetKeyId = { Ref: 'Alias' };
    expect(ids(rule, template)).toEqual(['Secret[undetermined]']);
  });
});
