import { judgeAwsManagedPolicy } from '../../aws/managed-policies';
import { changesPermissionsOfAccount, isUnscoped } from '../../aws/unscoped-actions';
import {
  all, attachedToRole, causedBy, each, finding, identityDocuments, Outcome, Property, Resource, ROLE_ATTACHMENTS, Rule, Statement, statementAt, statementPlaces,
  Workload,
} from '../../gate';
import { coversEveryResource, narrowsResources } from '../template/resource-scope';

const ROLE = 'AWS::IAM::Role';
const MANAGED_POLICY = 'AWS::IAM::ManagedPolicy';

/** How many actions a message names. */
const SHOWN_ACTIONS = 3;

/** The role of the function allows what the function does, and no more. */
export const functionRoleLeastPrivilege: Rule = {
  id: 'FunctionRoleLeastPrivilege',
  item: 'runtime-protection/lock-out',
  severity: 'error',
  title: 'The role of each function allows named actions on named resources.',
  why:
    'Whoever runs code inside a function holds its role. Each permission that the function does not need is one more thing for an attacker to do: ' +
    'read the tables and secrets of other workloads, start functions, take over other roles.',
  fix: {
    cdk: 'Call grant methods of the resources, such as table.grantReadData(fn), in place of addToRolePolicy with wildcards or AWS managed policies.',
    template:
      'Write a policy for the function alone: operations in Action, ARNs in Resource. Where IAM takes no ARN, add a condition on aws:ResourceTag.',
    sam:
      'Write a Statement in Policies for the function alone: operations in Action, ARNs in Resource. Events of queues and streams bring broad ' +
      'policies; give Role to do without.',
  },
  acceptable:
    'When the function works on all resources of a kind, as an inventory or a cleaner does: say what it does with them, and why neither ARNs nor ' +
    'tags can limit it.',
  link: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#grant-least-privilege',
  resourceTypes: ['AWS::Lambda::Function'],
  judgesRoles: true,
  findings: {
    'every-action': 'A statement allows every action of every service.',
    'every-action-of-service': 'A statement allows every action of a service.',
    'allow-by-exception': 'A statement allows everything but what NotAction or NotResource lists.',
    'every-resource': 'A statement allows actions on every resource, although IAM can limit them to some.',
    'account-permissions': 'A statement allows changing permissions of the whole account, for which IAM takes no resource.',
    'broad-managed-policy': 'The role has an AWS managed policy that covers a whole service or more.',
  },
  check: (fn, workload) => {
    const at = fn.get('Role');
    const roles = new Set(at.references().map((reference) => reference.resource).filter((resource) => resource.type === ROLE));
    if (roles.size === 0) {
      const text = at.string();
      throw at.undetermined(text === undefined ? 'the function has no role' : `what role ${text} allows is not part of the templates`);
    }
    return each(roles, (role) => causedBy(role, checkRole(role, workload)));
  },
};

function checkRole(role: Resource, workload: Workload): readonly Outcome[] {
  return all(
    () => each(role.get('ManagedPolicyArns').items(), checkManagedPolicy),
    () => checkDocuments(role),
    ...ROLE_ATTACHMENTS.map((attachment) => () => each(attachedToRole(role, workload, attachment), checkDocuments)),
  );
}

function checkManagedPolicy(arn: Property): readonly Outcome[] {
  const policies = arn.references().map((reference) => reference.resource).filter((resource) => resource.type === MANAGED_POLICY);
  if (policies.length > 0) return each(policies, checkDocuments);
  const text = arn.string()!;
  const [, name] = /:iam::aws:policy\/(?:[^/]+\/)*([^/]+)$/.exec(text) ?? [];
  const judgment = name === undefined ? undefined : judgeAwsManagedPolicy(name);
  if (judgment === 'narrow') return [];
  if (judgment === 'broad') return [finding(arn, 'broad-managed-policy', `AWS managed policy ${name} allows far more than one function needs`)];
  throw arn.undetermined(`what policy ${name ?? text} allows is not part of the templates`);
}

function checkDocuments(resource: Resource): readonly Outcome[] {
  return each(identityDocuments(resource), (document) => each(statementPlaces(document), checkStatement));
}

function checkStatement(at: Property): readonly Outcome[] {
  const statement = statementAt(at);
  if (statement.effect === 'Deny') return [];
  return all(
    () => checkExceptions(statement),
    () => each(statement.actions, checkAction),
    () => checkResources(statement),
  );
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
  // Actions that are not written out are told of where actions are checked.
  const actions = statement.actions
    .flatMap((action) => action.literal() ?? [])
    .filter((action) => breadth(action) === undefined && !isUnscoped(action) && !changesPermissionsOfAccount(action));
  if (actions.length === 0) return [];
  const isListed = statement.resources.length > 0 || statement.at.at('NotResource').exists;
  if (!isListed) throw statement.at.undetermined('Resource or NotResource is expected, and neither is there');
  return each(statement.resources, (at) => {
    const resource = at.string()!;
    if (!coversEveryResource(resource) || narrowsResources(statement.condition)) return [];
    return [finding(at, 'every-resource', `${abridged(actions)} allowed on every resource (${JSON.stringify(resource)})`)];
  });
}

/** The first few of a list, and how many more there are. */
function abridged(list: readonly string[]): string {
  const shown = list.slice(0, SHOWN_ACTIONS).join(', ');
  return list.length > SHOWN_ACTIONS ? `${shown} and ${list.length - SHOWN_ACTIONS} more` : shown;
}

/** Whether an action is all there is, or all of a service. */
function breadth(action: string): 'all' | 'service' | undefined {
  const [service, operation] = action.split(':');
  if (/[*?]/.test(service)) return 'all';
  return operation !== undefined && /^[*?]*\*[*?]*$/.test(operation) ? 'service' : undefined;
}
