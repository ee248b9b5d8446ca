import { grantAround } from '../../../lib/gate/workload/grant';
import { workloadOf } from '../harness';

/** Returns the grants of a policy statement, by a property in it. */
function granted(statement: object, ...keys: (string | number)[]): string | undefined {
  const PolicyDocument = { Statement: [{ Effect: 'Deny', Action: 'x:Y', Resource: '*' }, statement] };
  const workload = workloadOf({ Parameters: { Open: { Type: 'String' } }, Resources: { P: { Type: 'AWS::IAM::Policy', Properties: { PolicyDocument } } } });
  return grantAround(workload.resources('AWS::IAM::Policy')[0].get('PolicyDocument', 'Statement', 1).at(...keys));
}

const statement = { Sid: 'Any', Effect: 'Allow', Action: ['s3:*', 'iam:*'], Resource: ['b', { 'Fn::GetAtt': ['P', 'Arn'] }, { Ref: 'Open' }] };

test('the element of the property has only that property, other elements have all their texts', () => {
  expect(granted(statement, 'Action', 0)).toBe('Allow Action s3:* Resource b, {"Fn::GetAtt":["P","Arn"]}, {"Ref":"Open"}');
  expect(granted(statement, 'Resource', 0)).toBe('Allow Action iam:*, s3:* Resource b');
  expect(granted(statement)).toBe('Allow Action iam:*, s3:* Resource b, {"Fn::GetAtt":["P","Arn"]}, {"Ref":"Open"}');
});

test('a value and a list of it are the same, in any order', () => {
  expect(granted({ ...statement, Action: 's3:*', Resource: ['b', 'a'] }, 'Action')).toBe(granted({ ...statement, Action: ['s3:*'], Resource: ['a', 'b'] }, 'Action', 0));
});

test('principals have their type, and conditions only their keys', () => {
  const Condition = { StringEquals: { 'sts:ExternalId': 'confidential' }, Bool: { 'aws:SecureTransport': true } };
  const trust = { Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: ['b', 'a'], AWS: '*' }, Condition };
  expect(granted(trust, 'Action')).toBe('Allow Principal AWS *, Service a, Service b Action sts:AssumeRole Condition Bool aws:SecureTransport, StringEquals sts:ExternalId');
  expect(granted(trust, 'Principal', 'AWS')).toContain('Principal * Action');
});

test('intrinsic functions are kept and not evaluated', () => {
  const open = { Effect: 'Allow', Action: 's3:*', Resource: { 'Fn::If': ['Prod', 'a', 'b'] }, Condition: { 'Fn::If': ['Prod', { Bool: { 'aws:SecureTransport': true } }, { Ref: 'AWS::NoValue' }] } };
  expect(granted(open, 'Action')).toBe(
    'Allow Action s3:* Resource {"Fn::If":["Prod","a","b"]} Condition {"Fn::If":["Prod",{"Bool":{"aws:SecureTransport":true}},{"Ref":"AWS::NoValue"}]}',
  );
});

test('a long grant ends with a hash, which distinguishes it', () => {
  const many = (last: string) => granted({ ...statement, Resource: [...Array.from({ length: 90 }, (_, index) => `resource-${index}`), last] }, 'Action', 0)!;
  expect(many('z').length).toBeLessThan(270);
  expect(many('z')).not.toBe(many('y'));
});

test('a property outside of statements has no grant', () => {
  const workload = workloadOf({ Resources: { Q: { Type: 'T', Properties: { Effect: { Action: [1] } } } } });
  expect(grantAround(workload.resources('T')[0].get('Effect', 'Action', 0))).toBeUndefined();
});
