import { ArnFormat, RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';

/**
 * What may be done with a key besides encrypting and decrypting. CreateGrant is not among it: who may make a grant may make
 * one to decrypt.
 *
 * @see https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html
 */
const ADMINISTRATION = [
  'kms:CancelKeyDeletion', 'kms:CreateAlias', 'kms:DeleteAlias', 'kms:Describe*', 'kms:DisableKey', 'kms:DisableKeyRotation', 'kms:EnableKey',
  'kms:EnableKeyRotation', 'kms:Get*', 'kms:List*', 'kms:PutKeyPolicy', 'kms:ReplicateKey', 'kms:RevokeGrant', 'kms:RotateKeyOnDemand',
  'kms:ScheduleKeyDeletion', 'kms:TagResource', 'kms:UntagResource', 'kms:UpdateAlias', 'kms:UpdateKeyDescription', 'kms:UpdatePrimaryRegion',
];

/** What stands in place of the secret's ARN while Secrets Manager tries whether whoever makes a secret may use the key. */
const VALIDATION = 'RequestToValidateKeyAccess';

/**
 * A key for one secret. The account administers it, and can use it through Secrets Manager alone, so that nobody decrypts
 * a stored value past the secret's own policy.
 */
export function ownKey(scope: Construct, description: string): kms.Key {
  return new kms.Key(scope, 'Key', {
    description,
    enableKeyRotation: true,
    removalPolicy: RemovalPolicy.RETAIN,
    policy: new iam.PolicyDocument({
      statements: [new iam.PolicyStatement({ principals: [new iam.AccountRootPrincipal()], actions: ADMINISTRATION, resources: ['*'] })],
    }),
  });
}

/**
 * Lets identities of the secret's account use a key through Secrets Manager, as far as their own policies do. It names the
 * account and no role, and so makes no stack depend on another.
 *
 * The secret is not named: it refers to its key, and the key can't refer back to it.
 *
 * @see https://docs.aws.amazon.com/secretsmanager/latest/userguide/security-encryption.html
 */
export function allowSecretsManager(key: kms.IKey, scope: Construct): void {
  const stack = Stack.of(scope);
  const principals = [new iam.AccountPrincipal(stack.account)];
  const viaService = { 'kms:ViaService': secretsManagerOf(stack) };
  key.addToResourcePolicy(
    new iam.PolicyStatement({
      principals,
      actions: ['kms:Decrypt', 'kms:Encrypt', 'kms:GenerateDataKey*', 'kms:ReEncrypt*'],
      resources: ['*'],
      conditions: { StringEquals: viaService, StringLike: { 'kms:EncryptionContext:SecretARN': [secretsOf(stack), VALIDATION] } },
    }),
  );
  key.addToResourcePolicy(
    new iam.PolicyStatement({ principals, actions: ['kms:CreateGrant', 'kms:DescribeKey'], resources: ['*'], conditions: { StringEquals: viaService } }),
  );
}

/** Conditions of a key's policy by which it is used for secrets of a stack's account and Region, and by Secrets Manager alone. */
export function throughSecretsManager(stack: Stack): { [operator: string]: { [key: string]: string } } {
  return { StringEquals: { 'kms:ViaService': secretsManagerOf(stack) }, StringLike: { 'kms:EncryptionContext:SecretARN': secretsOf(stack) } };
}

/**
 * Conditions by which an identity uses a key for one secret, and by Secrets Manager alone.
 *
 * `lambda:SourceFunctionArn` is not among them: it is not documented to reach KMS when Secrets Manager calls it.
 */
export function keyConditions(stack: Stack, secretArn: string): { [operator: string]: { [key: string]: string } } {
  return { StringEquals: { 'kms:ViaService': secretsManagerOf(stack), 'kms:EncryptionContext:SecretARN': secretArn } };
}

function secretsOf(stack: Stack): string {
  return stack.formatArn({ service: 'secretsmanager', resource: 'secret', resourceName: '*', arnFormat: ArnFormat.COLON_RESOURCE_NAME });
}

function secretsManagerOf(stack: Stack): string {
  return `secretsmanager.${stack.region}.amazonaws.com`;
}
