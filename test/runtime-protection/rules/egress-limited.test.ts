import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { fn, guarded, policy } from './guarded';
import type { Workload } from '../../../lib/gate';
import { egressLimited } from '../../../lib/runtime-protection/rules/egress-limited';
import { check, ids, TestTemplate, workloadOfStack } from '../../gate/harness';

const HTTPS = { IpProtocol: 'tcp', FromPort: 443, ToPort: 443 };

/** Returns a template with a function in a VPC, with the egress of its security group and the routes of its subnet. */
function inVpc(egress: unknown, routes: object[] = [{ DestinationCidrBlock: '0.0.0.0/0', NatGatewayId: 'nat-1' }], more: object = {}): TestTemplate {
  return fn(undefined, { VpcConfig: { SubnetIds: [{ Ref: 'Subnet' }], SecurityGroupIds: [{ 'Fn::GetAtt': ['Group', 'GroupId'] }] } }, {
    Resources: {
      Group: { Type: 'AWS::EC2::SecurityGroup', Properties: { SecurityGroupEgress: egress } },
      Subnet: { Type: 'AWS::EC2::Subnet' },
      Table: { Type: 'AWS::EC2::RouteTable' },
      Association: { Type: 'AWS::EC2::SubnetRouteTableAssociation', Properties: { SubnetId: { Ref: 'Subnet' }, RouteTableId: { Ref: 'Table' } } },
      ...Object.fromEntries(
        routes.map((route, index) => [`Route${index}`, { Type: 'AWS::EC2::Route', Properties: { RouteTableId: { Ref: 'Table' }, ...route } }]),
      ),
      ...more,
    },
  });
}

/** Returns a workload with a function of the CDK in a VPC. */
function ofCdk(subnetType: ec2.SubnetType, allowAllOutbound: boolean): Workload {
  return workloadOfStack((stack) => {
    const vpc = new ec2.Vpc(stack, 'Vpc', { subnetConfiguration: [{ name: 'Public', subnetType: ec2.SubnetType.PUBLIC }, { name: 'Private', subnetType }] });
    new lambda.Function(stack, 'Fn', {
      runtime: lambda.Runtime.NODEJS_24_X, handler: 'index.handler', code: lambda.Code.fromInline('x'), vpc, vpcSubnets: { subnetType }, allowAllOutbound,
    });
  });
}

describe('compliant', () => {
  test('a security group that names destinations, in subnets that are a parameter', () => {
    const template = inVpc([{ ...HTTPS, CidrIp: '10.0.0.0/16' }]);
    const config = { SubnetIds: { Ref: 'Subnets' }, SecurityGroupIds: [{ 'Fn::GetAtt': ['Group', 'GroupId'] }] };
    const [id] = Object.keys(template.Resources).filter((name) => template.Resources[name].Type === 'AWS::Lambda::Function');
    template.Resources[id].Properties.VpcConfig = config;
    const parameters = { Subnets: { Type: 'List<AWS::EC2::Subnet::Id>' } };
    expect(check(egressLimited, { ...template, Parameters: parameters })).toEqual([]);
    template.Resources.Group.Properties.SecurityGroupEgress = [{ ...HTTPS, CidrIp: '0.0.0.0/0' }];
    expect(ids(egressLimited, { ...template, Parameters: parameters })).toEqual([`${id}[undetermined]`]);
  });


  test('a policy that blocks the network', () => expect(check(egressLimited, guarded())).toEqual([]));

  test('a policy with hosts and ranges', () => {
    expect(check(egressLimited, guarded(policy({}, { allowedHosts: ['*.example.com', '10.0.0.0/8', '[2001:db8::]/32:443'] })))).toEqual([]);
  });

  test.each([
    ['ranges', [{ CidrIp: '10.0.0.0/8', ...HTTPS }, { CidrIpv6: '2001:db8::/32', ...HTTPS }]],
    ['prefix lists and security groups', [{ DestinationPrefixListId: 'pl-1', ...HTTPS }, { DestinationSecurityGroupId: 'sg-1', ...HTTPS }]],
    ['the range of the VPC', [{ CidrIp: { 'Fn::GetAtt': ['Vpc', 'CidrBlock'] }, ...HTTPS }]],
  ])('a security group with %s', (_, egress) => {
    expect(check(egressLimited, inVpc(egress, undefined, { Vpc: { Type: 'AWS::EC2::VPC' } }))).toEqual([]);
  });

  test('subnets without a default route', () => {
    expect(check(egressLimited, inVpc(undefined, [{ DestinationCidrBlock: '10.0.0.0/8', TransitGatewayId: 'tgw-1' }]))).toEqual([]);
  });

  test('of the CDK, without outbound rules', () => expect(check(egressLimited, ofCdk(ec2.SubnetType.PRIVATE_WITH_EGRESS, false))).toEqual([]));

  test('of the CDK, in isolated subnets', () => expect(check(egressLimited, ofCdk(ec2.SubnetType.PRIVATE_ISOLATED, true))).toEqual([]));
});

describe('non-compliant', () => {
  const open = 'Fn[every-host] Properties: neither a policy of the guard nor a VPC limits which hosts the function can reach';

  test('by default', () => expect(check(egressLimited, fn({}))).toEqual([open]));

  test.each(['alert', 'allow'])('a policy whose network is %s', (network) => expect(check(egressLimited, guarded(policy({ network })))).toEqual([open]));

  test('a policy without the guard', () => expect(check(egressLimited, fn({ SEC3_RUNTIME_POLICY: policy() }))).toEqual([open]));

  test('an invalid policy', () => expect(check(egressLimited, guarded('{}'))).toEqual([open]));

  test('a policy with a range of everything', () => {
    expect(check(egressLimited, guarded(policy({}, { allowedHosts: ['example.com', '0.0.0.0/0', '[::]/0:443'] })))).toEqual([
      'Fn[every-address-allowed] Properties.Environment.Variables.SEC3_RUNTIME_POLICY: allowedHosts has 0.0.0.0/0 and [::]/0:443',
    ]);
  });

  const GROUP = 'Fn[open-security-group] Properties.VpcConfig.SecurityGroupIds[0]: template0.json/Group';

  test.each<[string, unknown, string]>([
    ['every address', [{ CidrIp: '0.0.0.0/0', ...HTTPS }], `${GROUP} allows 0.0.0.0/0`],
    ['every IPv6 address', [{ CidrIp: '10.0.0.0/8', ...HTTPS }, { CidrIpv6: '::/0', IpProtocol: '-1' }], `${GROUP} allows ::/0`],
    ['half of all addresses', [{ CidrIp: '128.0.0.0/1', ...HTTPS }], `${GROUP} allows 128.0.0.0/1`],
    ['no rules, for which Lambda allows all traffic', undefined, `${GROUP} names no destinations, so it allows all of them`],
    ['an empty list', [], `${GROUP} names no destinations, so it allows all of them`],
  ])('a security group with %s', (_, egress, expected) => expect(check(egressLimited, inVpc(egress))).toEqual([expected]));

  test('a rule beside the security group', () => {
    const rule = { Type: 'AWS::EC2::SecurityGroupEgress', Properties: { GroupId: { 'Fn::GetAtt': ['Group', 'GroupId'] }, CidrIp: '0.0.0.0/0', ...HTTPS } };
    expect(check(egressLimited, inVpc([{ CidrIp: '10.0.0.0/8', ...HTTPS }], undefined, { Rule: rule }))).toEqual([`${GROUP} allows 0.0.0.0/0`]);
  });

  test('a prefix list with every address', () => {
    const list = { Type: 'AWS::EC2::PrefixList', Properties: { Entries: [{ Cidr: '10.0.0.0/8' }, { Cidr: '0.0.0.0/0' }] } };
    const through = { DestinationPrefixListId: { Ref: 'List' } };
    expect(check(egressLimited, inVpc([{ ...through, ...HTTPS }], undefined, { List: list }))).toEqual([`${GROUP} allows 0.0.0.0/0`]);
    expect(ids(egressLimited, inVpc(undefined, [{ ...through, NatGatewayId: 'nat-1' }], { List: list }))).toEqual(['Fn[open-security-group]']);
  });

  test('an IPv6 default route', () => {
    expect(ids(egressLimited, inVpc(undefined, [{ DestinationIpv6CidrBlock: '::/0', EgressOnlyInternetGatewayId: 'eigw-1' }]))).toEqual(['Fn[open-security-group]']);
  });

  test('of the CDK', () => {
    expect(ids(egressLimited, ofCdk(ec2.SubnetType.PRIVATE_WITH_EGRESS, true))).toEqual([expect.stringMatching(/^Fn\w+\[open-security-group\]$/)]);
  });
});

describe('undetermined', () => {
  test('a security group that is not part of the templates', () => {
    const template = inVpc(undefined);
    template.Resources.Fn.Properties.VpcConfig.SecurityGroupIds = ['sg-1'];
    expect(check(egressLimited, template)).toEqual(['Fn[undetermined] Properties.VpcConfig.SecurityGroupIds[0]: sg-1 is not part of the templates']);
  });

  test('no security group', () => {
    const template = inVpc(undefined);
    template.Resources.Fn.Properties.VpcConfig.SecurityGroupIds = [];
    expect(check(egressLimited, template)).toEqual(['Fn[undetermined] Properties.VpcConfig.SecurityGroupIds: the function is in a VPC, but names no security group']);
  });

  test('subnets outside of the templates, with an open security group', () => {
    const template = inVpc(undefined);
    template.Resources.Fn.Properties.VpcConfig.SubnetIds = ['subnet-1'];
    expect(check(egressLimited, template)).toEqual(['Fn[undetermined] Properties.VpcConfig.SubnetIds[0]: subnet-1 is not part of the templates']);
  });

  test('a main route table', () => {
    const template = inVpc(undefined);
    delete (template.Resources as any).Association;
    expect(check(egressLimited, template)).toEqual([
      'Fn[undetermined] Properties.VpcConfig.SubnetIds[0]: template0.json/Subnet has the main route table of its VPC, which is not part of the templates',
    ]);
  });

  test('subnets that are a parameter', () => {
    const template = fn(undefined, { VpcConfig: { SubnetIds: { Ref: 'Open' } } });
    expect(check(egressLimited, template)).toEqual(['Fn[undetermined] Properties.VpcConfig.SubnetIds: the value of parameter Open is given at deployment']);
  });

  test('a host that is a parameter', () => {
    expect(ids(egressLimited, guarded({ 'Fn::Sub': policy({}, { allowedHosts: ['${Open}'] }) }))).toEqual(['Fn[undetermined]']);
  });
});

test.each([
  ['*.com', ['Fn[whole-domain]']], ['*.co.uk', ['Fn[whole-domain]']], ['*.cloudfront.net', ['Fn[whole-domain]']], ['*.s3.amazonaws.com', ['Fn[whole-domain]']],
  ['*.example.com', []], ['d111111abcdef8.cloudfront.net', []], ['orders.s3.amazonaws.com', []],
])('allowed host %s', (host, expected) => {
  expect(ids(egressLimited, guarded(policy({}, { allowedHosts: [host] })))).toEqual(expected);
});
