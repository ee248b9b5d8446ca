import { finding, Outcome, Resource, Rule, Workload } from '../../gate';
import { DISTRIBUTION, waysToFunctions } from '../template/distributions';
import { checkWebAcl, WEB_ACL_FINDINGS } from '../template/web-acl';

const TENANT = 'AWS::CloudFront::DistributionTenant';

/** Each distribution in front of a function is behind a web ACL. */
export const distributionWafAssociated: Rule = {
  id: 'DistributionWafAssociated',
  item: 'inbound-events/data-correctness',
  severity: 'warning',
  title: 'Each distribution of CloudFront in front of a function is behind an AWS WAF web ACL.',
  why:
    'Known attacks, such as SQL injection, scripts and floods from botnets, reach the function, and no rule ' +
    'can block an ongoing attack.',
  fix: {
    cdk: 'Create a CfnWebACL of scope CLOUDFRONT in us-east-1, and set webAclId: webAcl.attrArn on the Distribution.',
    template: 'Set DistributionConfig.WebACLId to the ARN of an AWS::WAFv2::WebACL of scope CLOUDFRONT whose Rules block. Leave Customizations.WebAcl of tenants out.',
  },
  acceptable: 'If Firewall Manager attaches the web ACL, or the resource behind the distribution has one: name it.',
  link: 'https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/distribution-web-awswaf.html',
  resourceTypes: [DISTRIBUTION, TENANT],
  findings: { ...WEB_ACL_FINDINGS, 'no-web-acl': 'The distribution names no web ACL, or a tenant of it turns it off.' },
  check: (resource, workload) => {
    if (resource.type === TENANT) return checkTenant(resource, workload);
    if (!leadsToFunctions(resource, workload)) return [];
    const webAcl = resource.get('DistributionConfig', 'WebACLId');
    return webAcl.exists ? checkWebAcl(resource, webAcl) : [finding(resource, 'no-web-acl', 'WebACLId is absent')];
  },
};

function leadsToFunctions(distribution: Resource, workload: Workload): boolean {
  return waysToFunctions(distribution, workload).behaviors.length > 0;
}

/** A tenant has the web ACL of its distribution, unless it has another one, or turns it off. */
function checkTenant(tenant: Resource, workload: Workload): readonly Outcome[] {
  const webAcl = tenant.get('Customizations', 'WebAcl');
  const distributions = tenant.get('DistributionId').references().map(({ resource }) => resource).filter(({ type }) => type === DISTRIBUTION);
  if (!webAcl.exists || !distributions.some((distribution) => leadsToFunctions(distribution, workload))) return [];
  if (webAcl.at('Action').string() === 'disable') return [finding(webAcl, 'no-web-acl', 'the tenant turns off the web ACL of its distribution')];
  return webAcl.at('Arn').exists ? checkWebAcl(tenant, webAcl.at('Arn')) : [];
}
