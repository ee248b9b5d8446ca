import { StackTemplate, Workload } from '../../../lib/gate';
import { otherAccountConditioned } from '../../../lib/inbound-events/rules/other-account-conditioned';
import { ids, TestTemplate } from '../../gate/harness';

const OTHER = '999999999999';
const template = (who: object, Type = 'AWS::SQS::QueuePolicy'): TestTemplate => ({
  Parameters: { Open: { Type: 'String' } },
  Resources: { It: { Type, Properties: { PolicyDocument: { Statement: [{ Effect: 'Allow', Action: 'sqs:SendMessage', Resource: '*', ...who }] } } } },
});

test.each<[string, object]>([
  ['a service', { Principal: { Service: 'sns.amazonaws.com' } }],
  ['the own account', { Principal: { AWS: { 'Fn::Sub': 'arn:aws:iam::${AWS::AccountId}:root' } } }],
  ['an organization', { Principal: { AWS: OTHER }, Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-abc' } } }],
  ['an agreement', { Principal: { AWS: OTHER }, Condition: { StringEquals: { 'sts:ExternalId': 'abc' } } }],
  ['a Deny', { Effect: 'Deny', Principal: { AWS: OTHER } }],
  ['load balancers that write logs', { Principal: { AWS: 'arn:aws:iam::156460612806:root' } }],
])('compliant: %s', (_, who) => {
  expect(ids(otherAccountConditioned, template(who))).toEqual([]);
});

test.each<[string, object]>([
  ['an account', { Principal: { AWS: OTHER } }],
  ['its root', { Principal: { AWS: `arn:aws:iam::${OTHER}:root` } }],
  ['a role of it, in a list', { Principal: { AWS: ['arn:aws:iam::156460612806:root', `arn:aws:iam::${OTHER}:role/x`] } }],
])('non-compliant: %s', (_, who) => {
  expect(ids(otherAccountConditioned, template(who))).toEqual(['It[other-account]']);
});

test('compliant: accounts in trustedAccounts, and those of the stacks', () => {
  const written = template({ Principal: { AWS: OTHER } });
  expect(ids(otherAccountConditioned, written, { trustedAccounts: [OTHER] })).toEqual([]);
  expect(ids(otherAccountConditioned, new Workload([new StackTemplate({ file: 'a', body: written, account: OTHER })]))).toEqual([]);
});

test.each<[string, object, string[]]>([
  ['another account', { Principal: OTHER, Action: 'lambda:InvokeFunction' }, ['It[other-account]']],
  ['events of another account', { Principal: 's3.amazonaws.com', SourceAccount: OTHER, Action: 'lambda:InvokeFunction' }, ['It[other-account]']],
  ['an organization', { Principal: OTHER, PrincipalOrgID: 'o-abc', Action: 'lambda:InvokeFunction' }, []],
])('permission for %s', (_, Properties, expected) => {
  expect(ids(otherAccountConditioned, { Resources: { It: { Type: 'AWS::Lambda::Permission', Properties } } })).toEqual(expected);
});

test('a statement of an event bus', () => {
  const Statement = { Effect: 'Allow', Principal: { AWS: OTHER }, Action: 'events:PutEvents', Resource: '*' };
  expect(ids(otherAccountConditioned, { Resources: { It: { Type: 'AWS::Events::EventBusPolicy', Properties: { Statement } } } })).toEqual(['It[other-account]']);
});

const trusting = (who: object, condition: object = {}): TestTemplate => ({
  Resources: { It: { Type: 'AWS::IAM::Role', Properties: { AssumeRolePolicyDocument: { Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: who, ...condition }] } } } },
});
const ROOT = { 'Fn::Sub': 'arn:${AWS::Partition}:iam::${AWS::AccountId}:root' };

test.each<[string, TestTemplate, string[]]>([
  ['everyone of the account', trusting({ AWS: ROOT }), ['It[whole-account]']],
  ['its number', trusting({ AWS: { Ref: 'AWS::AccountId' } }), ['It[whole-account]']],
  ['a role', trusting({ AWS: { 'Fn::Sub': 'arn:aws:iam::${AWS::AccountId}:role/deploy' } }), []],
  ['a service', trusting({ Service: 'lambda.amazonaws.com' }), []],
  ['users with a second factor', trusting({ AWS: ROOT }, { Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'true' } } }), []],
])('a role that trusts %s', (_, role, expected) => {
  expect(ids(otherAccountConditioned, role)).toEqual(expected);
});

test('undetermined: the policy is known only at deployment', () => {
  expect(ids(otherAccountConditioned, { ...template({}), Resources: { It: { Type: 'AWS::SQS::QueuePolicy', Properties: { PolicyDocument: { Ref: 'Open' } } } } })).toEqual(['It[undetermined]']);
});

test.each<[string, object, string[]]>([
  ['any shared identifier', { StringLike: { 'sts:ExternalId': '*' } }, ['It[other-account]']],
  ['a shared identifier', { StringLike: { 'sts:ExternalId': 'shop-*' } }, []],
])('another account with %s', (_, Condition, expected) => {
  expect(ids(otherAccountConditioned, template({ Principal: { AWS: OTHER }, Condition }))).toEqual(expected);
});

test.each<[string, object, string[]]>([
  ['that any value satisfies', { StringLike: { 'aws:PrincipalArn': '*' } }, ['It[whole-account]']],
  ['that an absent key satisfies', { BoolIfExists: { 'aws:MultiFactorAuthPresent': 'true' } }, ['It[whole-account]']],
  ['on the second factor', { Bool: { 'aws:MultiFactorAuthPresent': 'true' } }, []],
  ['on the principal', { StringLike: { 'aws:PrincipalArn': 'arn:aws:iam::*:role/admin-*' } }, []],
])('a role that trusts its account with a condition %s', (_, Condition, expected) => {
  const statement = { Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { AWS: { 'Fn::Sub': 'arn:aws:iam::${AWS::AccountId}:root' } }, Condition };
  expect(ids(otherAccountConditioned, { Resources: { It: { Type: 'AWS::IAM::Role', Properties: { AssumeRolePolicyDocument: { Statement: [statement] } } } } })).toEqual(expected);
});

test.each<[string, object, string[]]>([
  ['AWS::RAM::ResourceShare', { Principals: [OTHER] }, ['It[other-account]']],
  ['AWS::RAM::ResourceShare', { Principals: [OTHER], AllowExternalPrincipals: false }, []],
  ['AWS::RAM::ResourceShare', { Principals: ['arn:aws:organizations::111122223333:organization/o-abc'] }, []],
  ['AWS::EC2::VPCEndpointServicePermissions', { AllowedPrincipals: [`arn:aws:iam::${OTHER}:root`] }, ['It[other-account]']],
  ['AWS::Signer::ProfilePermission', { Principal: OTHER }, ['It[other-account]']],
  ['AWS::Redshift::EndpointAuthorization', { Account: OTHER }, ['It[other-account]']],
  ['AWS::ServiceCatalog::PortfolioShare', { AccountId: { Ref: 'AWS::AccountId' } }, []],
])('%s shared with %j', (Type, Properties, expected) => {
  expect(ids(otherAccountConditioned, { Resources: { It: { Type, Properties } } } as TestTemplate)).toEqual(expected);
});
