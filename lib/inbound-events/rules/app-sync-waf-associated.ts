import { Rule } from '../../gate';
import { ASSOCIATION, checkWebAcls, WEB_ACL_FINDINGS } from '../template/web-acl';

/** Each GraphQL API of AppSync is behind a web ACL. */
export const appSyncWafAssociated: Rule = {
  id: 'AppSyncWafAssociated',
  item: 'inbound-events/data-correctness',
  severity: 'warning',
  title: 'Each GraphQL API of AppSync is behind an AWS WAF web ACL.',
  why:
    'Known attacks, such as SQL injection, scripts and floods from botnets, reach resolvers, and no rule can block an ongoing attack.',
  fix: {
    cdk: 'Create a CfnWebACL of scope REGIONAL, and a CfnWebACLAssociation with resourceArn: api.arn.',
    template: 'Add an AWS::WAFv2::WebACL whose Rules block, and an AWS::WAFv2::WebACLAssociation with ResourceArn: {"Fn::GetAtt": ["Api", "Arn"]}.',
  },
  acceptable: 'If Firewall Manager attaches the web ACL, or the API is private: name the policy or the network.',
  link: 'https://docs.aws.amazon.com/appsync/latest/devguide/WAF-Integration.html',
  resourceTypes: ['AWS::AppSync::GraphQLApi'],
  findings: WEB_ACL_FINDINGS,
  check: (api, workload) => {
    // A private API takes no requests from the internet. A merged API passes requests on to resolvers, too.
    if (api.get('Visibility').string() === 'PRIVATE') return [];
    return checkWebAcls(api, workload.attached(api, ASSOCIATION, 'ResourceArn'), 'the API', () => true);
  },
};
