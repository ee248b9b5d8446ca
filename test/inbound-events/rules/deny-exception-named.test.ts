import { denyExceptionNamed } from '../../../lib/inbound-events/rules/deny-exception-named';
import { ids, TestTemplate } from '../../gate/harness';

const found = (Condition: unknown, Effect = 'Deny') =>
  ids(denyExceptionNamed, {
    Parameters: { Open: { Type: 'String' } },
    Resources: { It: { Type: 'AWS::S3::BucketPolicy', Properties: { PolicyDocument: { Statement: [{ Effect, Principal: '*', Action: 's3:*', Resource: '*', Condition }] } } } },
  } as TestTemplate);

test.each<[string, object | undefined]>([
  ['a role', { ArnNotLike: { 'aws:PrincipalArn': 'arn:aws:iam::111111111111:role/reader' } }],
  ['roles of a path', { ArnNotLike: { 'aws:PrincipalArn': 'arn:aws:iam::111111111111:role/readers/*' } }],
  ['an account', { StringNotEquals: { 'aws:PrincipalAccount': '111111111111' } }],
  ['no one', undefined],
  ['transport', { Bool: { 'aws:SecureTransport': 'false' } }],
])('compliant: the Deny excepts %s', (_, condition) => {
  expect(found(condition)).toEqual([]);
});

test.each<[string, object]>([
  ['everyone', { StringNotLike: { 'aws:PrincipalArn': '*' } }],
  ['every role', { ArnNotLike: { 'aws:PrincipalArn': 'arn:aws:iam::*:role/*' } }],
  ['every role of the account', { ArnNotLike: { 'aws:PrincipalArn': { 'Fn::Sub': 'arn:aws:iam::${AWS::AccountId}:role/*' } } }],
  ['every address', { NotIpAddress: { 'aws:SourceIp': '0.0.0.0/0' } }],
  ['some and everyone', { ArnNotLike: { 'aws:PrincipalArn': ['arn:aws:iam::111111111111:role/reader', 'arn:aws:iam::111111111111:*'] } }],
])('non-compliant: the Deny excepts %s', (_, condition) => {
  expect(found(condition)).toEqual(['It[spares-everyone]']);
});

test('an Allow is not judged by this rule', () => {
  expect(found({ StringNotLike: { 'aws:PrincipalArn': '*' } }, 'Allow')).toEqual([]);
});

test('undetermined: the exception is known only at deployment', () => {
  expect(found({ ArnNotLike: { 'aws:PrincipalArn': { Ref: 'Open' } } })).toEqual(['It[undetermined]']);
});
