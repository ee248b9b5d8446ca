import { distribution, SAFE_ORIGIN } from './distribution';
import { distributionWafAssociated as rule } from '../../../lib/inbound-events/rules/distribution-waf-associated';
import { ids, TestTemplate } from '../../gate/harness';

const acl = (properties: object) => ({ Acl: { Type: 'AWS::WAFv2::WebACL', Properties: { Scope: 'CLOUDFRONT', ...properties } } });
const behind = (properties: object) => distribution({ WebACLId: { 'Fn::GetAtt': ['Acl', 'Arn'] } }, SAFE_ORIGIN, undefined, acl(properties));

test.each<[string, TestTemplate, string[]]>([
  ['a web ACL outside of the templates', distribution({ WebACLId: 'arn:aws:wafv2:us-east-1:111122223333:global/webacl/a/b' }), []],
  ['a web ACL that blocks by default', behind({ DefaultAction: { Block: {} }, Rules: [] }), []],
  ['a web ACL with a rule that blocks', behind({ DefaultAction: { Allow: {} }, Rules: [{ Action: { Block: {} } }] }), []],
  ['no function is behind it', distribution({}, SAFE_ORIGIN, { 'Fn::GetAtt': ['Bucket', 'RegionalDomainName'] }), []],
  ['none', distribution(), ['It[no-web-acl]']],
  ['a web ACL that only counts', behind({ DefaultAction: { Allow: {} }, Rules: [{ Action: { Count: {} } }] }), ['It[blocks-nothing]']],
  ['rules that are known only at deployment', behind({ DefaultAction: { Allow: {} }, Rules: { Ref: 'Open' } }), ['It[undetermined]']],
])('%s', (_, template, expected) => {
  expect(ids(rule, template)).toEqual(expected);
});

describe('tenants', () => {
  const tenant = (WebAcl: unknown, origin?: object) => {
    const template = distribution({ WebACLId: 'arn:aws:wafv2:us-east-1:111122223333:global/webacl/a/b' }, SAFE_ORIGIN, origin);
    template.Resources.Tenant = { Type: 'AWS::CloudFront::DistributionTenant', Properties: { DistributionId: { Ref: 'It' }, Customizations: { WebAcl } } };
    return ids(rule, template);
  };
  const empty = { 'Fn::GetAtt': ['Acl', 'Arn'] };

  test.each<[string, string[], string[]]>([
    ['the web ACL of the distribution', tenant(undefined), []],
    ['another one', tenant({ Action: 'override', Arn: 'arn:aws:wafv2:us-east-1:111122223333:global/webacl/c/d' }), []],
    ['none', tenant({ Action: 'disable' }), ['Tenant[no-web-acl]']],
    ['none, and no function is behind it', tenant({ Action: 'disable' }, { 'Fn::GetAtt': ['Bucket', 'RegionalDomainName'] }), []],
    ['an action that is known only at deployment', tenant({ Action: { Ref: 'Open' } }), ['Tenant[undetermined]']],
  ])('%s', (_, outcomes, expected) => expect(outcomes).toEqual(expected));

  test('one that only counts', () => {
    const template = distribution({ WebACLId: 'arn:aws:wafv2:us-east-1:111122223333:global/webacl/a/b' }, SAFE_ORIGIN, undefined, acl({ DefaultAction: { Allow: {} }, Rules: [] }));
    template.Resources.Tenant = { Type: 'AWS::CloudFront::DistributionTenant', Properties: { DistributionId: { Ref: 'It' }, Customizations: { WebAcl: { Action: 'override', Arn: empty } } } };
    expect(ids(rule, template)).toEqual(['Tenant[blocks-nothing]']);
  });
});
