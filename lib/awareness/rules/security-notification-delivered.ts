import { finding, Outcome, Resource, Rule, Workload } from '../../gate';
import { FEED_TOPIC_METADATA } from '../template/feed-metadata';

const RULE = 'AWS::Events::Rule';

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
    if (!topic.attribute('Metadata').at(FEED_TOPIC_METADATA).exists && !getsFindings(topic, workload)) return [];
    if (topic.get('Subscription').items().length > 0) return [];
    const subscriptions = workload.attached(topic, 'AWS::SNS::Subscription', 'TopicArn').filter((subscription) => subscription.created);
    return subscriptions.length > 0 ? [] : [finding(topic, 'no-subscriber', 'the templates contain no subscription of this topic, so its messages are not delivered')];
  },
};

/** Services that report vulnerabilities, attacks and events of the account, by the source of their events. */
const SECURITY_SOURCES: ReadonlySet<string> = new Set([
  'aws.access-analyzer', 'aws.guardduty', 'aws.health', 'aws.inspector', 'aws.inspector2', 'aws.macie', 'aws.securityhub',
]);

function checkEnabled(rule: Resource): readonly Outcome[] {
  const state = rule.get('State');
  return isOnFindings(rule) && state.string() === 'DISABLED' ? [finding(state, 'rule-disabled', 'the rule is disabled, so no one is notified of these findings')] : [];
}

/** Checks whether a rule of Amazon EventBridge sends findings of security services to a topic. */
function getsFindings(topic: Resource, workload: Workload): boolean {
  const rules = new Set(workload.mentions(topic, RULE).map(({ from }) => from));
  return [...rules].some((rule) => rule.created && rule.get('Targets').items().some((target) => target.at('Arn').references().some(({ resource }) => resource === topic)) && isOnFindings(rule));
}

function isOnFindings(rule: Resource): boolean {
  const pattern = rule.get('EventPattern');
  return pattern.exists && pattern.document().at('source').items().some((source) => SECURITY_SOURCES.has(source.literal() ?? ''));
}
