import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { AWARENESS_RULES } from '../../../lib/awareness/rules';
import { awarenessFeedSubscribed } from '../../../lib/awareness/rules/awareness-feed-subscribed';
import { feedHasSubscriber } from '../../../lib/awareness/rules/feed-has-subscriber';
import { feedStalenessAlarmed } from '../../../lib/awareness/rules/feed-staleness-alarmed';
import { SecurityBulletinFeed } from '../../../lib/awareness/security-bulletin-feed';
import { check, ids, TestTemplate, workloadOfStack } from '../../gate/harness';

const fn = (metadata: object = {}) => ({ Type: 'AWS::Lambda::Function', Metadata: metadata });
const FEED = fn({ 'cdk-sec3:own-code': 'bulletin-feed', 'cdk-sec3:bulletin-feed': ['kev', 'aws'] });

const template = (Resources: TestTemplate['Resources']): TestTemplate => ({ Resources });

describe('AwarenessFeedSubscribed', () => {
  test('told once, at the first function that is none of this library', () => {
    expect(check(awarenessFeedSubscribed, template({ Own: fn({ 'cdk-sec3:own-code': 'secret-rotation' }), One: fn(), Two: fn() }))).toEqual([
      'One[no-feed] Properties: no SecurityBulletinFeed is in the templates, so nobody is known to be told of advisories on what the app ships and uses',
    ]);
  });

  test('not where there is a feed, or no function', () => {
    expect(ids(awarenessFeedSubscribed, template({ One: fn(), Feed: FEED }))).toEqual([]);
    expect(ids(awarenessFeedSubscribed, template({ Own: fn({ 'cdk-sec3:own-code': 'secret-rotation' }) }))).toEqual([]);
  });
});

describe('FeedHasSubscriber', () => {
  const topic = (properties: object = {}) => ({ Type: 'AWS::SNS::Topic', Metadata: { 'cdk-sec3:bulletin-topic': 'Feed' }, Properties: properties });
  const subscription = (TopicArn: unknown) => ({ Type: 'AWS::SNS::Subscription', Properties: { TopicArn, Protocol: 'email', Endpoint: 'a@example.com' } });

  test('neither beside the topic nor in it', () => {
    const other = { Type: 'AWS::SNS::Topic' };
    expect(check(feedHasSubscriber, template({ Topic: topic(), Other: other, Subscription: subscription({ Ref: 'Other' }) }))).toEqual([
      'Topic[no-subscriber] Properties: no subscription of this topic is in the templates, so its messages reach nobody',
    ]);
  });

  test('compliant: one beside the topic, one in it, and topics of others', () => {
    expect(ids(feedHasSubscriber, template({ Topic: topic(), Subscription: subscription({ Ref: 'Topic' }) }))).toEqual([]);
    expect(ids(feedHasSubscriber, template({ Topic: topic({ Subscription: [{ Protocol: 'email', Endpoint: 'a@example.com' }] }) }))).toEqual([]);
    expect(ids(feedHasSubscriber, template({ Topic: { Type: 'AWS::SNS::Topic' } }))).toEqual([]);
  });

  test('a list that is known only at deployment is undetermined', () => {
    const unknown = { ...template({ Topic: topic({ Subscription: { Ref: 'List' } }) }), Parameters: { List: { Type: 'CommaDelimitedList' } } };
    expect(ids(feedHasSubscriber, unknown)).toEqual(['Topic[undetermined]']);
  });
});

describe('FeedStalenessAlarmed', () => {
  const alarm = (source: unknown, properties: object = {}) => ({
    Type: 'AWS::CloudWatch::Alarm',
    Properties: {
      Namespace: 'Sec3/Bulletins',
      MetricName: 'Readings',
      Dimensions: [{ Name: 'Feed', Value: 'f' }, { Name: 'Source', Value: source }],
      TreatMissingData: 'breaching',
      AlarmActions: ['arn:aws:sns:eu-west-1:111122223333:t'],
      ...properties,
    },
  });

  test('each source that has no alarm, or one that is of no use', () => {
    expect(ids(feedStalenessAlarmed, template({ Feed: FEED, Alarm: alarm('kev') }))).toEqual(['Feed[not-alarmed]']);
    expect(ids(feedStalenessAlarmed, template({ Feed: FEED, A: alarm('kev'), B: alarm('aws', { TreatMissingData: 'notBreaching' }) }))).toEqual(['Feed[missing-data-passes]']);
    expect(ids(feedStalenessAlarmed, template({ Feed: FEED, A: alarm('kev', { AlarmActions: [] }), B: alarm('aws', { ActionsEnabled: false }) }))).toEqual([
      'Feed[tells-nobody]', 'Feed[tells-nobody]',
    ]);
    expect(ids(feedStalenessAlarmed, template({ Feed: FEED, A: alarm('kev', { MetricName: 'Items' }), B: alarm('aws') }))).toEqual(['Feed[not-alarmed]']);
  });

  test('compliant: one for each; functions that are no feed', () => {
    expect(ids(feedStalenessAlarmed, template({ Feed: FEED, A: alarm('kev'), B: alarm('aws') }))).toEqual([]);
    expect(ids(feedStalenessAlarmed, template({ One: fn() }))).toEqual([]);
  });
});

test('the construct satisfies all of them, once somebody subscribes', () => {
  const findings = (subscribed: boolean) => {
    const workload = workloadOfStack((stack) => {
      new SecurityBulletinFeed(stack, 'Feed', { subscriptions: subscribed ? [new EmailSubscription('security@example.com')] : [] });
    });
    return AWARENESS_RULES.flatMap((rule) => ids(rule, workload)).map((line) => line.replace(/^\w+/, ''));
  };
  expect(findings(true)).toEqual([]);
  expect(findings(false)).toEqual(['[no-subscriber]']);
});
