/** Permissions of a role beyond named actions on named resources. */
import { mayCoverEveryResource, narrowsResources } from './resource-scope';
import { judgeAwsManagedPolicy } from '../../aws/managed-policies';
import { changesPermissionsOfAccount, changesPermissionsOfIdentities, isUnscoped } from '../../aws/unscoped-actions';
import {
  all, attachedToRole, each, finding, flatMapKnown, grantAround, identityDocuments, Outcome, Property, Resource, ROLE_ATTACHMENTS, Statement,
  statementAt, statementPlaces, Workload,
} from '../../gate';

const MANAGED_POLICY = 'AWS::IAM::ManagedPolicy';
const FUNCTION = 'AWS::Lambda::Function';
const ROLE = 'AWS::IAM::Role';

/** The maximum number of actions in a message. */
const SHOWN_ACTIONS = 3;

/** The findings of {@link checkRole}. */
export const PRIVILEGE_FINDINGS = {
  'every-action': 'A statement allows every action of every service.',
  'every-action-of-service': 'A statement allows every action of a service.',
  'allow-by-exception': 'A statement allows everything except what NotAction or NotResource lists.',
  'every-resource': 'A statement allows actions on every resource, although IAM supports limiting them to some.',
  'any-account': 'A statement allows assuming roles of any account, without a condition on its owner.',
  'account-permissions': 'A statement allows changing permissions of the whole account, which IAM can’t limit to resources.',
  'permissions-by-pattern': 'A statement allows changing the permissions of roles, users or policies whose names match a pattern.',
  'broad-managed-policy': 'The role has an AWS managed policy that covers a whole service or more.',
} as const;

/** Permissions that AWS documents as needed by services: those of Step Functions for its logs. */
const OF_SERVICES: ReadonlySet<string> = new Set(['logs:PutResourcePolicy']);

/** Policies that AWS created for one service. */
const MADE_FOR_SERVICE = /:iam::aws:policy\/service-role\//;

/**
 * Checks all permissions of a role.
 *
 * @param ofService whether the role is for a service rather than for a function
 */
export function checkRole(role: Resource, workload: Workload, ofService: boolean = false): readonly Outcome[] {
  return all(
    () => each(role.get('ManagedPolicyArns').items(), (arn) => checkManagedPolicy(arn, ofService)),
    () => checkDocuments(role, ofService),
    ...ROLE_ATTACHMENTS.map((attachment) => () => each(attachedToRole(role, workload, attachment), (policy) => checkDocuments(policy, ofService))),
  );
}

/** Does the same as {@link checkRole} for the ARN of one managed policy. */
export function checkManagedPolicy(arn: Property, ofService: boolean): readonly Outcome[] {
  const policies = arn.references().map((reference) => reference.resource).filter((resource) => resource.type === MANAGED_POLICY);
  if (policies.length > 0) return each(policies, (policy) => checkDocuments(policy, ofService));
  const text = arn.string()!;
  if (ofService && MADE_FOR_SERVICE.test(text)) return [];
  const [, name] = /:iam::aws:policy\/(?:[^/]+\/)*([^/]+)$/.exec(text) ?? [];
  const judgment = name === undefined ? undefined : judgeAwsManagedPolicy(name);
  if (judgment === 'narrow') return [];
  if (judgment === 'broad') return [finding(arn, 'broad-managed-policy', `AWS managed policy ${name} allows far more than one function needs`)];
  throw arn.undetermined(`the permissions of policy ${name ?? text} are not part of the templates`);
}

function checkDocuments(resource: Resource, ofService: boolean): readonly Outcome[] {
  return each(identityDocuments(resource), (document) => checkDocument(document, ofService));
}

/** Does the same as {@link checkRole} for one document. */
export function checkDocument(document: Property, ofService: boolean): readonly Outcome[] {
  return each(statementPlaces(document), (at) => checkStatement(at, ofService));
}

function checkStatement(at: Property, ofService: boolean): readonly Outcome[] {
  const statement = statementAt(at);
  if (statement.effect === 'Deny') return [];
  return all(
    () => checkExceptions(statement),
    () => each(statement.actions.filter((action) => !ofService || !OF_SERVICES.has(action.literal() ?? '')), checkAction),
    () => checkResources(statement),
    () => checkAccounts(statement),
    () => checkPatterns(statement),
  );
}

/** Identities and policies by a pattern of their names, after the type. A pattern for all of them is reported as such. */
const BY_PATTERN = /^arn:[^:]*:iam::[^:]*:(?:role|user|group|policy)\/.*[*?]/;

function checkPatterns({ actions, resources, condition }: Statement): readonly Outcome[] {
  const changing = actions.flatMap((action) => action.literal() ?? []).filter(changesPermissionsOfIdentities);
  if (changing.length === 0 || condition.exists) return [];
  const named = resources.filter((at) => BY_PATTERN.test((at.written() ?? '').replace(/\$\{[^}]*\}/g, '-')) && !mayCoverEveryResource(at));
  return named.map((at) => finding(at, 'permissions-by-pattern', `${abridged(changing)} allowed on names that match a pattern (${JSON.stringify(at.written())})`));
}

/** Roles of any account: an attacker can create one under that name, and receives what the function sends. */
const ROLE_OF_ANY_ACCOUNT = /^arn:[^:]+:iam::[^:]*[*?][^:]*:role\/(?![*?]*$)/;

/** Condition keys that limit whose resources a call may use. */
const OWNER_KEY = /^aws:(?:Resource(?:Account|OrgID|OrgPaths))$/i;

function checkAccounts({ actions, resources, condition }: Statement): readonly Outcome[] {
  const assumes = actions.some((action) => /^sts:assumerole$/i.test(action.literal() ?? ''));
  if (!assumes || condition.entries().some(([, keys]) => keys.entries().some(([key]) => OWNER_KEY.test(key)))) return [];
  const open = resources.filter((at) => ROLE_OF_ANY_ACCOUNT.test((at.written() ?? '').replace(/\$\{[^}]*\}/g, '-')));
  return open.map((at) => finding(at, 'any-account', `sts:AssumeRole allowed on roles of every account (${JSON.stringify(at.written())})`));
}

/** Actions by which code of a function replaces itself or its guard, or by which a role gets more permissions. */
const CHANGES_FUNCTION = /^lambda:(?:UpdateFunctionCode|UpdateFunctionConfiguration)$/i;
const CHANGES_ROLE = /^iam:(?:PutRolePolicy|AttachRolePolicy|UpdateAssumeRolePolicy|DeleteRolePermissionsBoundary|PutRolePermissionsBoundary)$/i;

/** Checks whether the policies of a function's role allow changing the function or the role. */
export function checkSelf(fn: Resource, role: Resource, workload: Workload): readonly Outcome[] {
  const changed = changedBy(role, workload);
  const [ofFunction, ofRole] = [changed.get(fn), changed.get(role)];
  return [
    ...(ofFunction ? [finding(ofFunction, 'changes-itself', 'the function may change its own code or settings')] : []),
    ...(ofRole ? [finding(ofRole, 'changes-itself', 'the function may change the permissions of its own role')] : []),
  ];
}

/** Returns the functions whose code, and the roles whose permissions, a role may change, each with the place of a statement. */
function changedBy(role: Resource, workload: Workload): ReadonlyMap<Resource, Property> {
  return workload.once(changedBy, role, () => {
    const policies = [role, ...ROLE_ATTACHMENTS.flatMap((attachment) => attachedToRole(role, workload, attachment))];
    return new Map(flatMapKnown(policies.flatMap(identityDocuments), (document) => flatMapKnown(statementPlaces(document), changesIn)));
  });
}

function changesIn(at: Property): readonly (readonly [Resource, Property])[] {
  const { effect, actions, resources } = statementAt(at);
  if (effect === 'Deny') return [];
  const changes = (pattern: RegExp) => actions.some((action) => pattern.test(action.literal() ?? ''));
  const types = [...(changes(CHANGES_FUNCTION) ? [FUNCTION] : []), ...(changes(CHANGES_ROLE) ? [ROLE] : [])];
  if (types.length === 0) return [];
  const changed = (place: Property) => place.references().map(({ resource }) => resource).filter(({ type }) => types.includes(type));
  return resources.flatMap((place) => changed(place).map((resource) => [resource, place] as const));
}

function checkExceptions(statement: Statement): readonly Outcome[] {
  return ['NotAction', 'NotResource']
    .map((element) => ({ element, at: statement.at.at(element) }))
    .filter(({ at }) => at.exists)
    .map(({ element, at }) => finding(at, 'allow-by-exception', `${element} allows everything that it does not list`));
}

function checkAction(at: Property): readonly Outcome[] {
  const action = at.string()!;
  switch (breadth(action)) {
    case 'all':
      return [finding(at, 'every-action', `action ${JSON.stringify(action)} allows everything`)];
    case 'service':
      return [finding(at, 'every-action-of-service', `action ${JSON.stringify(action)} allows every action of the service`)];
    default:
      return changesPermissionsOfAccount(action)
        ? [finding(at, 'account-permissions', `action ${JSON.stringify(action)} changes permissions of the whole account`)]
        : [];
  }
}

function checkResources(statement: Statement): readonly Outcome[] {
  // Unknown actions are reported where actions are checked.
  const actions = statement.actions
    .flatMap((action) => action.literal() ?? [])
    .filter((action) => breadth(action) === undefined && !isUnscoped(action) && !changesPermissionsOfAccount(action));
  if (actions.length === 0) return [];
  const isListed = statement.resources.length > 0 || statement.at.at('NotResource').exists;
  if (!isListed) throw statement.at.undetermined('Resource or NotResource is expected, but both are missing');
  return each(statement.resources, (at) => {
    if (!mayCoverEveryResource(at) || narrowsResources(statement.condition)) return [];
    const found = finding(at, 'every-resource', `${abridged(actions)} allowed on every resource (${JSON.stringify(at.written())})`);
    // Actions with findings of their own do not count: without them, the finding is the same.
    return [{ ...found, grant: grantAround(at, actions) }];
  });
}

/** Returns the first few elements of a list, and the number of others. */
function abridged(list: readonly string[]): string {
  const shown = list.slice(0, SHOWN_ACTIONS).join(', ');
  return list.length > SHOWN_ACTIONS ? `${shown} and ${list.length - SHOWN_ACTIONS} more` : shown;
}

/** Checks whether an action covers everything, or a whole service. */
function breadth(action: string): 'all' | 'service' | undefined {
  const [service, operation] = action.split(':');
  if (/[*?]/.test(service)) return 'all';
  return operation !== undefined && /^\?*\*[*?]*$/.test(operation) ? 'service' : undefined;
}
