import { ArnFormat, Stack, Validations } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as s3_assets from 'aws-cdk-lib/aws-s3-assets';
import { IConstruct } from 'constructs';
import { nagText } from './review/nag-text';

/**
 * Returns a statement that allows a role to decrypt staged assets through S3, if `cdk bootstrap` encrypted them with a customer managed key.
 * Templates can't show which key that is, or whether there is one: without a key, the bootstrap stack exports no ARN that a policy would accept. So
 * the statement allows all keys of the account and Region, but only through S3 and only for objects in the bucket of staged assets. In the encryption
 * context, S3 passes the ARN of the object or, with a bucket key, that of the bucket.
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

/** Acknowledges the wildcard in the statement above for cdk-nag. */
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
