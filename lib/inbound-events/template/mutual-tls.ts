/** APIs that clients can only reach with a certificate of the truststore. */
import { isDefaultEndpointOff } from './rest-api';
import { Lookup, Property, Resource, Workload } from '../../gate';

/** The types that map an API to a custom domain name, with the property that names the API. */
const MAPPINGS = [['AWS::ApiGateway::BasePathMapping', 'RestApiId'], ['AWS::ApiGatewayV2::ApiMapping', 'ApiId']] as const;

const DOMAINS = ['AWS::ApiGateway::DomainName', 'AWS::ApiGatewayV2::DomainName'];

/**
 * Checks whether each domain name of an API requires client certificates (mutual TLS), and its default endpoint, which does not, is disabled. False
 * if the template maps no domain name to the API, because one may be mapped elsewhere.
 * @throws Undetermined if a domain name is not part of the check
 */
export function reachedByKnownClientsOnly(api: Resource, workload: Workload): boolean {
  return workload.once(reachedByKnownClientsOnly, api, () => {
    if (!isDefaultEndpointOff(api)) return false;
    const domains = MAPPINGS.flatMap(([type, of]) => workload.attached(api, type, of)).map((mapping) => mapping.get('DomainName'));
    return domains.length > 0 && domains.every((domain) => asksForCertificate(domain, workload));
  });
}

function asksForCertificate(domain: Property, workload: Workload): boolean {
  const resource = domain.references().find((reference) => DOMAINS.includes(reference.resource.type))?.resource ?? named(domain, workload);
  if (!resource) throw domain.undetermined('the domain name is not part of this check, so whether it asks clients for certificates is not known');
  return resource.get('MutualTlsAuthentication', 'TruststoreUri').exists;
}

/** Returns the domain name. Mappings can contain the same text as its resource, instead of a reference. */
function named(domain: Property, workload: Workload): Resource | undefined {
  const name = domain.literal();
  if (name === undefined) return undefined;
  return DOMAINS.flatMap((type) => workload.having(workload.inEnvironment(domain.resource.stack, type), BY_NAME, name))[0];
}

const BY_NAME: Lookup = { keysOf: (domain) => [domain.get('DomainName').string()] };
