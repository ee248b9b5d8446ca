import { finding, Outcome, Resource, Rule } from '../../gate';
import { actionsOf, BALANCER_LISTENER, LATTICE_LISTENER, latticeLeadsToFunction, leadsToFunction } from '../template/listeners';

/** Policies of load balancers that reject TLS versions before 1.2. */
const NEW_TLS = /^ELBSecurityPolicy-(?:TLS13-1-[23]|TLS-1-2|FS-1-2)/;

/** Requests to functions behind load balancers and VPC Lattice are encrypted. */
export const listenerEncrypted: Rule = {
  id: 'ListenerEncrypted',
  item: 'inbound-events/untrusted-data',
  severity: 'error',
  title: 'Each listener that passes requests to a function accepts only HTTPS, with TLS 1.2 or later.',
  why:
    'An attacker on the network path reads and changes requests and responses, including tokens and passwords; TLS ' +
    'before 1.2 has known weaknesses.',
  fix: {
    cdk: 'Use addListener with certificates and sslPolicy: SslPolicy.RECOMMENDED_TLS, and addRedirect for HTTP; for VPC Lattice set protocol: "HTTPS".',
    template: 'Set Protocol: HTTPS, Certificates, and SslPolicy: ELBSecurityPolicy-TLS13-1-2-2021-06; have the HTTP listener redirect. VPC Lattice: set Protocol: HTTPS.',
  },
  acceptable: 'If only a service within one network calls, and its requests contain no secrets: name the service.',
  link: 'https://docs.aws.amazon.com/elasticloadbalancing/latest/application/describe-ssl-policies.html',
  resourceTypes: [BALANCER_LISTENER, LATTICE_LISTENER],
  findings: {
    'plain-http': 'The listener accepts requests without encryption, and passes them to a function.',
    'old-tls': 'The security policy accepts TLS versions before 1.2, or is the default, which does.',
  },
  check: (listener) => (listener.type === LATTICE_LISTENER ? checkLattice(listener) : checkBalancer(listener)),
};

function checkBalancer(listener: Resource): readonly Outcome[] {
  if (!actionsOf(listener).some(leadsToFunction)) return [];
  if (listener.get('Protocol').string() === 'HTTP') return [plain(listener)];
  const policy = listener.get('SslPolicy').string();
  if (policy !== undefined && NEW_TLS.test(policy)) return [];
  return [finding(listener, 'old-tls', policy === undefined ? 'SslPolicy is absent: the default accepts TLS 1.0' : `SslPolicy ${policy} accepts TLS before 1.2`)];
}

function checkLattice(listener: Resource): readonly Outcome[] {
  return latticeLeadsToFunction(listener) && listener.get('Protocol').string() === 'HTTP' ? [plain(listener)] : [];
}

function plain(listener: Resource): Outcome {
  return finding(listener.get('Protocol'), 'plain-http', 'Protocol is HTTP, and requests are passed to a function');
}
