/** Resource policies, with the rule that checks each of them. The properties are those of the table of resource policies. */
import { resourcePolicies } from '../../aws/properties';
import { without } from '../../aws/table';
import { each, Outcome, placesAt, Resource, Statement, statementAt, statementPlaces } from '../../gate';

const EVENT_BUS_POLICY = 'AWS::Events::EventBusPolicy';

/** Policies that specific rules check: `type path`. */
const JUDGED_BY: { readonly [rule: string]: readonly string[] } = {
  InvokePermissionScoped: ['AWS::Lambda::Permission Principal'],
  MethodAuthorized: ['AWS::ApiGateway::RestApi Policy'],
  SecretPolicyBlocksPublic: ['AWS::SecretsManager::ResourcePolicy ResourcePolicy'],
};

/** Policies that no rule checks, by reason. */
export const UNJUDGED_POLICIES: { readonly [reason: string]: readonly string[] } = {
  'It limits what clients in the network reach through the endpoint; the policy of the target resource says who has access.': ['AWS::EC2::VPCEndpoint PolicyDocument'],
  'A private domain is reached through endpoints of a network, and the API behind it has a policy of its own.': ['AWS::ApiGateway::DomainNameV2 Policy'],
};

/** The properties with a policy, by type, except for those that other rules check. */
export const OPENABLE_POLICIES = without(resourcePolicies(), [JUDGED_BY, UNJUDGED_POLICIES]);

/** Whether a path is that of principals, without a document. */
export function namesPrincipals(path: string): boolean {
  return /(^|\.)(Allowed)?Principals?$/.test(path);
}

/** The properties with a policy document, by type, whichever rule checks it. */
const POLICY_DOCUMENTS: ReadonlyMap<string, readonly string[]> = new Map(
  [...without(resourcePolicies(), [UNJUDGED_POLICIES])]
    .map(([type, paths]) => [type, paths.filter((path) => !namesPrincipals(path) && path !== 'Statement')] as const)
    .filter(([, paths]) => paths.length > 0),
);

/** The types with a policy document, or with a single statement of a policy. */
export const STATEMENT_TYPES: readonly string[] = [...new Set([...POLICY_DOCUMENTS.keys(), EVENT_BUS_POLICY])];

/** Checks each statement of the policies of a resource. */
export function eachStatement(resource: Resource, check: (statement: Statement) => readonly Outcome[]): Outcome[] {
  // The policy of a bus can be a single statement, without a document.
  const alone = resource.type === EVENT_BUS_POLICY ? [resource.get('Statement')].filter((at) => at.exists) : [];
  const documents = (path: string) => each(resource.once(path, () => placesAt(resource.get(), path)), (document) =>
    each(statementPlaces(document), (at) => check(statementAt(at))),
  );
  return [...each(POLICY_DOCUMENTS.get(resource.type) ?? [], documents), ...each(alone, (at) => check(statementAt(at)))];
}
