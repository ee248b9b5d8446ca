import { Duration, RemovalPolicy, Stack, Validations } from 'aws-cdk-lib';
import * as cloudtrail from 'aws-cdk-lib/aws-cloudtrail';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { Construct, IDependable } from 'constructs';

/** The trail of an audit: created, or given. */
export interface AuditTrail {
  /** Dependencies without which no event can arrive. */
  readonly before: readonly IDependable[];
  readonly trail?: cloudtrail.CfnTrail;
  readonly bucket?: s3.Bucket;
}

/** Creates a trail of management events, with a bucket that only CloudTrail writes to. */
export function ownTrail(scope: Construct, multiRegion: boolean, retention: Duration): AuditTrail {
  const bucket = new s3.Bucket(scope, 'TrailBucket', {
    blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL,
    encryption: s3.BucketEncryption.S3_MANAGED,
    enforceSSL: true,
    minimumTLSVersion: 1.2,
    objectOwnership: s3.ObjectOwnership.BUCKET_OWNER_ENFORCED,
    versioned: true,
    removalPolicy: RemovalPolicy.RETAIN,
    lifecycleRules: [
      { expiration: retention, noncurrentVersionExpiration: Duration.days(30), abortIncompleteMultipartUploadAfter: Duration.days(1) },
    ],
  });
  Validations.of(bucket.node.defaultChild!).acknowledge({
    id: 'AwsSolutions::AwsSolutions-S1',
    reason: 'only CloudTrail writes to it, with digests that reveal changed files; access logs of this log would need a log of their own',
  });
  permitCloudTrail(bucket);
  const trail = new cloudtrail.CfnTrail(scope, 'Trail', {
    s3BucketName: bucket.bucketName,
    isLogging: true,
    isMultiRegionTrail: multiRegion,
    includeGlobalServiceEvents: multiRegion,
    enableLogFileValidation: true,
    eventSelectors: [{ includeManagementEvents: true, readWriteType: cloudtrail.ReadWriteType.ALL }],
  });
  trail.node.addDependency(bucket.policy!);
  return { before: [trail], trail, bucket };
}

/**
 * CloudTrail may only write for trails of this account and Region. @see
 * https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-s3-bucket-policy-for-cloudtrail.html
 */
function permitCloudTrail(bucket: s3.Bucket): void {
  const stack = Stack.of(bucket);
  const principals = [new iam.ServicePrincipal('cloudtrail.amazonaws.com')];
  const ofTrails = { ArnLike: { 'aws:SourceArn': stack.formatArn({ service: 'cloudtrail', resource: 'trail', resourceName: '*' }) } };
  bucket.addToResourcePolicy(new iam.PolicyStatement({ principals, actions: ['s3:GetBucketAcl'], resources: [bucket.bucketArn], conditions: ofTrails }));
  bucket.addToResourcePolicy(
    new iam.PolicyStatement({
      principals,
      actions: ['s3:PutObject'],
      resources: [bucket.arnForObjects(`AWSLogs/${stack.account}/*`)],
      conditions: { ...ofTrails, StringEquals: { 's3:x-amz-acl': 'bucket-owner-full-control' } },
    }),
  );
}
