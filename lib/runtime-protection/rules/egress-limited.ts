import { attempt, each, finding, Outcome, Property, Resource, Rule, Workload } from '../../gate';
import { policyOf, startsGuard, WrittenPolicy } from '../template/guarded-function';
import { allowsInternet } from '../template/host-entry';
import { allowsAnybodysHost } from '../template/shared-domains';

/** The function can't send data to arbitrary hosts. */
export const egressLimited: Rule = {
  id: 'EgressLimited',
  item: 'runtime-protection/lock-out',
  severity: 'warning',
  title: 'The runtime guard or a VPC limits which hosts each function can reach.',
  why: 'Malicious code in a function has to send stolen data to its author, and by default each function can reach every host.',
  fix: {
    cdk: 'Call RuntimeProtection.protect(app) with a policy whose network is blocked, or use a VPC with allowAllOutbound: false or PRIVATE_ISOLATED subnets.',
    template: 'Set modes.network of SEC3_RUNTIME_POLICY to block, or use a VPC whose security groups name destinations or whose subnets have no default route.',
  },
  acceptable: 'If the function has to reach hosts that can’t be listed, such as a crawler: say what else prevents it from leaking data.',
  link: 'https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html',
  resourceTypes: ['AWS::Lambda::Function'],
  findings: {
    'every-host': 'Neither the guard nor a VPC limits which hosts the function can reach.',
    'every-address-allowed': 'The policy blocks the network, but allows a range with every address, or a large part of them.',
    'whole-domain': 'The policy blocks the network, but allows every host of a domain in which anyone can register hosts.',
    'open-security-group': 'The function is in a VPC, whose security group allows every destination, or a large part of them.',
  },
  check: (fn, workload) => {
    const policy = startsGuard(fn) ? policyOf(fn) : undefined;
    if (policy?.document?.modes.network === 'block') return checkHosts(policy);
    const subnets = fn.get('VpcConfig', 'SubnetIds');
    if (subnets.unknown === undefined && subnets.items().length === 0) return [finding(fn, 'every-host', 'neither a policy of the guard nor a VPC limits which hosts the function can reach')];
    const groups = fn.get('VpcConfig', 'SecurityGroupIds');
    // With security groups, there are subnets as well.
    if (groups.items().length === 0 && subnets.unknown !== undefined) throw subnets.undetermined(subnets.unknown);
    if (groups.items().length === 0) throw groups.undetermined('the function is in a VPC, but names no security group');
    return checkNetwork(subnets, groups.items(), workload);
  },
};

function checkHosts({ at, document }: WrittenPolicy): readonly Outcome[] {
  const open = document!.allowedHosts.filter(allowsInternet);
  if (open.length > 0) return [finding(at, 'every-address-allowed', `allowedHosts has ${open.join(' and ')}`)];
  const shared = document!.allowedHosts.filter(allowsAnybodysHost);
  if (shared.length > 0) return [finding(at, 'whole-domain', `allowedHosts has ${shared.join(' and ')}`)];
  if (at.hasUnknownPart()) at.string();
  return [];
}

/** Either limit is enough: the destinations of security groups, or the routes of the subnets. */
function checkNetwork(subnets: Property, groups: readonly Property[], workload: Workload): readonly Outcome[] {
  const open = each(groups, (group) => checkGroup(group, workload));
  if (open.length === 0) return [];
  return attempt(() => (subnets.items().every((subnet) => isIsolated(subnet, workload)) ? [] : open));
}

function checkGroup(at: Property, workload: Workload): readonly Outcome[] {
  const group = resourceOf(at, 'AWS::EC2::SecurityGroup');
  const own = group.get('SecurityGroupEgress').items();
  if (own.length === 0) return [finding(at, 'open-security-group', `${group.path} names no destinations, so it allows all of them`)];
  const { ranges: open, outcomes } = workload.once(openRanges, group, () => openRanges(group, workload));
  return [...open.map((range) => finding(at, 'open-security-group', `${group.path} allows ${range}`)), ...outcomes];
}

/** Returns the internet ranges that a security group allows, and the parts that can't be determined. */
function openRanges(group: Resource, workload: Workload): { readonly ranges: readonly string[]; readonly outcomes: readonly Outcome[] } {
  const attached = workload.attached(group, 'AWS::EC2::SecurityGroupEgress', 'GroupId').map((rule) => rule.get());
  const open = new Set<string>();
  const outcomes = each([...group.get('SecurityGroupEgress').items(), ...attached], (rule) => {
    const everywhere = ranges(rule, ['CidrIp', 'CidrIpv6']).find(allowsInternet);
    if (everywhere !== undefined) open.add(everywhere);
    return [];
  });
  return { ranges: [...open], outcomes };
}

/** Returns the address ranges of a rule or a route, including those of prefix lists in the templates. */
function ranges(place: Property, keys: readonly string[]): string[] {
  const lists = place.at('DestinationPrefixListId').references().map(({ resource }) => resource).filter(({ type }) => type === 'AWS::EC2::PrefixList');
  const listed = lists.flatMap((list) => list.get('Entries').items().map((entry) => entry.at('Cidr')));
  return [...keys.map((key) => place.at(key)), ...listed].flatMap((range) => range.string() ?? []);
}

/** Checks whether no route leads from a subnet to the internet. */
function isIsolated(at: Property, workload: Workload): boolean {
  const subnet = resourceOf(at, 'AWS::EC2::Subnet');
  const associations = workload.attached(subnet, 'AWS::EC2::SubnetRouteTableAssociation', 'SubnetId');
  if (associations.length === 0) throw at.undetermined(`${subnet.path} has the main route table of its VPC, which is not part of the templates`);
  return associations.every((association) => {
    const table = resourceOf(association.get('RouteTableId'), 'AWS::EC2::RouteTable');
    return workload.once(leadsToInternet, table, () => !workload.attached(table, 'AWS::EC2::Route', 'RouteTableId').some(leadsToInternet));
  });
}

function leadsToInternet(route: Resource): boolean {
  return ranges(route.get(), ['DestinationCidrBlock', 'DestinationIpv6CidrBlock']).some(allowsInternet);
}

function resourceOf(at: Property, type: string): Resource {
  const [found] = at.references().filter((reference) => reference.resource.type === type);
  if (!found) throw at.undetermined(`${at.string() ?? 'nothing'} is not part of the templates`);
  return found.resource;
}
