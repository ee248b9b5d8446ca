import { ExpectedResult, Match } from '@aws-cdk/integ-tests-alpha';
import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import * as cloudtrail from 'aws-cdk-lib/aws-cloudtrail';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import * as subscriptions from 'aws-cdk-lib/aws-sns-subscriptions';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { integration } from './integration';
import { SecretAudit } from 'cdk-sec3';

/** An unexpected read of a secret causes a message. */
export const app = integration('SecretAudit', ({ stack, assertions }) => {
  const bucket = new s3.Bucket(stack, 'TrailBucket', { enforceSSL: true, autoDeleteObjects: true, removalPolicy: RemovalPolicy.DESTROY });
  const trail = new cloudtrail.Trail(stack, 'Trail', { bucket, isMultiRegionTrail: false, managementEvents: cloudtrail.ReadWriteType.ALL });
  const secret = new secretsmanager.Secret(stack, 'Secret');
  const inbox = new sqs.Queue(stack, 'Inbox', { enforceSSL: true });
  const audit = new SecretAudit(stack, 'Audit', { secrets: [secret], subscriptions: [new subscriptions.SqsSubscription(inbox, { rawMessageDelivery: true })] });
  audit.node.addDependency(trail);

  const read = assertions.awsApiCall('SecretsManager', 'getSecretValue', { SecretId: secret.secretArn }, ['VersionId']);
  const notified = assertions.awsApiCall('SQS', 'receiveMessage', { QueueUrl: inbox.queueUrl, WaitTimeSeconds: 20 });
  notified.expect(ExpectedResult.objectLike({ Messages: Match.arrayWith([Match.objectLike({ Body: Match.stringLikeRegexp('GetSecretValue') })]) }));
  // CloudTrail delivers events within minutes, without a guaranteed limit.
  notified.waitForAssertions({ totalTimeout: Duration.minutes(30), interval: Duration.seconds(30) });
  read.next(notified);
});
