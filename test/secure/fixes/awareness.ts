import { repair, Repairs, repairs, template } from './repair';

const FEED = { 'cdk-sec3:own-code': 'bulletin-feed', 'cdk-sec3:bulletin-feed': ['kev'] };
const ALARM = {
  Namespace: 'Sec3/Bulletins',
  MetricName: 'Readings',
  Dimensions: [{ Name: 'Source', Value: 'kev' }],
  TreatMissingData: 'breaching',
  AlarmActions: [{ Ref: 'Topic' }],
};
const alarmed = (properties: object) => template({ Feed: ['AWS::Lambda::Function', {}, FEED], Alarm: ['AWS::CloudWatch::Alarm', { ...ALARM, ...properties }], Topic: ['AWS::SNS::Topic'] });

const schedule = (input: object) => ({ Type: 'AWS::Scheduler::Schedule', Properties: { State: 'ENABLED', ScheduleExpression: 'rate(1 hour)', Target: { Arn: { 'Fn::GetAtt': ['Feed', 'Arn'] }, Input: JSON.stringify(input) } } });
const READ_KEV = schedule({ action: 'read', source: 'kev' });
const DIGEST = schedule({ action: 'digest' });

export const AWARENESS: Repairs = {
  'AwarenessFeedSubscribed no-feed': repair(template({ Fn: ['AWS::Lambda::Function'] }), { Feed: { Type: 'AWS::Lambda::Function', Metadata: FEED } }, 'SecurityBulletinFeed'),
  'SecurityNotificationDelivered no-subscriber': repair(template({ Topic: ['AWS::SNS::Topic', {}, { 'cdk-sec3:bulletin-topic': 'Feed' }] }), {
    Subscription: { Type: 'AWS::SNS::Subscription', Properties: { TopicArn: { Ref: 'Topic' }, Protocol: 'email', Endpoint: 'security@example.com' } },
  }),
  'SecurityNotificationDelivered rule-disabled': repair(template({ Rule: ['AWS::Events::Rule', { EventPattern: { source: ['aws.guardduty'] }, State: 'DISABLED' }] }), { 'Rule.Properties.State': 'ENABLED' }),
  'SecurityNotificationDelivered alarm-muted': repair(
    template({
      Filter: ['AWS::Logs::MetricFilter', { FilterPattern: '{ $.eventName = StopLogging }', MetricTransformations: [{ MetricNamespace: 'a', MetricName: 'b' }] }],
      Alarm: ['AWS::CloudWatch::Alarm', { Namespace: 'a', MetricName: 'b', ActionsEnabled: false }],
    }),
    { 'Alarm.Properties.ActionsEnabled': true },
  ),
  'SecurityFindingsReported turned-off': repair(template({ Detector: ['AWS::GuardDuty::Detector', { Enable: false }] }), { 'Detector.Properties.Enable': true }, 'Enable'),
  'SecurityFindingsReported suppressed': repair(template({ Filter: ['AWS::GuardDuty::Filter', { Action: 'ARCHIVE', FindingCriteria: { Criterion: { region: { Eq: ['eu-west-1'] } } } }] }), {
    'Filter.Properties.FindingCriteria.Criterion.type': { Eq: ['Recon:EC2/PortProbeUnprotectedPort'] },
  }, 'types of findings'),
  'SecurityFindingsReported severe-left-out': repair(template({ Rule: ['AWS::Events::Rule', { EventPattern: { source: ['aws.guardduty'], detail: { severity: [{ numeric: ['>', 10] }] } } }] }), {
    'Rule.Properties.EventPattern.detail.severity': [{ numeric: ['>=', 7] }],
  }, 'EventPattern'),
  ...repairs('FeedStalenessAlarmed', { Alarm: { Type: 'AWS::CloudWatch::Alarm', Properties: ALARM } }, {
    'not-alarmed': alarmed({ MetricName: 'Items' }),
    'missing-data-passes': alarmed({ TreatMissingData: 'notBreaching' }),
    'without-action': alarmed({ AlarmActions: [] }),
  }),
  ...repairs('FeedScheduled', { 'Kev': READ_KEV, 'Digest': DIGEST, 'Feed.Properties.ReservedConcurrentExecutions': undefined }, {
    'not-scheduled': template({ Feed: ['AWS::Lambda::Function', {}, FEED] }),
    'never-runs': template({ Feed: ['AWS::Lambda::Function', { ReservedConcurrentExecutions: 0 }, FEED] }),
  }, 'AWS::Scheduler::Schedule'),
};
