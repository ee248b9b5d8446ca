/** Load balancers and VPC Lattice between clients and functions. */
import { Property, Resource, Workload } from '../../gate';

/** Types that forward requests to target groups. */
export const BALANCER_LISTENER = 'AWS::ElasticLoadBalancingV2::Listener';
export const BALANCER_RULE = 'AWS::ElasticLoadBalancingV2::ListenerRule';
export const LATTICE_LISTENER = 'AWS::VpcLattice::Listener';
const LATTICE_RULE = 'AWS::VpcLattice::Rule';

/** Returns the actions of a listener or a rule of a load balancer. */
export function actionsOf(resource: Resource): readonly Property[] {
  return resource.get(resource.type === BALANCER_RULE ? 'Actions' : 'DefaultActions').items();
}

/** Checks whether an action of a load balancer forwards requests to functions. */
export function leadsToFunction(action: Property): boolean {
  const groups = [action.at('TargetGroupArn'), ...action.at('ForwardConfig', 'TargetGroups').items().map((group) => group.at('TargetGroupArn'))];
  return groups.some((group) => group.references().some(({ resource }) => isOfFunctions(resource, 'TargetType')));
}

/** Checks whether a listener of VPC Lattice, or a rule of one, forwards requests to functions. */
export function latticeLeadsToFunction(listener: Resource): boolean {
  const groups = listener.get(listener.type === LATTICE_RULE ? 'Action' : 'DefaultAction', 'Forward', 'TargetGroups').items();
  return groups.some((group) => group.at('TargetGroupIdentifier').references().some(({ resource }) => isOfFunctions(resource, 'Type')));
}

/** Checks whether a target group passes requests to functions. `kind` is the property with its type: `TargetType`, or `Type` for VPC Lattice. */
export function isOfFunctions(group: Resource, kind: string): boolean {
  return /^AWS::(ElasticLoadBalancingV2|VpcLattice)::TargetGroup$/.test(group.type) && group.get(kind).string()?.toLowerCase() === 'lambda';
}

/** Returns the load balancers and VPC Lattice services that forward requests to functions. */
export function frontsOfFunctions(workload: Workload): ReadonlySet<Resource> {
  return workload.once(frontsOfFunctions, workload, () => {
    const referred = (at: Property) => at.references().map(({ resource }) => resource);
    const listeners = workload.resources(BALANCER_LISTENER).filter((listener) => actionsOf(listener).some(leadsToFunction));
    const behindRules = workload.resources(BALANCER_RULE).filter((rule) => actionsOf(rule).some(leadsToFunction)).flatMap((rule) => referred(rule.get('ListenerArn')));
    const rules = workload.resources(LATTICE_RULE).filter(latticeLeadsToFunction);
    const ofLattice = [...workload.resources(LATTICE_LISTENER).filter(latticeLeadsToFunction), ...rules, ...rules.flatMap((rule) => referred(rule.get('ListenerIdentifier')))];
    const services = ofLattice.flatMap((listener) => referred(listener.get('ServiceIdentifier')));
    return new Set([...[...listeners, ...behindRules].flatMap((listener) => referred(listener.get('LoadBalancerArn'))), ...services]);
  });
}
