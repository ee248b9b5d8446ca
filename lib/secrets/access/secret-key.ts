import { ArnFormat, RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';

/**
 * Administrative actions on a key. CreateGrant is not included: a principal that may create a grant may create one to
 * decrypt.
 *
 * @see https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html
 */
const ADMINISTRATION = [
  'kms:CancelKeyDeletion', 'kms:CreateAlias', 'kms:DeleteAlias', 'kms:Describe*', 'kms:DisableKey', 'kms:DisableKeyRotation', 'kms:EnableKey',
  'kms:EnableKeyRotation', 'kms:Get*', 'kms:List*', 'kms:PutKeyPolicy', 'kms:ReplicateKey', 'kms:RevokeGrant', 'kms:RotateKeyOnDemand',
  'kms:ScheduleKeyDeletion', 'kms:TagResource', 'kms:UntagResource', 'kms:UpdateAlias', 'kms:UpdateKeyDescription', 'kms:UpdatePrimaryRegion',
];

/** Encryption context that Secrets Manager uses instead of the secret's ARN to check whether the creator of a secret may use the key. */
const VALIDATION = 'RequestToValidateKeyAccess';

/**
 * Creates a key for one secret. The account administers it, and can only use it through Secrets Manager, so a stored value can't be
 * decrypted without the secret's own policy.
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
 * Allows identities of the secret's account to use a key through Secrets Manager, as far as their own policies allow. The statement names the account
 * and no role, so it adds no dependency between stacks.
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

/** Conditions of a key policy: use only for secrets of a stack's account and Region, and only through Secrets Manager. */
export function throughSecretsManager(stack: Stack): { [operator: string]: { [key: string]: string } } {
  return { StringEquals: { 'kms:ViaService': secretsManagerOf(stack) }, StringLike: { 'kms:EncryptionContext:SecretARN': secretsOf(stack) } };
}

/**
 * Conditions for the use of a key by an identity: only for one secret, and only through Secrets Manager.
 *
 * `lambda:SourceFunctionArn` is not included: it is not documented that KMS receives it when Secrets Manager calls.
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
