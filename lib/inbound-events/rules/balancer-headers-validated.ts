import { all, each, finding, Outcome, Property, Resource, Rule } from '../../gate';
import { frontsOfFunctions } from '../template/listeners';

/** The attribute that makes a load balancer drop headers with invalid names. */
const DROPS = 'routing.http.drop_invalid_header_fields.enabled';

/** The attribute with what a load balancer does with requests that two parsers may read differently. */
const DESYNC = 'routing.http.desync_mitigation_mode';

/** The attribute with what a load balancer does with the header X-Forwarded-For of a request. */
const FORWARDED = 'routing.http.xff_header_processing.mode';

/** Load balancers pass no malformed requests to functions. */
export const balancerHeadersValidated: Rule = {
  id: 'BalancerHeadersValidated',
  item: 'inbound-events/untrusted-data',
  severity: 'warning',
  title: 'Each load balancer in front of a function rejects ambiguous requests and headers, and adds callers’ addresses.',
  why:
    'Two parsers may read one malformed header differently: the load balancer or a firewall accepts it, and the function sees another header. A ' +
    'request of ambiguous length can hide a second one from both. A caller who writes the address in X-Forwarded-For passes limits and checks by address.',
  fix: {
    cdk: 'Set dropInvalidHeaderFields: true on the ApplicationLoadBalancer, and no desyncMitigationMode, or a stricter one than the default; leave out xffHeaderProcessingMode.',
    template:
      'Add {"Key": "routing.http.drop_invalid_header_fields.enabled", "Value": "true"} to LoadBalancerAttributes; leave ' +
      'routing.http.desync_mitigation_mode and routing.http.xff_header_processing.mode out.',
  },
  acceptable: 'If clients need header names with other characters, such as underscores: name the headers, and what validates them.',
  link: 'https://docs.aws.amazon.com/elasticloadbalancing/latest/application/edit-load-balancer-attributes.html',
  resourceTypes: ['AWS::ElasticLoadBalancingV2::LoadBalancer'],
  findings: {
    'malformed-headers': 'Headers with invalid names are passed to the function.',
    'ambiguous-requests': 'Requests that two parsers may read differently are passed to the function.',
    'address-by-caller': 'The header with the address of the caller is passed on as the caller wrote it.',
  },
  check: (balancer, workload) => {
    if ((balancer.get('Type').string() ?? 'application') !== 'application' || !frontsOfFunctions(workload).has(balancer)) return [];
    return all(
      () => checkHeaders(balancer),
      () => each(valuesOf(balancer, DESYNC), checkMode),
      () => each(valuesOf(balancer, FORWARDED), checkForwarded),
    );
  },
};

function checkHeaders(balancer: Resource): readonly Outcome[] {
  const drops = valuesOf(balancer, DROPS);
  if (drops.length === 0) return [finding(balancer, 'malformed-headers', 'headers with invalid names are passed on, which is the default')];
  return each(drops, (value) => (value.boolean() === true ? [] : [finding(value, 'malformed-headers', 'headers with invalid names are passed on')]));
}

function checkMode(mode: Property): readonly Outcome[] {
  return mode.string() === 'monitor' ? [finding(mode, 'ambiguous-requests', 'ambiguous requests are only counted')] : [];
}

function checkForwarded(mode: Property): readonly Outcome[] {
  return mode.string() === 'preserve' ? [finding(mode, 'address-by-caller', 'X-Forwarded-For is passed on as the caller wrote it, without the address of the caller')] : [];
}

function valuesOf(balancer: Resource, key: string): Property[] {
  return balancer.get('LoadBalancerAttributes').items().filter((attribute) => attribute.at('Key').string() === key).map((attribute) => attribute.at('Value'));
}
