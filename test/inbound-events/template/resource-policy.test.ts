import { policyRestricts } from '../../../lib/inbound-events/template/resource-policy';
import { probeOf, readings, workloadOf } from '../../gate/harness';

const GET = { verb: 'GET', path: '/orders/{id}' };
const ALLOW = { Effect: 'Allow', Principal: '*', Action: 'execute-api:Invoke', Resource: 'execute-api:/*' };
const DENY = { ...ALLOW, Effect: 'Deny' };
const OFFICE = '203.0.113.0/24';

function restricts(statements: readonly object[] | undefined, target: { verb: string; path: string | undefined } = GET): unknown {
  return readings(workloadOf(probeOf(statements && { Statement: statements })), 'Probe', 'Value', (at) => policyRestricts(at, target))[0].reads;
}

test('without a policy, nothing is restricted', () => {
  expect(restricts(undefined)).toBe(false);
});

test.each<[string, object, boolean]>([
  ['everyone', {}, false],
  ['everyone, as AWS', { Principal: { AWS: '*' } }, false],
  ['everyone among others', { Principal: { AWS: ['arn:aws:iam::111122223333:root', '*'] } }, false],
  ['one account', { Principal: { AWS: 'arn:aws:iam::111122223333:root' } }, true],
  ['no one', { Principal: undefined }, true],
  ['all but one', { Principal: undefined, NotPrincipal: { AWS: 'arn:aws:iam::111122223333:root' } }, false],
  ['another action', { Action: 'execute-api:ManageConnections' }, true],
  ['the action among others', { Action: ['execute-api:ManageConnections', 'execute-api:*'] }, false],
  ['all but an action', { Action: undefined, NotAction: 'execute-api:ManageConnections' }, false],
  ['all but every action', { Action: undefined, NotAction: ['s3:GetObject', '*'] }, true],
  ['all but a resource', { Resource: undefined, NotResource: 'execute-api:/prod/GET/internal' }, false],
  ['all but every resource', { Resource: undefined, NotResource: '*' }, true],
])('allowed: %s', (_, changes, expected) => {
  expect(restricts([{ ...ALLOW, ...changes }])).toBe(expected);
});

test.each<[string, boolean]>([
  ['*', false], ['execute-api:/*', false], ['execute-api:/prod/GET/*', false], ['execute-api:/prod/get/orders/7', false], ['execute-api:/*/*/orders/?', false],
  ['arn:aws:execute-api:eu-west-1:111122223333:abc/prod/GET/orders/*', false], ['execute-api:/prod/POST/*', true], ['execute-api:/prod/GET/orders', true],
  ['execute-api:/prod/GET/orders/7/items', true], ['execute-api:/prod/GET/returns/*', true], ['execute-api:/prod/GET/orders/7?', false],
])('allowed on %s', (Resource, expected) => {
  expect(restricts([{ ...ALLOW, Resource }])).toBe(expected);
});

test('all methods, an unknown path and a greedy one match every pattern that may match', () => {
  const on = (Resource: string, target: { verb: string; path: string | undefined }) => restricts([{ ...ALLOW, Resource }], target);
  expect([on('execute-api:/prod/POST/orders', { verb: 'ANY', path: '/orders' }), on('execute-api:/prod/POST/x/y', { verb: 'POST', path: undefined })]).toEqual([false, false]);
  expect([on('execute-api:/prod/GET/a/b/c', { verb: 'GET', path: '/a/{proxy+}' }), on('execute-api:/prod/GET/b/c', { verb: 'GET', path: '/a/{proxy+}' })]).toEqual([false, true]);
});

test.each<[string, object, boolean]>([
  ['an address', { IpAddress: { 'aws:SourceIp': OFFICE } }, true],
  ['every address', { IpAddress: { 'aws:SourceIp': '0.0.0.0/0' } }, false],
  ['every address among others', { IpAddress: { 'aws:SourceIp': [OFFICE, '0.0.0.0/0'] } }, false],
  ['not an address', { NotIpAddress: { 'aws:SourceIp': OFFICE } }, false],
  ['an endpoint', { StringEquals: { 'aws:SourceVpce': 'vpce-1' } }, true],
  ['every endpoint', { StringLike: { 'aws:sourceVpce': 'vpce-*' } }, false],
  ['every VPC', { StringLike: { 'aws:SourceVpc': 'vpc-**' } }, false],
  ['every organization', { StringLike: { 'aws:PrincipalOrgID': 'o-*' } }, false],
  ['every organization, by question marks', { StringLike: { 'aws:PrincipalOrgID': 'o-??????????' } }, false],
  ['paths of every organization', { 'ForAnyValue:StringLike': { 'aws:PrincipalOrgPaths': 'o-*/r-*/ou-*/*' } }, false],
  ['paths of one organization', { 'ForAnyValue:StringLike': { 'aws:PrincipalOrgPaths': 'o-a1b2c3/*' } }, true],
  ['anything', { StringLike: { 'aws:PrincipalOrgID': '*' } }, false],
  ['a name that begins alike', { StringLike: { 'aws:PrincipalArn': 'my-o-*' } }, true],
  ['a pattern with more', { StringLike: { 'aws:SourceVpce': 'vpce-*1' } }, true],
  ['a star that is a character', { StringEquals: { 'aws:SourceVpce': 'vpce-*' } }, true],
  ['with IfExists', { StringEqualsIfExists: { 'aws:SourceVpce': 'vpce-1' } }, false],
  ['a tag of the caller', { StringEquals: { 'aws:PrincipalTag/team': 'shop' } }, true],
  ['a tag of another kind', { StringEquals: { 'my:aws:PrincipalTag/team': 'shop' } }, false],
  ['a header', { StringLike: { 'aws:Referer': 'https://shop.example.com/*' } }, false],
  ['encryption', { Bool: { 'aws:SecureTransport': 'true' } }, false],
  ['one of several keys', { ForAnyValue: {}, StringEquals: { 'aws:SourceVpce': 'vpce-1', 'aws:Referer': 'x' } }, true],
])('allowed under a condition: %s', (_, Condition, expected) => {
  expect(restricts([{ ...ALLOW, Condition }])).toBe(expected);
});

test.each<[string, object, boolean]>([
  ['everyone', {}, true],
  ['everyone but an address', { Condition: { NotIpAddress: { 'aws:SourceIp': OFFICE } } }, true],
  ['everyone but every address', { Condition: { NotIpAddress: { 'aws:SourceIp': '0.0.0.0/0' } } }, false],
  ['an address', { Condition: { IpAddress: { 'aws:SourceIp': OFFICE } } }, false],
  ['everyone except an endpoint and encrypted requests', { Condition: { StringNotEquals: { 'aws:SourceVpce': 'vpce-1' }, Bool: { 'aws:SecureTransport': 'false' } } }, false],
  ['everyone except an endpoint, with IfExists', { Condition: { StringNotEqualsIfExists: { 'aws:SourceVpce': 'vpce-1' } } }, true],
  ['any value that is not', { Condition: { 'ForAnyValue:StringNotEquals': { 'aws:PrincipalOrgPaths': 'o-1/x' } } }, false],
  ['one account', { Principal: { AWS: 'arn:aws:iam::111122223333:root' } }, false],
  ['another action in addition', { Action: ['execute-api:ManageConnections', 'execute-api:Invoke'] }, true],
  ['another action', { Action: 'execute-api:ManageConnections' }, false],
  ['another path in addition', { Resource: ['execute-api:/prod/GET/x', '*'] }, true],
  ['a stage', { Resource: 'execute-api:/prod/GET/orders/*' }, false],
  ['all stages of the path', { Resource: 'execute-api:/*/GET/orders/*' }, true],
  ['another verb', { Resource: 'execute-api:/*/POST/orders/*' }, false],
  ['one order', { Resource: 'execute-api:/*/GET/orders/7' }, false],
])('denied beside an Allow for everyone: %s', (_, changes, expected) => {
  expect(restricts([ALLOW, { ...DENY, ...changes }])).toBe(expected);
});

test('all methods and an unknown path are only denied by a pattern that matches all', () => {
  const denied = (Resource: string, target: { verb: string; path: string | undefined }) => restricts([ALLOW, { ...DENY, Resource }], target);
  expect([denied('execute-api:/*/GET/orders', { verb: 'ANY', path: '/orders' }), denied('execute-api:/*/*/orders', { verb: 'ANY', path: '/orders' })]).toEqual([false, true]);
  expect([denied('execute-api:/*/GET/x', { verb: 'GET', path: undefined }), denied('execute-api:/*/GET/*', { verb: 'GET', path: undefined })]).toEqual([false, true]);
});
