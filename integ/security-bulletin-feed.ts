import { ExpectedResult, Match } from '@aws-cdk/integ-tests-alpha';
import { Duration } from 'aws-cdk-lib';
import * as subscriptions from 'aws-cdk-lib/aws-sns-subscriptions';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { integration } from './integration';
import { BulletinSeverity, BulletinSource, SecurityBulletinFeed } from 'cdk-sec3';

const SOURCE = 'owasp';

/** A bulletin that is new to the feed causes a message. */
export const app = integration('SecurityBulletinFeed', ({ stack, assertions }) => {
  const inbox = new sqs.Queue(stack, 'Inbox', { enforceSSL: true });
  const feed = new SecurityBulletinFeed(stack, 'Feed', {
    sources: [BulletinSource.owaspServerlessTop10()],
    thresholds: { awareness: BulletinSeverity.LOW },
    // The schedule does not interfere with the test.
    interval: Duration.days(1),
    subscriptions: [new subscriptions.SqsSubscription(inbox, { rawMessageDelivery: true })],
  });

  // A feed that has read the source before: the first reading sends no messages, because its bulletins are already known.
  const seeded = assertions.awsApiCall('DynamoDB', 'putItem', {
    TableName: feed.table.tableName, Item: { pk: { S: 'cursor' }, sk: { S: SOURCE }, value: { S: JSON.stringify({ seeded: true }) } },
  });
  const read = assertions.invokeFunction({ functionName: feed.function.functionName, payload: JSON.stringify({ action: 'read', source: SOURCE }) });
  read.expect(ExpectedResult.objectLike({ StatusCode: 200, Payload: 'null' }));
  const notified = assertions.awsApiCall('SQS', 'receiveMessage', { QueueUrl: inbox.queueUrl, WaitTimeSeconds: 20 });
  notified.expect(ExpectedResult.objectLike({ Messages: Match.arrayWith([Match.objectLike({ Body: Match.stringLikeRegexp('OWASP') })]) }));
  notified.waitForAssertions({ totalTimeout: Duration.minutes(5), interval: Duration.seconds(15) });
  seeded.next(read).next(notified);
});
