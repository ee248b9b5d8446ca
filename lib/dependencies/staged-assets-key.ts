import { ArnFormat, Stack, Validations } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as s3_assets from 'aws-cdk-lib/aws-s3-assets';
import { IConstruct } from 'constructs';
import { nagText } from './review/nag-text';

/**
 * Lets a role have S3 decrypt what `cdk bootstrap` has encrypted with a customer managed key. Which key that is, or whether there is
 * one, no template can say: an account whose bucket has none exports no ARN that a policy would take. So the statement is of each key
 * of the account and Region, through S3 alone, and for what lies in the bucket of staged assets. S3 names the object to KMS, or the
 * bucket where that has a bucket key.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html#encryption-context
 */
export function decryptStagedAssets(stack: Stack, { bucket }: s3_assets.Asset): iam.PolicyStatement {
  return new iam.PolicyStatement({
    sid: 'StagedAssetsKey',
    actions: ['kms:Decrypt'],
    resources: [keysOf(stack)],
    conditions: {
      StringEquals: { 'kms:ViaService': `s3.${stack.region}.amazonaws.com` },
      StringLike: { 'kms:EncryptionContext:aws:s3:arn': [bucket.bucketArn, bucket.arnForObjects('*')] },
    },
  });
}

/** Says of the statement above what reviews ask of it. */
export function acknowledgeStagedAssetsKey(scope: IConstruct): void {
  const stack = Stack.of(scope);
  Validations.of(scope).acknowledge({
    id: `AwsSolutions::AwsSolutions-IAM5[Resource::${nagText(stack, keysOf(stack))}]`,
    reason: 'Which key the bootstrap stack encrypts staged assets with is not known; the conditions leave S3 and their bucket',
  });
}

function keysOf(stack: Stack): string {
  return stack.formatArn({ service: 'kms', resource: 'key', resourceName: '*', arnFormat: ArnFormat.SLASH_RESOURCE_NAME });
}
