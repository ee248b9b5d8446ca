import { balancerHeadersValidated as rule } from '../../../lib/inbound-events/rules/balancer-headers-validated';
import { ids, TestTemplate } from '../../gate/harness';

const balanced = (properties: object, TargetType = 'lambda'): TestTemplate => ({
  Parameters: { Open: { Type: 'String' } },
  Resources: {
    Balancer: { Type: 'AWS::ElasticLoadBalancingV2::LoadBalancer', Properties: properties },
    Group: { Type: 'AWS::ElasticLoadBalancingV2::TargetGroup', Properties: { TargetType } },
    Listener: {
      Type: 'AWS::ElasticLoadBalancingV2::Listener', Properties: { LoadBalancerArn: { Ref: 'Balancer' }, DefaultActions: [{ Type: 'forward', TargetGroupArn: { Ref: 'Group' } }] },
    },
  },
});
const dropping = (Value: unknown) => ({
  LoadBalancerAttributes: [{ Key: 'idle_timeout.timeout_seconds', Value: '60' }, { Key: 'routing.http.drop_invalid_header_fields.enabled', Value }],
});
const handling = (Value: unknown) => ({
  LoadBalancerAttributes: [...dropping('true').LoadBalancerAttributes, { Key: 'routing.http.desync_mitigation_mode', Value }],
});
const forwarding = (Value: unknown) => ({
  LoadBalancerAttributes: [...dropping('true').LoadBalancerAttributes, { Key: 'routing.http.xff_header_processing.mode', Value }],
});

test.each<[string, TestTemplate, string[]]>([
  ['headers are dropped', balanced(dropping('true')), []],
  ['no function is behind it', balanced({}, 'ip'), []],
  ['a network load balancer', balanced({ Type: 'network' }), []],
  ['the default', balanced({}), ['Balancer[malformed-headers]']],
  ['another attribute', balanced({ LoadBalancerAttributes: [{ Key: 'idle_timeout.timeout_seconds', Value: '60' }] }), ['Balancer[malformed-headers]']],
  ['headers are passed on', balanced(dropping('false')), ['Balancer[malformed-headers]']],
  ['ambiguous requests are only counted', balanced(handling('monitor')), ['Balancer[ambiguous-requests]']],
  ['ambiguous requests are rejected', balanced(handling('strictest')), []],
  ['the address of the caller is added', balanced(forwarding('append')), []],
  ['the header is removed', balanced(forwarding('remove')), []],
  ['the header of the caller is kept', balanced(forwarding('preserve')), ['Balancer[address-by-caller]']],
  ['a way to handle addresses that is known only at deployment', balanced(forwarding({ Ref: 'Open' })), ['Balancer[undetermined]']],
  ['a mode that is known only at deployment', balanced(handling({ Ref: 'Open' })), ['Balancer[undetermined]']],
  ['an attribute that is known only at deployment', balanced(dropping({ Ref: 'Open' })), ['Balancer[undetermined]']],
])('%s', (_, template, expected) => {
  expect(ids(rule, template)).toEqual(expected);
});
