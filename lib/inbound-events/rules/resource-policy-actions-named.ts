import { each, finding, Outcome, Property, Resource, Rule, Statement } from '../../gate';
import { eachStatement, STATEMENT_TYPES } from '../template/resource-policies';
import { isWholeAccount } from '../template/trusted-accounts';

const PERMISSION = 'AWS::Lambda::Permission';

/** The actions that callers and operators of a function need. All others change the function or its permissions. */
const CALLS = /^lambda:(?:Invoke|Get|List)\w*$/i;

/** Policies of resources name the allowed actions. */
export const resourcePolicyActionsNamed: Rule = {
  id: 'ResourcePolicyActionsNamed',
  item: 'inbound-events/untrusted-data',
  severity: 'warning',
  title: 'Each policy of a resource names the actions that it allows; on a function, it allows only to invoke.',
  why:
    'A principal who may only send to a queue can only send. With all actions, it also reads and purges the queue, and rewrites its policy to open ' +
    'it to everyone. With more than the right to invoke, it replaces the code of a function.',
  fix: {
    cdk:
      'Use grant methods, such as grantSendMessages and grantInvoke, instead of a PolicyStatement with "*" or notActions; ' +
      'leave action out of addPermission.',
    template:
      'Write the needed actions into Action, such as sqs:SendMessage, instead of "*" and NotAction. In permissions use lambda:InvokeFunction.',
    sam:
      'Write the needed actions into Action of CustomStatements and of policies, such as sqs:SendMessage. In ' +
      'permissions use lambda:InvokeFunction.',
  },
  acceptable: 'If the principal administers the resource, and changes its policy: name the principal, and why an IAM role does not do.',
  link: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notaction.html',
  resourceTypes: [...STATEMENT_TYPES, PERMISSION],
  findings: {
    'every-action': 'All actions are allowed, or all actions of a service.',
    'all-but': 'All actions except those in NotAction are allowed, including actions that AWS adds later.',
    'more-than-invoke': 'A permission allows changes of the function, or of the permissions to call it.',
  },
  check: (resource) => (resource.type === PERMISSION ? checkPermission(resource.get('Action')) : checkPolicies(resource)),
};

function checkPolicies(resource: Resource): readonly Outcome[] {
  return eachStatement(resource, (statement) => {
    if (statement.effect === 'Deny' || isForAccount(statement)) return [];
    const exceptions = statement.notActions.map((at) => finding(at, 'all-but', 'NotAction allows all but this'));
    return [...exceptions.slice(0, 1), ...each(statement.actions, checkAction)];
  });
}

/** Checks whether a statement delegates to the account, as key policies must do. IAM policies of the account then decide. */
function isForAccount({ principal }: Statement): boolean {
  if (!principal.exists) return false;
  const named = principal.isObject() ? principal.entries().flatMap(([, values]) => values.itemsOrOne()) : principal.itemsOrOne();
  return named.length > 0 && named.every(isWholeAccount);
}

function checkAction(action: Property): readonly Outcome[] {
  const name = action.string()!;
  return /^(?:[\w-]+:)?[*?]+$/.test(name) ? [finding(action, 'every-action', `action ${JSON.stringify(name)} allows everything`)] : [];
}

function checkPermission(action: Property): readonly Outcome[] {
  const name = action.string() ?? 'lambda:InvokeFunction';
  if (CALLS.test(name)) return [];
  return /[*?]/.test(name) ? [finding(action, 'every-action', `action ${JSON.stringify(name)} allows more than to invoke the function`)]
    : [finding(action, 'more-than-invoke', `action ${name} is allowed on the function`)];
}
