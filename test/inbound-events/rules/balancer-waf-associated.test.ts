import { balancerWafAssociated } from '../../../lib/inbound-events/rules/balancer-waf-associated';
import { ids, TestTemplate } from '../../gate/harness';

const template = (others: object, properties: object = {}, kind: string = 'lambda'): TestTemplate => ({
  Parameters: { Open: { Type: 'String' } },
  Resources: {
    Group: { Type: 'AWS::ElasticLoadBalancingV2::TargetGroup', Properties: { TargetType: kind } },
    Listener: { Type: 'AWS::ElasticLoadBalancingV2::Listener', Properties: { LoadBalancerArn: { Ref: 'It' }, DefaultActions: [{ Type: 'forward', TargetGroupArn: { Ref: 'Group' } }] } },
    It: { Type: 'AWS::ElasticLoadBalancingV2::LoadBalancer', Properties: properties },
    ...(others as TestTemplate['Resources']),
  },
});
const association = (ResourceArn: unknown) => ({ Type: 'AWS::WAFv2::WebACLAssociation', Properties: { ResourceArn, WebACLArn: { 'Fn::GetAtt': ['Acl', 'Arn'] } } });
const acl = (action: object) => ({ Type: 'AWS::WAFv2::WebACL', Properties: { DefaultAction: { Allow: {} }, Rules: [{ Action: action }] } });

test('compliant: a web ACL that blocks, no application load balancer, no function', () => {
  expect(ids(balancerWafAssociated, template({ Acl: acl({ Block: {} }), Association: association({ Ref: 'It' }) }))).toEqual([]);
  expect(ids(balancerWafAssociated, template({}, { Type: 'network' }))).toEqual([]);
  expect(ids(balancerWafAssociated, template({}, {}, 'ip'))).toEqual([]);
});

test('non-compliant: no web ACL, or one that only counts', () => {
  expect(ids(balancerWafAssociated, template({}))).toEqual(['It[no-web-acl]']);
  expect(ids(balancerWafAssociated, template({ Acl: acl({ Count: {} }), Association: association({ Ref: 'It' }) }))).toEqual(['It[blocks-nothing]']);
});

test('non-compliant: requests pass if AWS WAF does not answer', () => {
  const failing = (Value: string) =>
    ids(balancerWafAssociated, template({ Acl: acl({ Block: {} }), Association: association({ Ref: 'It' }) }, { LoadBalancerAttributes: [{ Key: 'waf.fail_open.enabled', Value }] }));
  expect(failing('true')).toEqual(['It[fails-open]']);
  expect(failing('false')).toEqual([]);
});

test('undetermined: the association is known only at deployment', () => {
  expect(ids(balancerWafAssociated, template({ Acl: acl({ Block: {} }), Association: association({ Ref: 'Open' }) }))).toEqual(['It[undetermined]']);
});
