import { finding, Outcome, Resource, Rule, Workload } from '../../gate';
import { FEED_TOPIC_METADATA } from '../template/feed-metadata';
import { RULE, rulesFor, sourcesOf } from '../template/security-findings';
import { alarmsOnTrails, COMPOSITE_ALARM, isMuted, METRIC_ALARM } from '../template/trail-alarms';

/** Notifications of bulletins and of findings reach someone. */
export const securityNotificationDelivered: Rule = {
  id: 'SecurityNotificationDelivered',
  item: 'awareness/notifications',
  severity: 'warning',
  title: 'The topic of bulletins or of findings of security services has a subscription; its rules and alarms notify.',
  why: 'A critical advisory or finding that is published to a topic without subscriptions is never delivered, while the app seems to be monitored.',
  fix: {
    cdk: 'Give the SecurityBulletinFeed subscriptions, such as new EmailSubscription(address), or call addSubscription of the topic; leave enabled of the Rule and actionsEnabled of the Alarm out.',
    template: 'Add an AWS::SNS::Subscription with TopicArn of the topic, a Protocol, and an Endpoint that people read. Set State of the rule to ENABLED, ActionsEnabled: true.',
  },
  acceptable: 'If subscriptions are made outside of the templates, such as manually or from another account: say who subscribes.',
  link: 'https://docs.aws.amazon.com/sns/latest/dg/sns-create-subscribe-endpoint-to-topic.html',
  resourceTypes: ['AWS::SNS::Topic', RULE, METRIC_ALARM, COMPOSITE_ALARM],
  findings: {
    'no-subscriber': 'The templates contain no subscription of the topic.',
    'alarm-muted': 'An alarm on events of a trail has its actions turned off.',
    'rule-disabled': 'A rule on findings of security services is disabled.',
  },
  check: (resource, workload) => {
    switch (resource.type) {
      case RULE:
        return checkEnabled(resource);
      case METRIC_ALARM:
      case COMPOSITE_ALARM:
        return checkAlarm(resource, workload);
      default:
        return checkTopic(resource, workload);
    }
  },
};

function checkTopic(topic: Resource, workload: Workload): readonly Outcome[] {
  if (!topic.attribute('Metadata').at(FEED_TOPIC_METADATA).exists && rulesFor(topic, workload).length === 0) return [];
  if (topic.get('Subscription').items().length > 0) return [];
  const subscriptions = workload.attached(topic, 'AWS::SNS::Subscription', 'TopicArn').filter((subscription) => subscription.created);
  return subscriptions.length > 0 ? [] : [finding(topic, 'no-subscriber', 'the templates contain no subscription of this topic, so its messages are not delivered')];
}

function checkAlarm(alarm: Resource, workload: Workload): readonly Outcome[] {
  if (!isMuted(alarm) || !alarmsOnTrails(workload).has(alarm)) return [];
  return [finding(alarm.get('ActionsEnabled'), 'alarm-muted', 'ActionsEnabled is false, so no one is notified of these events')];
}

function checkEnabled(rule: Resource): readonly Outcome[] {
  const state = rule.get('State');
  return sourcesOf(rule).length > 0 && state.string() === 'DISABLED' ? [finding(state, 'rule-disabled', 'the rule is disabled, so no one is notified of these findings')] : [];
}
