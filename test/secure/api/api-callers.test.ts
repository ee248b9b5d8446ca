import { App, Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { ApiCallers } from '../../../lib/secure/api/api-callers';

const endpoint = (stack: Stack) =>
  ec2.InterfaceVpcEndpoint.fromInterfaceVpcEndpointAttributes(stack, 'Endpoint', { vpcEndpointId: 'vpce-0123456789abcdef0', port: 443 });

function conditions(callers: ApiCallers): unknown {
  return callers.toPolicy().toJSON().Statement.map(({ Effect, Condition }: any) => [Effect, Condition]);
}

test('VPC endpoints make the API private', () => {
  const callers = ApiCallers.fromVpcEndpoints([endpoint(new Stack(new App(), 'Stack'))]);
  expect(conditions(callers)).toEqual([
    ['Allow', undefined],
    ['Deny', { StringNotEquals: { 'aws:SourceVpce': ['vpce-0123456789abcdef0'] } }],
  ]);
  expect(callers.toEndpointConfiguration()).toMatchObject({ types: ['PRIVATE'] });
});

test('the API remains regional with address ranges and organizations', () => {
  const ranges = ApiCallers.fromCidrs(['192.0.2.0/24', '2001:db8::/32']);
  expect(conditions(ranges)).toEqual([
    ['Allow', undefined],
    ['Deny', { NotIpAddress: { 'aws:SourceIp': ['192.0.2.0/24', '2001:db8::/32'] } }],
  ]);
  expect(ranges.toEndpointConfiguration()).toEqual({ types: ['REGIONAL'] });
  expect(conditions(ApiCallers.fromOrganization('o-a1b2c3d4e5'))).toEqual([
    ['Allow', undefined],
    ['Deny', { StringNotEquals: { 'aws:PrincipalOrgID': 'o-a1b2c3d4e5' } }],
  ]);
});

test.each([
  [() => ApiCallers.fromCidrs(['192.0.2.0/33', '192.0.2.1', 'x/8']), '"192.0.2.0/33" is not a range in CIDR notation; "192.0.2.1" is not'],
  [() => ApiCallers.fromCidrs(['0.0.0.0/0', '::/0']), '0.0.0.0/0 covers every address; ::/0 covers every address'],
  [() => ApiCallers.fromCidrs([]), 'no range is given'],
  [() => ApiCallers.fromVpcEndpoints([]), 'no VPC endpoint is given'],
  [() => ApiCallers.fromOrganization('*'), '"*" is not the id of an organization, such as o-a1b2c3d4e5'],
])('rejects bad input %#', (make, message) => {
  expect(make).toThrow(message);
});
