import { finding, Rule } from '../../gate';
import { FEED_TOPIC_METADATA } from '../template/feed-metadata';

/** Someone gets what the feed publishes. */
export const feedHasSubscriber: Rule = {
  id: 'FeedHasSubscriber',
  item: 'awareness/notifications',
  severity: 'warning',
  title: 'The topic of a feed of security bulletins has a subscription.',
  why: 'A critical advisory that is published to a topic without subscriptions reaches nobody, while the app looks as if it were watched.',
  fix: {
    cdk: 'Give the SecurityBulletinFeed subscriptions, such as new EmailSubscription(address), or call feed.topic.addSubscription.',
    template: 'Add an AWS::SNS::Subscription with TopicArn of the topic, and a Protocol and Endpoint that people read.',
  },
  acceptable: 'When somebody subscribes where no template shows it, such as by hand or from another account: say who.',
  link: 'https://docs.aws.amazon.com/sns/latest/dg/sns-create-subscribe-endpoint-to-topic.html',
  resourceTypes: ['AWS::SNS::Topic'],
  findings: {
    'no-subscriber': 'No subscription of the topic is in the templates.',
  },
  check: (topic, workload) => {
    if (!topic.attribute('Metadata').at(FEED_TOPIC_METADATA).exists) return [];
    if (topic.get('Subscription').items().length > 0) return [];
    const subscriptions = workload.attached(topic, 'AWS::SNS::Subscription', 'TopicArn').filter((subscription) => subscription.created);
    return subscriptions.length > 0 ? [] : [finding(topic, 'no-subscriber', 'no subscription of this topic is in the templates, so its messages reach nobody')];
  },
};
