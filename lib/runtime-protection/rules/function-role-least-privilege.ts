import { judgeAwsManagedPolicy } from './aws-managed-policies';
import { coversEveryResource, narrowsResources } from './resource-scope';
import { isUnscoped } from './unscoped-actions';
import {
  all, each, finding, identityDocuments, Outcome, Property, Resource, ROLE_ATTACHMENTS, Rule, Statement, statementAt, Workload,
} from '../../gate';

const ROLE = 'AWS::IAM::Role';
const MANAGED_POLICY = 'AWS::IAM::ManagedPolicy';

/** The role of the function allows what the function does, and no more. */
export const functionRoleLeastPrivilege: Rule = {
  id: 'FunctionRoleLeastPrivilege',
  item: 'runtime-protection/lock-out',
  severity: 'error',
  title: 'The role of each function allows named actions on named resources.',
  why:
    'Whoever runs code inside a function holds its role. Every permission that the function does not need is one more thing to do for an ' +
    'attacker: read the tables and secrets of other workloads, start functions, take over other roles.',
  fix:
    'Name the actions and the resources. In the CDK use the grant methods of the resource (table.grantReadData(fn), bucket.grantRead(fn), ' +
    'secret.grantRead(fn)) rather than addToRolePolicy with wildcards or AWS managed policies. In templates write a policy per function, with ' +
    'Action listing operations and Resource listing ARNs. Where IAM takes no ARN, limit the statement by a condition on aws:ResourceTag.',
  link: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#grant-least-privilege',
  resourceTypes: ['AWS::Lambda::Function'],
  findings: {
    'every-action': 'A statement allows every action of every service.',
    'every-action-of-service': 'A statement allows every action of a service.',
    'allow-by-exception': 'A statement allows everything but what NotAction or NotResource lists.',
    'every-resource': 'A statement allows actions on every resource, although IAM can limit them to some.',
    'broad-managed-policy': 'The role has an AWS managed policy that covers a whole service or more.',
  },
  check: (fn, workload) => {
    const at = fn.get('Role');
    const roles = new Set(at.references().map((reference) => reference.resource).filter((resource) => resource.type === ROLE));
    if (roles.size === 0) {
      const text = at.string();
      throw at.undetermined(text === undefined ? 'the function has no role' : `what role ${text} allows is not part of the templates`);
    }
    return each(roles, (role) => checkRole(role, workload));
  },
};

function checkRole(role: Resource, workload: Workload): readonly Outcome[] {
  return all(
    () => each(role.get('ManagedPolicyArns').items(), checkManagedPolicy),
    () => checkDocuments(role),
    ...ROLE_ATTACHMENTS.map(([type, property]) => () => each(workload.attached(role, type, property), checkDocuments)),
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
  return each(identityDocuments(resource), (document) => {
    if (!document.isObject()) throw document.undetermined('a policy document is expected');
    return each(document.at('Statement').itemsOrOne(), checkStatement);
  });
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
    .map((element) => statement.at.at(element))
    .filter((element) => element.exists)
    .map((element) => finding(element, 'allow-by-exception', 'everything is allowed but what is listed here'));
}

function checkAction(at: Property): readonly Outcome[] {
  const action = at.string()!;
  switch (breadth(action)) {
    case 'all':
      return [finding(at, 'every-action', `action ${action} allows everything`)];
    case 'service':
      return [finding(at, 'every-action-of-service', `action ${action} allows every action of the service`)];
    default:
      return [];
  }
}

function checkResources(statement: Statement): readonly Outcome[] {
  // Actions that are not written out are told of where actions are checked.
  const actions = statement.actions
    .flatMap((action) => action.literal() ?? [])
    .filter((action) => breadth(action) === undefined && !isUnscoped(action));
  if (actions.length === 0) return [];
  return each(statement.resources, (at) => {
    const resource = at.string()!;
    if (!coversEveryResource(resource) || narrowsResources(statement.condition)) return [];
    return [finding(at, 'every-resource', `${actions.join(', ')} allowed on every resource (${resource})`)];
  });
}

/** Whether an action is all there is, or all of a service. */
function breadth(action: string): 'all' | 'service' | undefined {
  const [service, operation] = action.split(':');
  if (/[*?]/.test(service)) return 'all';
  return operation !== undefined && /^[*?]*\*[*?]*$/.test(operation) ? 'service' : undefined;
}
