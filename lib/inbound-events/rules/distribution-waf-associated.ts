import { finding, Rule } from '../../gate';
import { DISTRIBUTION, waysToFunctions } from '../template/distributions';
import { checkWebAcl, WEB_ACL_FINDINGS } from '../template/web-acl';

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
    template: 'Set DistributionConfig.WebACLId to the ARN of an AWS::WAFv2::WebACL of scope CLOUDFRONT whose Rules block.',
  },
  acceptable: 'If Firewall Manager attaches the web ACL, or the resource behind the distribution has one: name it.',
  link: 'https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/distribution-web-awswaf.html',
  resourceTypes: [DISTRIBUTION],
  findings: { ...WEB_ACL_FINDINGS, 'no-web-acl': 'The distribution names no web ACL.' },
  check: (distribution, workload) => {
    if (waysToFunctions(distribution, workload).behaviors.length === 0) return [];
    const webAcl = distribution.get('DistributionConfig', 'WebACLId');
    return webAcl.exists ? checkWebAcl(distribution, webAcl) : [finding(distribution, 'no-web-acl', 'WebACLId is absent')];
  },
};
