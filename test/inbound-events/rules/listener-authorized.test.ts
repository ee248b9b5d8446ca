import { listenerAuthorized } from '../../../lib/inbound-events/rules/listener-authorized';
import { ids, TestTemplate } from '../../gate/harness';

const group = { Type: 'AWS::ElasticLoadBalancingV2::TargetGroup', Properties: { TargetType: 'lambda' } };
const forward = { Type: 'forward', TargetGroupArn: { Ref: 'Group' } };
const oidc = (settings: object = {}) => ({ Type: 'authenticate-oidc', AuthenticateOidcConfig: settings });
const found = (DefaultActions: unknown, properties: object = {}, others: object = {}) =>
  ids(listenerAuthorized, {
    Parameters: { Open: { Type: 'String' } },
    Resources: { Group: group, It: { Type: 'AWS::ElasticLoadBalancingV2::Listener', Properties: { DefaultActions, ...properties } }, ...others },
  } as TestTemplate);
const lattice = (AuthType: unknown, type = 'LAMBDA') =>
  ids(listenerAuthorized, {
    Resources: {
      Group: { Type: 'AWS::VpcLattice::TargetGroup', Properties: { Type: type } },
      It: { Type: 'AWS::VpcLattice::Service', Properties: { AuthType } },
      Network: { Type: 'AWS::VpcLattice::ServiceNetwork', Properties: { AuthType } },
      Listener: { Type: 'AWS::VpcLattice::Listener', Properties: { ServiceIdentifier: { Ref: 'It' }, DefaultAction: { Forward: { TargetGroups: [{ TargetGroupIdentifier: { Ref: 'Group' } }] } } } },
    },
  } as TestTemplate);

test('non-compliant: a rule of VPC Lattice', () => {
  const Group = { Type: 'AWS::VpcLattice::TargetGroup', Properties: { Type: 'LAMBDA' } };
  const Action = { Forward: { TargetGroups: [{ TargetGroupIdentifier: { Ref: 'Group' } }] } };
  const Listener = { Type: 'AWS::VpcLattice::Listener', Properties: { ServiceIdentifier: { Ref: 'It' }, DefaultAction: { FixedResponse: { StatusCode: 404 } } } };
  const It = { Type: 'AWS::VpcLattice::Service', Properties: { AuthType: 'NONE' } };
  for (const place of [{ ServiceIdentifier: { Ref: 'It' } }, { ListenerIdentifier: { Ref: 'Listener' } }]) {
    expect(ids(listenerAuthorized, { Resources: { Group, Listener, It, Rule: { Type: 'AWS::VpcLattice::Rule', Properties: { ...place, Action } } } } as TestTemplate)).toEqual(['It[not-authorized]']);
  }
});

test('compliant: a listener that authenticates, or does not lead to a function', () => {
  expect(found([oidc(), forward])).toEqual([]);
  expect(found([{ Type: 'redirect' }])).toEqual([]);
  expect(lattice('AWS_IAM')).toEqual([]);
  expect(lattice('NONE', 'IP')).toEqual([]);
});

test('non-compliant: no authentication', () => {
  expect(found([forward])).toEqual(['It[not-authorized]']);
  expect(lattice('NONE')).toEqual(['It[not-authorized]', 'Network[not-authorized]']);
  expect(lattice(undefined)).toEqual(['It[not-authorized]', 'Network[not-authorized]']);
});

test('non-compliant: unauthenticated requests are allowed', () => {
  expect(found([oidc({ OnUnauthenticatedRequest: 'allow' }), forward])).toEqual(['It[unauthenticated-allowed]']);
});

test('non-compliant: a rule of a listener', () => {
  const Rule = { Type: 'AWS::ElasticLoadBalancingV2::ListenerRule', Properties: { Actions: [forward] } };
  expect(ids(listenerAuthorized, { Resources: { Group: group, Rule } })).toEqual(['Rule[not-authorized]']);
});

describe('certificates of clients', () => {
  const asking = (MutualAuthentication: unknown, others: object = {}) => found([forward], { MutualAuthentication }, others);
  const Rule = { Type: 'AWS::ElasticLoadBalancingV2::ListenerRule', Properties: { ListenerArn: { Ref: 'It' }, Actions: [forward] } };
  const VERIFY = { Mode: 'verify', TrustStoreArn: 'arn' };

  test('compliant: verified, also for the rules of the listener', () => expect(asking(VERIFY, { Rule })).toEqual([]));
  test('non-compliant: passed on', () => expect(asking({ Mode: 'passthrough' }, { Rule })).toEqual(['It[not-authorized]', 'Rule[not-authorized]']));
  test('non-compliant: expired ones are accepted', () => expect(asking({ ...VERIFY, IgnoreClientCertificateExpiry: true })).toEqual(['It[expired-certificates]']));
  test('undetermined: known only at deployment', () => expect(asking({ Mode: { Ref: 'Open' } })).toEqual(['It[undetermined]']));
});

test('undetermined: the actions are known only at deployment', () => {
  expect(found({ Ref: 'Open' })).toEqual(['It[undetermined]']);
});
