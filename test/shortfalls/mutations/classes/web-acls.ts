/** Web ACLs without protection, and distributions in front of functions whose callers can bypass them. */
import { Mutation, mutations, Template, the } from '../mutation';

/** Changes blocking rules of the web ACL to counting ones. */
export function webAclCounts(template: Template): void {
  for (const rule of the(template, 'AWS::WAFv2::WebACL').Rules) Object.assign(rule, rule.OverrideAction ? { OverrideAction: { Count: {} } } : { Action: { Count: {} } });
}

const rulesOf = (template: Template): any[] => the(template, 'AWS::WAFv2::WebACL').Rules;

const reputation = { ManagedRuleGroupStatement: { VendorName: 'AWS', Name: 'AWSManagedRulesAmazonIpReputationList' } };

/** Mutations of each web ACL, at every location. */
const webAcls: Mutation[] = ['rest', 'balancer', 'graph', 'edge'].flatMap((app) => mutations('web ACL', app, {
  [`${app}: it counts`]: webAclCounts,
  [`${app}: rates alone`]: (template) => { rulesOf(template).splice(1); },
  [`${app}: reputation instead of attacks`]: (template) => { rulesOf(template)[1].Statement = reputation; },
  [`${app}: attacks are only counted`]: (template) => { rulesOf(template)[1].OverrideAction = { Count: {} }; },
  [`${app}: rules dropped`]: (template) => { the(template, 'AWS::WAFv2::WebACL').Rules = []; },
}));

const configOf = (template: Template) => the(template, 'AWS::CloudFront::Distribution').DistributionConfig;

const distributions = mutations('CloudFront', 'edge', {
  'viewers by HTTP': (template) => { configOf(template).DefaultCacheBehavior.ViewerProtocolPolicy = 'allow-all'; },
  'viewers of one path by HTTP': (template) => { configOf(template).CacheBehaviors[0].ViewerProtocolPolicy = 'allow-all'; },
  'old TLS of viewers': (template) => { configOf(template).ViewerCertificate.MinimumProtocolVersion = 'TLSv1'; },
  'certificate of CloudFront': (template) => { configOf(template).ViewerCertificate = { CloudFrontDefaultCertificate: true }; },
  'origin by HTTP': (template) => { configOf(template).Origins[0].CustomOriginConfig.OriginProtocolPolicy = 'http-only'; },
  'old TLS to the origin': (template) => { configOf(template).Origins[0].CustomOriginConfig.OriginSSLProtocols.push('TLSv1'); },
  'no web ACL': (template) => { delete configOf(template).WebACLId; },
  'public URL behind it': (template) => { the(template, 'AWS::Lambda::Url').AuthType = 'NONE'; },
});

export const WEB_ACLS: readonly Mutation[] = [...webAcls, ...distributions];
