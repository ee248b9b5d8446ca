import { finding, Outcome, Resource, Rule } from '../../gate';
import { FEED_TOPIC_METADATA } from '../template/feed-metadata';
import { RULE, rulesFor, sourcesOf } from '../template/security-findings';

/** The feed's topic has a subscriber. */
export const securityNotificationDelivered: Rule = {
  id: 'SecurityNotificationDelivered',
  item: 'awareness/notifications',
  severity: 'warning',
  title: 'The topic of security bulletins, or of findings of security services, has a subscription, and its rules run.',
  why: 'A critical advisory or finding that is published to a topic without subscriptions is never delivered, while the app seems to be monitored.',
  fix: {
    cdk: 'Give the SecurityBulletinFeed subscriptions, such as new EmailSubscription(address), or call addSubscription of the topic; leave enabled of the Rule out.',
    template: 'Add an AWS::SNS::Subscription with TopicArn of the topic, and a Protocol and Endpoint that people read. Set State of the rule to ENABLED.',
  },
  acceptable: 'If subscriptions are made outside of the templates, such as manually or from another account: say who subscribes.',
  link: 'https://docs.aws.amazon.com/sns/latest/dg/sns-create-subscribe-endpoint-to-topic.html',
  resourceTypes: ['AWS::SNS::Topic', RULE],
  findings: {
    'no-subscriber': 'The templates contain no subscription of the topic.',
    'rule-disabled': 'A rule on findings of security services is disabled.',
  },
  check: (topic, workload) => {
    if (topic.type === RULE) return checkEnabled(topic);
    if (!topic.attribute('Metadata').at(FEED_TOPIC_METADATA).exists && rulesFor(topic, workload).length === 0) return [];
    if (topic.get('Subscription').items().length > 0) return [];
    const subscriptions = workload.attached(topic, 'AWS::SNS::Subscription', 'TopicArn').filter((subscription) => subscription.created);
    return subscriptions.length > 0 ? [] : [finding(topic, 'no-subscriber', 'the templates contain no subscription of this topic, so its messages are not delivered')];
  },
};

function checkEnabled(rule: Resource): readonly Outcome[] {
  const state = rule.get('State');
  return sourcesOf(rule).length > 0 && state.string() === 'DISABLED' ? [finding(state, 'rule-disabled', 'the rule is disabled, so no one is notified of these findings')] : [];
}
