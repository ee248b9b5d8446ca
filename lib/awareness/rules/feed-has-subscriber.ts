import { finding, Rule } from '../../gate';
import { FEED_TOPIC_METADATA } from '../template/feed-metadata';

/** The feed's topic has a subscriber. */
export const feedHasSubscriber: Rule = {
  id: 'FeedHasSubscriber',
  item: 'awareness/notifications',
  severity: 'warning',
  title: 'The topic of a feed of security bulletins has a subscription.',
  why: 'A critical advisory that is published to a topic without subscriptions is never delivered, while the app seems to be monitored.',
  fix: {
    cdk: 'Give the SecurityBulletinFeed subscriptions, such as new EmailSubscription(address), or call feed.topic.addSubscription.',
    template: 'Add an AWS::SNS::Subscription with TopicArn of the topic, and a Protocol and Endpoint that people read.',
  },
  acceptable: 'If subscriptions are made outside of the templates, such as manually or from another account: say who subscribes.',
  link: 'https://docs.aws.amazon.com/sns/latest/dg/sns-create-subscribe-endpoint-to-topic.html',
  resourceTypes: ['AWS::SNS::Topic'],
  findings: {
    'no-subscriber': 'The templates contain no subscription of the topic.',
  },
  check: (topic, workload) => {
    if (!topic.attribute('Metadata').at(FEED_TOPIC_METADATA).exists) return [];
    if (topic.get('Subscription').items().length > 0) return [];
    const subscriptions = workload.attached(topic, 'AWS::SNS::Subscription', 'TopicArn').filter((subscription) => subscription.created);
    return subscriptions.length > 0 ? [] : [finding(topic, 'no-subscriber', 'the templates contain no subscription of this topic, so its messages are not delivered')];
  },
};
