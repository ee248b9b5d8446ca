import { resourcePolicyActionsNamed } from '../../../lib/inbound-events/rules/resource-policy-actions-named';
import { ids, TestTemplate } from '../../gate/harness';

const SENDER = { AWS: 'arn:aws:iam::111122223333:role/sender' };
const ROOT = { AWS: { 'Fn::Sub': 'arn:${AWS::Partition}:iam::${AWS::AccountId}:root' } };
const policed = (statement: object, Type = 'AWS::SQS::QueuePolicy', name = 'PolicyDocument'): TestTemplate => ({
  Parameters: { Open: { Type: 'String' } },
  Resources: { It: { Type, Properties: { [name]: { Statement: [{ Effect: 'Allow', Principal: SENDER, Resource: '*', ...statement }] } } } },
});
const permitted = (Action?: unknown): TestTemplate => ({
  Parameters: { Open: { Type: 'String' } }, Resources: { It: { Type: 'AWS::Lambda::Permission', Properties: { Principal: '111122223333', ...(Action === undefined ? {} : { Action }) } } },
});

test.each<[string, TestTemplate]>([
  ['one action', policed({ Action: 'sqs:SendMessage' })],
  ['actions of a kind', policed({ Action: ['sqs:Get*', 'sqs:SendMessage'] })],
  ['a Deny of everything', policed({ Effect: 'Deny', Principal: '*', Action: 'sqs:*' })],
  ['a Deny of all but some', policed({ Effect: 'Deny', Principal: '*', NotAction: 'sqs:SendMessage' })],
  ['the account of a key', policed({ Principal: ROOT, Action: 'kms:*' }, 'AWS::KMS::Key', 'KeyPolicy')],
  ['an account by its number', policed({ Principal: { AWS: '111122223333' }, Action: 'sqs:*' })],
  ['a permission to invoke', permitted('lambda:InvokeFunction')],
  ['a permission to invoke by URL', permitted('lambda:InvokeFunctionUrl')],
  ['a permission to read', permitted('lambda:GetFunctionConfiguration')],
  ['a permission whose action is missing', permitted()],
])('compliant: %s', (_, template) => {
  expect(ids(resourcePolicyActionsNamed, template)).toEqual([]);
});

test.each<[string, TestTemplate, string]>([
  ['every action of a queue', policed({ Action: 'sqs:*' }), 'every-action'],
  ['every action', policed({ Action: ['*'] }), 'every-action'],
  ['everything, written otherwise', policed({ Action: 'sqs:?*' }), 'every-action'],
  ['a key, for a role in addition to the account', policed({ Principal: { AWS: [ROOT.AWS, SENDER.AWS] }, Action: 'kms:*' }, 'AWS::KMS::Key', 'KeyPolicy'), 'every-action'],
  ['a service', policed({ Principal: { Service: 's3.amazonaws.com' }, Action: 'sns:*' }, 'AWS::SNS::TopicPolicy'), 'every-action'],
  ['all but some', policed({ NotAction: ['sqs:DeleteQueue', 'sqs:PurgeQueue'] }), 'all-but'],
  ['everyone', policed({ Principal: '*', Action: 's3:*' }, 'AWS::S3::BucketPolicy'), 'every-action'],
  ['a trust policy', policed({ Action: 'sts:*' }, 'AWS::IAM::Role', 'AssumeRolePolicyDocument'), 'every-action'],
  ['all of a function', permitted('lambda:*'), 'every-action'],
  ['its code', permitted('lambda:UpdateFunctionCode'), 'more-than-invoke'],
  ['its permissions', permitted('lambda:AddPermission'), 'more-than-invoke'],
])('non-compliant: %s', (_, template, id) => {
  expect(ids(resourcePolicyActionsNamed, template)).toEqual([`It[${id}]`]);
});

test('a statement of an event bus', () => {
  const Statement = { Effect: 'Allow', Principal: SENDER, Action: 'events:*', Resource: '*' };
  expect(ids(resourcePolicyActionsNamed, { Resources: { It: { Type: 'AWS::Events::EventBusPolicy', Properties: { Statement } } } })).toEqual(['It[every-action]']);
});

test.each<[string, TestTemplate]>([
  ['an action that is known only at deployment', policed({ Action: { Ref: 'Open' } })],
  ['a policy that is', { ...policed({}), Resources: { It: { Type: 'AWS::SQS::QueuePolicy', Properties: { PolicyDocument: { Ref: 'Open' } } } } }],
  ['a permission that is', permitted({ Ref: 'Open' })],
])('undetermined: %s', (_, template) => {
  expect(ids(resourcePolicyActionsNamed, template)).toEqual(['It[undetermined]']);
});
