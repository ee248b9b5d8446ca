import { Comparison, comparisonsOf, each, finding, isPositive, Outcome, Property, Rule, Statement, statementAt, statementPlaces } from '../../gate';

/** Roles for federated users name those users. */
export const roleTrustScoped: Rule = {
  id: 'RoleTrustScoped',
  item: 'inbound-events/untrusted-data',
  severity: 'error',
  title: 'Each role for an identity provider names the identities that may assume it, and not only their owner.',
  why:
    'A provider such as GitHub or Amazon Cognito signs tokens for all of its customers. If a role has no further condition, any repository or any ' +
    'identity pool of the world may assume it.',
  fix: {
    cdk: 'Give WebIdentityPrincipal conditions: StringEquals on the sub of the token, with repository or project; for Amazon Cognito on cognito-identity.amazonaws.com:aud.',
    template: 'Add a Condition: StringEquals on <provider>:sub, with repository or project; for Amazon Cognito on cognito-identity.amazonaws.com:aud.',
    sam: 'Add a Condition to AssumeRolePolicyDocument: StringEquals on <provider>:sub, with repository or project; for Amazon Cognito on cognito-identity.amazonaws.com:aud.',
  },
  link: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create_for-idp_oidc.html',
  resourceTypes: ['AWS::IAM::Role'],
  findings: {
    'any-identity': 'Each identity of the provider, or each identity of any of its customers, may assume the role.',
    'any-project': 'Each repository, project or namespace of an owner may assume the role.',
  },
  check: (role) => each(statementPlaces(role.get('AssumeRolePolicyDocument')), (at) => checkStatement(statementAt(at))),
};

function checkStatement(statement: Statement): readonly Outcome[] {
  const { effect, actions, principal, condition } = statement;
  if (effect === 'Deny' || !principal.exists || !principal.isObject()) return [];
  const comparisons = comparisonsOf(condition);
  if (principal.at('Service').itemsOrOne().some((service) => service.written() === CERTIFICATES)) return checkCertificates(statement, comparisons);
  if (!actions.some((action) => action.string()!.endsWith('WebIdentity'))) return [];
  return each(principal.at('Federated').itemsOrOne(), (provider) => {
    const telling = comparisons.filter((comparison) => tells(comparison, provider));
    if (telling.length === 0) return [anyIdentity(statement.at, provider)];
    return telling.every(namesOwnerAlone) ? [finding(statement.at, 'any-project', 'a condition names the owner alone, so all of its repositories, projects or namespaces may assume the role')] : [];
  });
}

/** IAM Roles Anywhere, which gives roles to holders of certificates. */
const CERTIFICATES = 'rolesanywhere.amazonaws.com';

function checkCertificates(statement: Statement, comparisons: readonly Comparison[]): readonly Outcome[] {
  const named = comparisons.some((comparison) => isPositive(comparison) && /^aws:(?:sourcearn$|principaltag\/x509)/.test(comparison.key));
  return named ? [] : [finding(statement.at, 'any-identity', 'no condition limits which certificates, of which trust anchor, may assume the role')];
}

/** Whether a comparison leaves open which repository, project or namespace of the owner it is: `repo:acme/*`. */
function namesOwnerAlone({ key, values }: Comparison): boolean {
  if (key.endsWith(':repository_owner')) return true;
  return /:(?:sub|repository)$/.test(key) && values.some((value) => OPEN_PROJECT.test(value.string()!));
}

/** Patterns in which the part after the owner starts with a wildcard. */
const OPEN_PROJECT = /^(?:(?:repo|project_path|system|organization):)?[^/:]+[/:](?:project:)?[*?]/;

/** Checks whether a comparison identifies the owner of the token. For an identity pool, this is the pool; for other providers, the user. */
function tells(comparison: Comparison, provider: Property): boolean {
  const isPool = provider.written() === 'cognito-identity.amazonaws.com';
  return isPositive(comparison) && (isPool ? /:aud$/ : /:(?:sub|repository|repository_owner|environment|job_workflow_ref|amr|oaud)$/).test(comparison.key) &&
    comparison.values.every((value) => !OPEN_OWNER.test(value.string()!));
}

/** A pattern that leaves the owner open: a wildcard before the delimiter that ends the owner's name. `repo:shop*` includes those of `shop-of-others`. */
const OPEN_OWNER = /^(?:[\w-]+:)?[^/:]*[*?]/;

function anyIdentity(at: Property, provider: Property): Outcome {
  return finding(at, 'any-identity', `no condition limits which identities of ${provider.written() ?? 'the provider'} may assume the role`);
}
