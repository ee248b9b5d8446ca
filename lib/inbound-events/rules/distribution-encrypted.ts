import { all, finding, Outcome, Property, Resource, Rule } from '../../gate';
import { DISTRIBUTION, waysToFunctions } from '../template/distributions';

const NEW_TLS = /^TLSv1\.[23]/;

/** Requests to functions behind CloudFront are encrypted between client and CloudFront, and between CloudFront and origin. */
export const distributionEncrypted: Rule = {
  id: 'DistributionEncrypted',
  item: 'inbound-events/untrusted-data',
  severity: 'error',
  title: 'Each distribution in front of a function accepts and forwards only HTTPS, with TLS 1.2 or later.',
  why:
    'An attacker on the network path reads and changes requests and responses, including tokens and passwords; TLS ' +
    'before 1.2 has known weaknesses.',
  fix: {
    cdk: 'Set ViewerProtocolPolicy.REDIRECT_TO_HTTPS, domainNames with a certificate, and on origins OriginProtocolPolicy.HTTPS_ONLY and OriginSslPolicy.TLS_V1_2.',
    template:
      'Set ViewerProtocolPolicy: redirect-to-https, your own certificate with MinimumProtocolVersion: TLSv1.2_2021, OriginProtocolPolicy: ' +
      'https-only and OriginSSLProtocols: [TLSv1.2].',
  },
  acceptable: 'If old clients need access, and their requests contain no secrets: name the clients.',
  link: 'https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/using-https.html',
  resourceTypes: [DISTRIBUTION],
  findings: {
    'plain-http': 'A behavior accepts requests without encryption, and passes them to a function.',
    'old-tls': 'The distribution accepts TLS versions before 1.2, as CloudFront does with its own certificate.',
    'origin-plain-http': 'The origin gets requests without encryption.',
    'origin-old-tls': 'CloudFront may connect to the origin by SSL or by TLS versions before 1.2.',
  },
  check: (distribution, workload) => {
    const { origins, behaviors } = waysToFunctions(distribution, workload);
    if (behaviors.length === 0) return [];
    const plain = behaviors.filter((behavior) => behavior.at('ViewerProtocolPolicy').string() === 'allow-all');
    return all(
      () => plain.map((behavior) => finding(behavior.at('ViewerProtocolPolicy'), 'plain-http', 'ViewerProtocolPolicy is allow-all, and requests are passed to a function')),
      () => checkVersion(distribution),
      ...origins.map((origin) => () => checkOrigin(origin.at('CustomOriginConfig'), plain.length > 0)),
    );
  },
};

function checkVersion(distribution: Resource): readonly Outcome[] {
  const certificate = distribution.get('DistributionConfig', 'ViewerCertificate');
  const version = certificate.at('MinimumProtocolVersion');
  if (!certificate.exists || certificate.at('CloudFrontDefaultCertificate').boolean() === true || !version.exists) {
    return [finding(certificate, 'old-tls', 'the minimum TLS version is that of CloudFront’s own certificate or the default, 1.0')];
  }
  return NEW_TLS.test(version.string()!) ? [] : [finding(version, 'old-tls', `MinimumProtocolVersion ${version.string()} accepts TLS before 1.2`)];
}

function checkOrigin(config: Property, takesPlain: boolean): readonly Outcome[] {
  const policy = config.at('OriginProtocolPolicy').string();
  const isPlain = policy === 'http-only' || (policy === 'match-viewer' && takesPlain);
  if (isPlain) return [finding(config.at('OriginProtocolPolicy'), 'origin-plain-http', `OriginProtocolPolicy is ${policy}`)];
  const protocols = config.at('OriginSSLProtocols');
  const old = protocols.items().map((protocol) => protocol.string()!).filter((protocol) => !NEW_TLS.test(protocol));
  if (protocols.exists && old.length === 0) return [];
  return [finding(protocols, 'origin-old-tls', protocols.exists ? `OriginSSLProtocols has ${old.join(', ')}` : 'OriginSSLProtocols is absent: the default includes TLS versions before 1.2')];
}
