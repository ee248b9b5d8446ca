import { template } from './functions';
import { securityNotificationDelivered } from '../../../lib/awareness/rules/security-notification-delivered';
import { check, ids, TestTemplate } from '../../gate/harness';

const topic = (properties: object = {}) => ({ Type: 'AWS::SNS::Topic', Metadata: { 'cdk-sec3:bulletin-topic': 'Feed' }, Properties: properties });
const subscription = (TopicArn: unknown) => ({ Type: 'AWS::SNS::Subscription', Properties: { TopicArn, Protocol: 'email', Endpoint: 'a@example.com' } });

test('non-compliant: no subscription of the topic', () => {
  const other = { Type: 'AWS::SNS::Topic' };
  expect(check(securityNotificationDelivered, template({ Topic: topic(), Other: other, Subscription: subscription({ Ref: 'Other' }) }))).toEqual([
    'Topic[no-subscriber] Properties: the templates contain no subscription of this topic, so its messages are not delivered',
  ]);
});

test('compliant: a subscription beside the topic, one within it, and other topics', () => {
  expect(ids(securityNotificationDelivered, template({ Topic: topic(), Subscription: subscription({ Ref: 'Topic' }) }))).toEqual([]);
  expect(ids(securityNotificationDelivered, template({ Topic: topic({ Subscription: [{ Protocol: 'email', Endpoint: 'a@example.com' }] }) }))).toEqual([]);
  expect(ids(securityNotificationDelivered, template({ Topic: { Type: 'AWS::SNS::Topic' } }))).toEqual([]);
});

test('undetermined: the subscriptions are known only at deployment', () => {
  const unknown = { ...template({ Topic: topic({ Subscription: { Ref: 'List' } }) }), Parameters: { List: { Type: 'CommaDelimitedList' } } };
  expect(ids(securityNotificationDelivered, unknown)).toEqual(['Topic[undetermined]']);
});

const notices = (EventPattern: unknown, Arn: unknown = { Ref: 'Topic' }) => ({
  Topic: { Type: 'AWS::SNS::Topic' }, Rule: { Type: 'AWS::Events::Rule', Properties: { EventPattern, Targets: [{ Id: 'Topic', Arn }] } },
});
const FINDINGS = { source: ['aws.inspector2'], detail: { severity: ['CRITICAL'] } };

test.each<[string, object, string[]]>([
  ['findings, and no subscription', notices(FINDINGS), ['Topic[no-subscriber]']],
  ['findings, by a pattern as text', notices(JSON.stringify(FINDINGS)), ['Topic[no-subscriber]']],
  ['findings, and a subscription', { ...notices(FINDINGS), Subscription: subscription({ Ref: 'Topic' }) }, []],
  ['other events', notices({ source: ['aws.s3'] }), []],
  ['findings for another target', notices(FINDINGS, 'arn:aws:sns:eu-west-1:111122223333:other'), []],
])('%s', (_, resources, expected) => {
  expect(ids(securityNotificationDelivered, template(resources as Parameters<typeof template>[0]))).toEqual(expected);
});

test.each<[object, unknown, string[]]>([
  [FINDINGS, 'DISABLED', ['Rule[rule-disabled]']],
  [FINDINGS, 'ENABLED', []],
  [FINDINGS, { Ref: 'Open' }, ['Rule[undetermined]']],
  [{ source: ['aws.s3'] }, 'DISABLED', []],
])('a rule on %j that is %j', (EventPattern, State, expected) => {
  const Rule = { Type: 'AWS::Events::Rule', Properties: { EventPattern, State, Targets: [] } };
  expect(ids(securityNotificationDelivered, { Parameters: { Open: { Type: 'String' } }, Resources: { Rule } })).toEqual(expected);
});

describe('alarms on events of a trail', () => {
  const PATTERN = '{ $.errorCode = "*UnauthorizedOperation" }';
  const found = (alarm: object, more: object = {}, FilterPattern = PATTERN) => ids(securityNotificationDelivered, {
    Parameters: { Open: { Type: 'String' } },
    Resources: {
      Filter: { Type: 'AWS::Logs::MetricFilter', Properties: { FilterPattern, MetricTransformations: [{ MetricNamespace: 'Security', MetricName: 'Denied' }] } },
      Alarm: { Type: 'AWS::CloudWatch::Alarm', Properties: { AlarmName: 'denied', Namespace: 'Security', MetricName: 'Denied', ...alarm } },
      ...more,
    },
  } as TestTemplate);
  const composite = (AlarmRule: unknown, properties: object = {}) => ({ All: { Type: 'AWS::CloudWatch::CompositeAlarm', Properties: { AlarmRule, ...properties } } });
  const byReference = { 'Fn::Sub': 'ALARM(${Alarm})' };

  test.each<[string, string[], string[]]>([
    ['actions', found({}), []],
    ['no actions', found({ ActionsEnabled: false }), ['Alarm[alarm-muted]']],
    ['actions that are known only at deployment', found({ ActionsEnabled: { Ref: 'Open' } }), ['Alarm[undetermined]']],
    ['another metric', found({ ActionsEnabled: false, MetricName: 'Other' }), []],
    ['a metric of an expression', found({ ActionsEnabled: false, MetricName: undefined, Metrics: [{ Id: 'm', MetricStat: { Metric: { Namespace: 'Security', MetricName: 'Denied' } } }] }), ['Alarm[alarm-muted]']],
    ['other events', found({ ActionsEnabled: false }, {}, '{ $.level = "error" }'), []],
    ['no actions, and a composite alarm reports it', found({ ActionsEnabled: false }, composite('ALARM("denied")')), []],
    ['no actions, and another composite alarm', found({ ActionsEnabled: false }, composite('ALARM("other")')), ['Alarm[alarm-muted]']],
    ['a composite alarm without actions', found({}, composite(byReference, { ActionsEnabled: false })), ['All[alarm-muted]']],
    ['a composite alarm', found({}, composite(byReference)), []],
  ])('%s', (_, outcomes, expected) => expect(outcomes).toEqual(expected));
});
