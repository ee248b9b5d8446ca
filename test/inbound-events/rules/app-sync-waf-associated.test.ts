import { appSyncWafAssociated as rule } from '../../../lib/inbound-events/rules/app-sync-waf-associated';
import { ids, TestTemplate } from '../../gate/harness';

const api = (Properties: object, resources: object = {}): TestTemplate => ({
  Parameters: { Open: { Type: 'String' } }, Resources: { Api: { Type: 'AWS::AppSync::GraphQLApi', Properties }, ...resources },
});
const behind = (acl: object, ResourceArn: unknown = { 'Fn::GetAtt': ['Api', 'Arn'] }) => ({
  Acl: { Type: 'AWS::WAFv2::WebACL', Properties: acl },
  Association: { Type: 'AWS::WAFv2::WebACLAssociation', Properties: { ResourceArn, WebACLArn: { 'Fn::GetAtt': ['Acl', 'Arn'] } } },
});

test.each<[string, TestTemplate, string[]]>([
  ['a web ACL that blocks', api({}, behind({ DefaultAction: { Block: {} } })), []],
  ['an API of a network', api({ Visibility: 'PRIVATE' }), []],
  ['no web ACL', api({}), ['Api[no-web-acl]']],
  ['a web ACL of something else', api({}, behind({ DefaultAction: { Block: {} } }, 'arn:aws:appsync:eu-west-1:111122223333:apis/x')), ['Api[no-web-acl]']],
  ['a web ACL that only counts', api({}, behind({ DefaultAction: { Allow: {} }, Rules: [{ Action: { Count: {} } }] })), ['Api[blocks-nothing]']],
  ['an association that is known only at deployment', api({ Visibility: { Ref: 'Open' } }), ['Api[undetermined]']],
])('%s', (_, template, expected) => {
  expect(ids(rule, template)).toEqual(expected);
});
