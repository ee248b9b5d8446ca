import {
  all, attempt, comparisonsOf, covers, each, finding, hasWildcard, IDENTITY_POLICY_TYPES, identityStatements, isPositive, Outcome, policiesOfRole,
  Property, Reference, Resource, Rule, Statement, statementAt, Workload,
} from '../../gate';
import { Breadth, breadthOf } from '../template/secret-arn';

/**
 * The one action that returns the value of a secret. BatchGetSecretValue accepts only resource `*`, and returns nothing unless the caller is also
 * allowed GetSecretValue.
 */
const READ = 'secretsmanager:GetSecretValue';

/** AWS managed policies that allow {@link READ} on every secret of the account, without a condition on the secret. */
const MANAGED_POLICIES = /:iam::aws:policy\/(AdministratorAccess|AWSSecretsManagerClientReadOnlyAccess|PowerUserAccess|SecretsManagerReadWrite)$/;

/** Findings about resources that are too broad, as opposed to actions that are too broad. */
const ABOUT_RESOURCES = new Set(['wildcard-resource', 'wildcard-name', 'not-resource', 'managed-policy']);

/** Identities read only secrets that their policies name. */
export const secretReadLeastPrivilege: Rule = {
  id: 'SecretReadLeastPrivilege',
  item: 'secrets/minimal-access',
  severity: 'error',
  title: 'No identity policy allows reading secrets by a wildcard.',
  why: 'Code in one function can then read the secrets of all others in the account, including future ones; one vulnerability exposes everything.',
  fix: {
    cdk: 'Call secret.grantRead(fn) instead of writing a policy. If only the name of a secret is known, import it with Secret.fromSecretNameV2.',
    template:
      'Allow secretsmanager:GetSecretValue on the ARN of the secret, or on arn:...:secret:name-?????? if only its name is known. Remove policies ' +
      'that allow more from ManagedPolicyArns.',
    sam:
      'Use AWSSecretsManagerGetSecretValuePolicy with the SecretArn in Policies, or a Statement on ' +
      'arn:...:secret:name-?????? if only its name is known.',
  },
  acceptable:
    'If the secrets can’t be listed, as for backups: say so. A better way that avoids the finding: a condition on secretsmanager:ResourceTag, a ' +
    'permissions boundary that names the secrets, or a Deny with NotResource.',
  link: 'https://docs.aws.amazon.com/secretsmanager/latest/userguide/auth-and-access_iam-policies.html',
  resourceTypes: IDENTITY_POLICY_TYPES,
  findings: {
    'wildcard-action': 'An action with a wildcard includes secretsmanager:GetSecretValue.',
    'not-action': 'NotAction does not exclude secretsmanager:GetSecretValue.',
    'wildcard-resource': 'Every secret can be read.',
    'wildcard-name': 'Every secret whose name matches a pattern can be read.',
    'not-resource': 'NotResource allows reading every secret that it does not list.',
    'managed-policy': 'An AWS managed policy allows reading every secret.',
  },
  check: (resource, workload) => {
    const principals = principalsOf(resource, workload);
    if (principals.length === 0 && isBoundary(resource, workload)) return [];
    const outcomes = all(
      () => each(resource.get('ManagedPolicyArns').items(), checkManagedPolicy),
      () => checkStatements(identityStatements(resource)),
    );
    return outcomes.length === 0 ? outcomes : outcomes.filter((outcome) => !isLimited(outcome, resource, principals, workload));
  },
};

function checkManagedPolicy(arn: Property): Outcome[] {
  const text = arn.string()!;
  const name = MANAGED_POLICIES.exec(text)?.[1];
  if (name !== undefined) return [finding(arn, 'managed-policy', `${name} allows reading every secret`)];
  const isJudged = /:iam::aws:policy\//.test(text) || arn.references().some(({ resource }) => resource.type === 'AWS::IAM::ManagedPolicy');
  if (!isJudged) throw arn.undetermined(`the permissions of policy ${text} are not part of the templates`);
  return [];
}

function checkStatements(statements: readonly Property[]): Outcome[] {
  return each(statements, (at) => {
    const statement = statementAt(at);
    return statement.effect === 'Allow' ? checkAllow(statement) : [];
  });
}

function checkAllow(statement: Statement): Outcome[] {
  const aboutActions = checkActions(statement);
  if (!reads(statement)) return aboutActions;
  if (statement.notResources.length > 0) return [...aboutActions, ...checkNotResources(statement)];
  let touchesSecrets = false;
  const aboutResources = each(statement.resources, (resource) => {
    const breadth = breadthOf(resource);
    if (breadth !== 'none') touchesSecrets = true;
    return (breadth === 'all' || breadth === 'alike') && !isNarrowed(statement) ? [broadResource(resource, breadth)] : [];
  });
  return touchesSecrets ? [...aboutActions, ...aboutResources] : aboutResources;
}

function checkActions(statement: Statement): Outcome[] {
  if (statement.notActions.length > 0) {
    const message = `NotAction does not list ${READ}, and so allows it`;
    return reads(statement) ? [finding(statement.at.at('NotAction'), 'not-action', message)] : [];
  }
  return each(statement.actions, (action) => {
    const pattern = action.string()!;
    const isBroad = hasWildcard(pattern) && covers(pattern, READ);
    return isBroad ? [finding(action, 'wildcard-action', `action ${JSON.stringify(pattern)} includes ${READ}`)] : [];
  });
}

/** Checks whether the known actions of a statement include reading secrets. */
function reads({ actions, notActions }: Statement): boolean {
  if (notActions.length > 0) return !notActions.some((action) => covers(action.string()!, READ));
  return actions.some((action) => covers(action.literal() ?? '', READ));
}

function checkNotResources(statement: Statement): Outcome[] {
  if (statement.notResources.some((resource) => breadthOf(resource) === 'all') || isNarrowed(statement)) return [];
  return [finding(statement.at.at('NotResource'), 'not-resource', 'NotResource allows reading every secret that it does not list')];
}

function broadResource(resource: Property, breadth: Breadth): Outcome {
  const pattern = JSON.stringify(resource.string());
  return breadth === 'all'
    ? finding(resource, 'wildcard-resource', `resource ${pattern} includes every secret`)
    : finding(resource, 'wildcard-name', `resource ${pattern} includes every secret with such a name, including future ones`);
}

/** Checks whether a condition selects secrets by their tags, their ids or their rotation function. */
function isNarrowed({ condition }: Statement): boolean {
  return comparisonsOf(condition).some((comparison) => {
    const { key, operator, values } = comparison;
    const isTag = /^(?:aws|secretsmanager):resourcetag\//.test(key);
    if (operator === 'null') return isTag && values.every((value) => value.boolean() === false);
    if (!isPositive(comparison)) return false;
    if (key === 'secretsmanager:secretid') return values.every((value) => !hasWildcard(value.string()!) || breadthOf(value) === 'one');
    return isTag || key === 'secretsmanager:resource/allowrotationlambdaarn';
  });
}

/** Returns the roles, users and groups of the workload that a policy applies to. */
function principalsOf(resource: Resource, workload: Workload): Resource[] {
  const { type } = resource;
  if (/::(?:Role|User|Group)$/.test(type)) return [resource];
  const named = ['Roles', 'Users', 'Groups', 'RoleName', 'UserName', 'GroupName'].flatMap((name) =>
    referencesIn(resource.get(name)),
  );
  return [...new Set([...named.map((reference) => reference.resource), ...mentionedBy(resource, 'ManagedPolicyArns', workload)])];
}

/** Checks whether a managed policy is used as a permissions boundary, which allows nothing by itself. */
function isBoundary(resource: Resource, workload: Workload): boolean {
  return mentionedBy(resource, 'PermissionsBoundary', workload).length > 0;
}

/** Returns the resources that name a managed policy in a property. */
function mentionedBy(policy: Resource, property: string, workload: Workload): Resource[] {
  if (policy.type !== 'AWS::IAM::ManagedPolicy') return [];
  const mentioning = workload.mentions(policy).filter(({ location }) => location.startsWith(`Properties.${property}`));
  return mentioning
    .map((edge) => edge.from)
    .filter((from) => from.created && referencesIn(from.get(property)).some((reference) => reference.resource === policy));
}

function referencesIn(property: Property): readonly Reference[] {
  return known(() => property.itemsOrOne().flatMap((item) => item.references()));
}

/** Checks whether a boundary, or an explicit Deny, of every identity concerned removes the permission of a finding. */
function isLimited(outcome: Outcome, resource: Resource, principals: readonly Resource[], workload: Workload): boolean {
  if (outcome.kind !== 'finding') return false;
  const isDenied = (denial: Denial) => takesAway(denial, outcome.id);
  const isLimitedFor = (principal: Resource) =>
    workload.once(isBounded, principal, () => isBounded(principal)) ||
    isDenied(workload.once(policiesOf, principal, () => strongest(policiesOf(principal, workload).map((policy) => denialBy(policy, workload)))));
  return isDenied(denialBy(resource, workload)) || (principals.length > 0 && principals.every(isLimitedFor));
}

function policiesOf(principal: Resource, workload: Workload): readonly Resource[] {
  return principal.type === 'AWS::IAM::Role' ? [principal, ...known(() => policiesOfRole(principal, workload))] : [principal];
}

/** Checks whether the boundary of an identity allows reading named secrets only. */
function isBounded(principal: Resource): boolean {
  const [reference] = principal.get('PermissionsBoundary').references();
  if (reference?.resource.type !== 'AWS::IAM::ManagedPolicy') return false;
  const statements = known(() => identityStatements(reference.resource));
  const denial = strongest(statements.map(denialOf));
  const left = checkStatements(statements).filter((outcome) => outcome.kind !== 'finding' || !takesAway(denial, outcome.id));
  return statements.length > 0 && left.length === 0;
}

/** The effect of an unconditional Deny: reading all secrets, or all except named ones. */
type Denial = 'all' | 'unnamed' | undefined;

/** Returns the secrets that a policy denies. */
function denialBy(policy: Resource, workload: Workload): Denial {
  return workload.once(denialOf, policy, () => strongest(known(() => identityStatements(policy)).map(denialOf)));
}

/** Returns the secrets that a statement denies. */
function denialOf(at: Property): Denial {
  const [denial] = known((): Denial[] => {
    const statement = statementAt(at);
    if (statement.effect !== 'Deny' || statement.condition.exists || !reads(statement)) return [];
    if (statement.resources.some((resource) => breadthOf(resource) === 'all')) return ['all'];
    const exceptions = statement.notResources.map(breadthOf);
    return exceptions.length > 0 && !exceptions.some((b) => b === 'all' || b === 'alike') ? ['unnamed'] : [];
  });
  return denial;
}

function strongest(denials: readonly Denial[]): Denial {
  return denials.includes('all') ? 'all' : denials.find((denial) => denial !== undefined);
}

/** Checks whether a denial removes the permission of a finding. */
function takesAway(denial: Denial, findingId: string): boolean {
  return denial === 'all' || (denial === 'unnamed' && ABOUT_RESOURCES.has(findingId));
}

/** Returns the known result, for questions to which "not known" means no. */
function known<T>(read: () => readonly T[]): readonly T[] {
  let result: readonly T[] = [];
  attempt(() => {
    result = read();
    return [];
  });
  return result;
}
