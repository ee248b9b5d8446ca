/** Who may use a resource, as its policy says: which rule looks at it. The properties are those of the table of resource policies. */
import { resourcePolicies } from '../../aws/properties';

/** The rules that look at policies by their own, by what they look at: `type path`. */
const JUDGED_BY: { readonly [rule: string]: readonly string[] } = {
  InvokePermissionScoped: ['AWS::Lambda::Permission Principal'],
  MethodAuthorized: ['AWS::ApiGateway::RestApi Policy'],
  SecretPolicyBlocksPublic: ['AWS::SecretsManager::ResourcePolicy ResourcePolicy'],
};

/** Policies that no rule looks at, by the reason. */
export const UNJUDGED_POLICIES: { readonly [reason: string]: readonly string[] } = {
  'What may be reached through an endpoint is said here, for those in the network; who may come is said by what is reached.': ['AWS::EC2::VPCEndpoint PolicyDocument'],
  'A private domain is reached through endpoints of a network, and the API behind it has a policy of its own.': ['AWS::ApiGateway::DomainNameV2 Policy'],
};

/** The properties with a policy that no other rule looks at, by type. */
export function openablePolicies(): ReadonlyMap<string, readonly string[]> {
  const others = new Set([JUDGED_BY, UNJUDGED_POLICIES].flatMap((lists) => Object.values(lists).flat()));
  const rest = [...resourcePolicies()].map(([type, paths]): [string, string[]] => [type, paths.filter((path) => !others.has(`${type} ${path}`))]);
  return new Map(rest.filter(([, paths]) => paths.length > 0));
}

/** The properties with a policy document, whichever rule looks at who may come by it, by type. */
export function policyDocuments(): ReadonlyMap<string, readonly string[]> {
  const unjudged = new Set(Object.values(UNJUDGED_POLICIES).flat());
  const isDocument = (type: string, path: string) => !/(^|\.)(Principal|Statement)$/.test(path) && !unjudged.has(`${type} ${path}`);
  return new Map([...resourcePolicies()].map(([type, paths]): [string, string[]] => [type, paths.filter((path) => isDocument(type, path))])
    .filter(([, paths]) => paths.length > 0));
}
