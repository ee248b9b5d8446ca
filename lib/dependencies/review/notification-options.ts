import * as kms from 'aws-cdk-lib/aws-kms';
import * as sns from 'aws-cdk-lib/aws-sns';

/**
 * Who is notified.
 */
export interface ReviewNotificationOptions {
  /**
   * Where messages go. What the sender needs is added to its policy; where it is encrypted, its key has to let
   * `events.amazonaws.com` and `cloudwatch.amazonaws.com` use it.
   *
   * @default - a topic of its own, encrypted with `topicKey`, for TLS alone
   */
  readonly topic?: sns.ITopic;

  /**
   * The key of the topic of its own.
   *
   * @default - a key of its own, rotated yearly
   */
  readonly topicKey?: kms.IKey;

  /**
   * Who gets the messages.
   *
   * @default - no subscribers: subscribe to `topic`
   */
  readonly subscriptions?: sns.ITopicSubscription[];
}
