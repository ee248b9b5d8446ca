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
