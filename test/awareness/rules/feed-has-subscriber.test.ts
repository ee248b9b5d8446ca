import { template } from './functions';
import { feedHasSubscriber } from '../../../lib/awareness/rules/feed-has-subscriber';
import { check, ids } from '../../gate/harness';

const topic = (properties: object = {}) => ({ Type: 'AWS::SNS::Topic', Metadata: { 'cdk-sec3:bulletin-topic': 'Feed' }, Properties: properties });
const subscription = (TopicArn: unknown) => ({ Type: 'AWS::SNS::Subscription', Properties: { TopicArn, Protocol: 'email', Endpoint: 'a@example.com' } });

test('neither beside the topic nor in it', () => {
  const other = { Type: 'AWS::SNS::Topic' };
  expect(check(feedHasSubscriber, template({ Topic: topic(), Other: other, Subscription: subscription({ Ref: 'Other' }) }))).toEqual([
    'Topic[no-subscriber] Properties: the templates contain no subscription of this topic, so its messages are not delivered',
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
