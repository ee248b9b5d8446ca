import { listenerEncrypted } from '../../../lib/inbound-events/rules/listener-encrypted';
import { ids, TestTemplate } from '../../gate/harness';

const group = { Type: 'AWS::ElasticLoadBalancingV2::TargetGroup', Properties: { TargetType: 'lambda' } };
const forward = { Type: 'forward', TargetGroupArn: { Ref: 'Group' } };
const found = (Properties: object, targets: object = group) =>
  ids(listenerEncrypted, { Parameters: { Open: { Type: 'String' } }, Resources: { Group: targets, It: { Type: 'AWS::ElasticLoadBalancingV2::Listener', Properties } } } as TestTemplate);
const lattice = (Protocol: unknown, Type = 'LAMBDA') =>
  ids(listenerEncrypted, {
    Resources: {
      Group: { Type: 'AWS::VpcLattice::TargetGroup', Properties: { Type } },
      It: { Type: 'AWS::VpcLattice::Listener', Properties: { Protocol, DefaultAction: { Forward: { TargetGroups: [{ TargetGroupIdentifier: { Ref: 'Group' } }] } } } },
    },
  });

test.each<[string, object]>([
  ['TLS 1.3', { Protocol: 'HTTPS', SslPolicy: 'ELBSecurityPolicy-TLS13-1-2-2021-06', DefaultActions: [forward] }],
  ['a redirect', { Protocol: 'HTTP', DefaultActions: [{ Type: 'redirect', RedirectConfig: { Protocol: 'HTTPS' } }] }],
])('compliant: %s', (_, properties) => {
  expect(found(properties)).toEqual([]);
});

test('compliant: a listener that does not lead to a function', () => {
  expect(found({ Protocol: 'HTTP', DefaultActions: [forward] }, { ...group, Properties: { TargetType: 'ip' } })).toEqual([]);
  expect(lattice('HTTP', 'INSTANCE')).toEqual([]);
});

test.each<[string, object, string]>([
  ['HTTP', { Protocol: 'HTTP', DefaultActions: [forward] }, 'plain-http'],
  ['HTTP to a weighted group', { Protocol: 'HTTP', DefaultActions: [{ Type: 'forward', ForwardConfig: { TargetGroups: [{ TargetGroupArn: { Ref: 'Group' } }] } }] }, 'plain-http'],
  ['TLS 1.0', { Protocol: 'HTTPS', SslPolicy: 'ELBSecurityPolicy-2016-08', DefaultActions: [forward] }, 'old-tls'],
  ['the default', { Protocol: 'HTTPS', DefaultActions: [forward] }, 'old-tls'],
])('non-compliant: %s', (_, properties, id) => {
  expect(found(properties)).toEqual([`It[${id}]`]);
});

test('judges VPC Lattice, too', () => {
  expect(lattice('HTTPS')).toEqual([]);
  expect(lattice('HTTP')).toEqual(['It[plain-http]']);
});

test('undetermined: the policy is known only at deployment', () => {
  expect(found({ Protocol: 'HTTPS', SslPolicy: { Ref: 'Open' }, DefaultActions: [forward] })).toEqual(['It[undetermined]']);
});
