import { each, finding, Outcome, Property, Resource, Rule, Workload } from '../../gate';
import { actionsOf, BALANCER_LISTENER, BALANCER_RULE, frontsOfFunctions, leadsToFunction } from '../template/listeners';

/** Actions of load balancers that authenticate callers, with the properties for their settings. */
const ASKING: { readonly [action: string]: string } = {
  'authenticate-oidc': 'AuthenticateOidcConfig', 'authenticate-cognito': 'AuthenticateCognitoConfig', 'jwt-validation': 'JwtValidationConfig',
};

const NETWORK = 'AWS::VpcLattice::ServiceNetwork';

/** Callers of functions behind load balancers and VPC Lattice are authenticated. */
export const listenerAuthorized: Rule = {
  id: 'ListenerAuthorized',
  item: 'inbound-events/untrusted-data',
  severity: 'warning',
  title: 'Each load balancer and service of VPC Lattice authenticates callers before a function receives the request.',
  why: 'Anyone who reaches the load balancer, or the network of the service, can run the function with any input.',
  fix: {
    cdk: 'Put ListenerAction.authenticateOidc or AuthenticateCognitoAction before the target group; for VPC Lattice set authType: "AWS_IAM".',
    template: 'Put an action authenticate-oidc, authenticate-cognito or jwt-validation before forward, or set MutualAuthentication.Mode: verify; for VPC Lattice set AuthType: AWS_IAM.',
  },
  acceptable: 'If the service is public on purpose, or the handler verifies a token itself: say how.',
  link: 'https://docs.aws.amazon.com/elasticloadbalancing/latest/application/listener-authenticate-users.html',
  resourceTypes: [BALANCER_LISTENER, BALANCER_RULE, 'AWS::VpcLattice::Service', NETWORK],
  findings: {
    'not-authorized': 'Requests reach a function without authentication of the caller.',
    'unauthenticated-allowed': 'The load balancer authenticates callers, and also passes on requests of unauthenticated ones.',
    'expired-certificates': 'The load balancer accepts expired certificates of clients.',
  },
  check: (resource, workload) => {
    if (/VpcLattice/.test(resource.type)) return checkLattice(resource, workload);
    if (!actionsOf(resource).some(leadsToFunction)) return [];
    const certificates = certificatesOf(resource);
    return certificates ? checkCertificates(certificates, resource) : checkActions(actionsOf(resource), resource);
  },
};

/**
 * Returns the settings of mutual TLS, if the load balancer verifies certificates of clients. Rules of a listener have the settings of the listener.
 */
function certificatesOf(resource: Resource): Property | undefined {
  const listener = resource.type === BALANCER_RULE ? resource.get('ListenerArn').references()[0]?.resource : resource;
  const settings = listener?.get('MutualAuthentication');
  return settings?.at('Mode').string() === 'verify' ? settings : undefined;
}

function checkCertificates(settings: Property, resource: Resource): readonly Outcome[] {
  const ignored = settings.at('IgnoreClientCertificateExpiry');
  return settings.resource === resource && ignored.boolean() === true ? [finding(ignored, 'expired-certificates', 'IgnoreClientCertificateExpiry is true')] : [];
}

function checkActions(actions: readonly Property[], resource: Resource): readonly Outcome[] {
  const asking = actions.filter((action) => Object.hasOwn(ASKING, action.at('Type').string() ?? ''));
  if (asking.length === 0) return [finding(resource, 'not-authorized', 'requests are passed to a function, and no action authenticates the caller')];
  return each(asking, (action) => {
    const unauthenticated = action.at(ASKING[action.at('Type').string()!], 'OnUnauthenticatedRequest');
    return unauthenticated.string() === 'allow' ? [finding(unauthenticated, 'unauthenticated-allowed', 'OnUnauthenticatedRequest is allow')] : [];
  });
}

function checkLattice(resource: Resource, workload: Workload): readonly Outcome[] {
  // In a network without authentication, each service authenticates its callers. Only services with functions are checked.
  const concerns = resource.type === NETWORK ? frontsOfFunctions(workload).size > 0 : frontsOfFunctions(workload).has(resource);
  const type = resource.get('AuthType').string() ?? 'NONE';
  return concerns && type === 'NONE' ? [finding(resource, 'not-authorized', 'AuthType is NONE')] : [];
}
