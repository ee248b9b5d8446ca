import { all, each, finding, Outcome, Property, Rule } from '../../gate';
import { frontsOfFunctions } from '../template/listeners';
import { ASSOCIATION, checkWebAcls, WEB_ACL_FINDINGS } from '../template/web-acl';

/** Each load balancer in front of a function is behind a web ACL. */
export const balancerWafAssociated: Rule = {
  id: 'BalancerWafAssociated',
  item: 'inbound-events/data-correctness',
  severity: 'warning',
  title: 'Each load balancer in front of a function is behind an AWS WAF web ACL.',
  why:
    'Known attacks, such as SQL injection, scripts and floods from botnets, reach the function, and no rule ' +
    'can block an ongoing attack.',
  fix: {
    cdk: 'Create a CfnWebACL of scope REGIONAL, and a CfnWebACLAssociation with resourceArn: loadBalancer.loadBalancerArn.',
    template: 'Add an AWS::WAFv2::WebACLAssociation with ResourceArn: {"Ref": "LoadBalancer"}. Leave out waf.fail_open.enabled.',
  },
  acceptable: 'If Firewall Manager attaches the web ACL, or only a CloudFront distribution with one can reach the load balancer: name it.',
  link: 'https://docs.aws.amazon.com/waf/latest/developerguide/web-acl-associating-aws-resource.html',
  resourceTypes: ['AWS::ElasticLoadBalancingV2::LoadBalancer'],
  findings: { ...WEB_ACL_FINDINGS, 'fails-open': 'Requests pass without inspection while AWS WAF does not answer.' },
  check: (balancer, workload) => {
    const takesWebAcl = (balancer.get('Type').string() ?? 'application') === 'application';
    if (!takesWebAcl || !frontsOfFunctions(workload).has(balancer)) return [];
    return all(
      () => checkWebAcls(balancer, workload.attached(balancer, ASSOCIATION, 'ResourceArn'), 'the load balancer', () => true),
      () => each(balancer.get('LoadBalancerAttributes').items().filter((attribute) => attribute.at('Key').string() === 'waf.fail_open.enabled'), checkFailure),
    );
  },
};

function checkFailure(attribute: Property): readonly Outcome[] {
  const value = attribute.at('Value');
  return value.boolean() === true ? [finding(value, 'fails-open', 'waf.fail_open.enabled is true')] : [];
}
