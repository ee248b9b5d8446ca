import { each, finding, Outcome, Property, Resource, Rule, Workload } from '../../gate';
import { actionsOf, BALANCER_LISTENER, BALANCER_RULE, frontsOfFunctions, leadsToFunction } from '../template/listeners';

/** Actions of load balancers that ask who calls, with their settings. */
const ASKING: { readonly [action: string]: string } = {
  'authenticate-oidc': 'AuthenticateOidcConfig', 'authenticate-cognito': 'AuthenticateCognitoConfig', 'jwt-validation': 'JwtValidationConfig',
};

const NETWORK = 'AWS::VpcLattice::ServiceNetwork';

/** Functions behind load balancers and VPC Lattice know who calls. */
export const listenerAuthorized: Rule = {
  id: 'ListenerAuthorized',
  item: 'inbound-events/untrusted-data',
  severity: 'warning',
  title: 'Each load balancer and service of VPC Lattice asks who calls before a function gets the request.',
  why: 'Whoever reaches the load balancer, or the network of the service, has the function run with whatever they write into a request.',
  fix: {
    cdk: 'Put ListenerAction.authenticateOidc or AuthenticateCognitoAction before the target group; for VPC Lattice set authType: "AWS_IAM".',
    template: 'Put an action authenticate-oidc, authenticate-cognito or jwt-validation before forward; for VPC Lattice set AuthType: AWS_IAM.',
  },
  acceptable: 'When everybody is meant to call, or the handler checks a token itself: say how.',
  link: 'https://docs.aws.amazon.com/elasticloadbalancing/latest/application/listener-authenticate-users.html',
  resourceTypes: [BALANCER_LISTENER, BALANCER_RULE, 'AWS::VpcLattice::Service', NETWORK],
  findings: {
    'not-authorized': 'Requests reach a function without anybody asking who sends them.',
    'lets-through': 'The load balancer asks who calls, and lets those through who do not say it.',
  },
  check: (resource, workload) => (/VpcLattice/.test(resource.type) ? checkLattice(resource, workload) : checkActions(actionsOf(resource), resource)),
};

function checkActions(actions: readonly Property[], resource: Resource): readonly Outcome[] {
  if (!actions.some(leadsToFunction)) return [];
  const asking = actions.filter((action) => Object.hasOwn(ASKING, action.at('Type').string() ?? ''));
  if (asking.length === 0) return [finding(resource, 'not-authorized', 'requests are passed to a function, and no action asks who sends them')];
  return each(asking, (action) => {
    const unauthenticated = action.at(ASKING[action.at('Type').string()!], 'OnUnauthenticatedRequest');
    return unauthenticated.string() === 'allow' ? [finding(unauthenticated, 'lets-through', 'OnUnauthenticatedRequest is allow')] : [];
  });
}

function checkLattice(resource: Resource, workload: Workload): readonly Outcome[] {
  // A network that asks nobody leaves it to its services, of which those with functions are looked at.
  const concerns = resource.type === NETWORK ? frontsOfFunctions(workload).size > 0 : frontsOfFunctions(workload).has(resource);
  const type = resource.get('AuthType').string() ?? 'NONE';
  return concerns && type === 'NONE' ? [finding(resource, 'not-authorized', 'AuthType is NONE')] : [];
}
