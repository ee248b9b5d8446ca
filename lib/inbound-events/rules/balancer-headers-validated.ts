import { each, finding, Rule } from '../../gate';
import { frontsOfFunctions } from '../template/listeners';

/** The attribute that makes a load balancer drop headers with invalid names. */
const DROPS = 'routing.http.drop_invalid_header_fields.enabled';

/** Load balancers pass no malformed headers to functions. */
export const balancerHeadersValidated: Rule = {
  id: 'BalancerHeadersValidated',
  item: 'inbound-events/untrusted-data',
  severity: 'warning',
  title: 'Each load balancer in front of a function drops headers whose names are not valid.',
  why: 'Two parsers may read one malformed header differently: the load balancer or a firewall accepts it, and the function sees another header.',
  fix: {
    cdk: 'Set dropInvalidHeaderFields: true on the ApplicationLoadBalancer.',
    template: 'Add {"Key": "routing.http.drop_invalid_header_fields.enabled", "Value": "true"} to LoadBalancerAttributes.',
  },
  acceptable: 'If clients need header names with other characters, such as underscores: name the headers, and what validates them.',
  link: 'https://docs.aws.amazon.com/elasticloadbalancing/latest/application/edit-load-balancer-attributes.html',
  resourceTypes: ['AWS::ElasticLoadBalancingV2::LoadBalancer'],
  findings: {
    'malformed-headers': 'Headers with invalid names are passed to the function.',
  },
  check: (balancer, workload) => {
    if ((balancer.get('Type').string() ?? 'application') !== 'application' || !frontsOfFunctions(workload).has(balancer)) return [];
    const attributes = balancer.get('LoadBalancerAttributes');
    const drops = attributes.items().filter((attribute) => attribute.at('Key').string() === DROPS).map((attribute) => attribute.at('Value'));
    if (drops.length === 0) return [finding(balancer, 'malformed-headers', 'headers with invalid names are passed on, which is the default')];
    return each(drops, (value) => (value.boolean() === true ? [] : [finding(value, 'malformed-headers', 'headers with invalid names are passed on')]));
  },
};
