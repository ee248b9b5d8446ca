import { devicePolicyScoped as rule } from '../../../lib/inbound-events/rules/device-policy-scoped';
import { ids, TestTemplate } from '../../gate/harness';

const policy = (statement: object) => {
  const It = { Type: 'AWS::IoT::Policy', Properties: { PolicyDocument: { Statement: [{ Effect: 'Allow', ...statement }] } } };
  return ids(rule, { Resources: { It } } as TestTemplate);
};
const sending = (Resource: unknown, Action: unknown = 'iot:Publish') => policy({ Action, Resource });
const topic = (name: string) => `arn:aws:iot:eu-west-1:111122223333:topic/${name}`;

test.each([
  [topic('shop/${iot:Connection.Thing.ThingName}')],
  [[topic('shop/orders/*'), topic('shop/returns')]],
  [{ 'Fn::Sub': 'arn:aws:iot:${AWS::Region}:${AWS::AccountId}:topic/shop/${!iot:ClientId}' }],
])('compliant: %j', (resource) => {
  expect(sending(resource)).toEqual([]);
});

test('compliant: what sends nothing, and what is denied', () => {
  expect(sending('*', ['iot:Connect', 'iot:Subscribe'])).toEqual([]);
  expect(policy({ Effect: 'Deny', Action: 'iot:Publish', Resource: '*' })).toEqual([]);
});

test.each([
  '*', topic('*'), topic('#'), 'arn:aws:iot:eu-west-1:111122223333:*', { 'Fn::Sub': 'arn:aws:iot:${AWS::Region}:${AWS::AccountId}:topic/*' },
])('found: %j', (resource) => {
  expect(sending(resource)).toEqual(['It[any-topic]']);
});

test.each(['iot:*', '*', 'iot:Pub*', 'iot:RetainPublish', ['iot:Connect', 'iot:Publish']])('found: %j', (action) => {
  expect(sending('*', action)).toEqual(['It[any-topic]']);
});

test('undetermined: the topics are known only at deployment', () => {
  expect(sending({ 'Fn::ImportValue': 'topics' })).toEqual(['It[undetermined]']);
});
