import * as kms from 'aws-cdk-lib/aws-kms';
import * as sns from 'aws-cdk-lib/aws-sns';

/**
 * Options for notifications.
 */
export interface ReviewNotificationOptions {
  /**
   * The topic for messages. The permissions of the senders are added to its policy. If it is encrypted, its key has to allow `events.amazonaws.com`
   * and `cloudwatch.amazonaws.com` to use it.
   *
   * @default - a new topic, encrypted with `topicKey`, only with TLS
   */
  readonly topic?: sns.ITopic;

  /**
   * The key of the default topic.
   *
   * @default - a new key, rotated yearly
   */
  readonly topicKey?: kms.IKey;

  /**
   * The subscriptions to the topic.
   *
   * @default - no subscriptions: subscribe to `topic`
   */
  readonly subscriptions?: sns.ITopicSubscription[];
}
