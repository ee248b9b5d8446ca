import { each, finding, Outcome, Property, Resource, Rule, Statement } from '../../gate';
import { eachStatement, STATEMENT_TYPES } from '../template/resource-policies';
import { isWholeAccount } from '../template/trusted-accounts';

const PERMISSION = 'AWS::Lambda::Permission';

/** What callers and those who look after a function need; the rest changes it, or who may call it. */
const CALLS = /^lambda:(?:Invoke|Get|List)\w*$/i;

/** Policies of resources say what may be done. */
export const resourcePolicyActionsNamed: Rule = {
  id: 'ResourcePolicyActionsNamed',
  item: 'inbound-events/untrusted-data',
  severity: 'warning',
  title: 'Each policy of a resource names the actions that it allows, and a permission on a function only to invoke.',
  why:
    'Who may only send to a queue sends to it. With every action they read and purge it as well, and write its policy anew, so that everybody may; with ' +
    'more than invoking they replace the code of a function.',
  fix: {
    cdk: 'Use grant methods, such as grantSendMessages and grantInvoke, in place of a PolicyStatement with "*" or notActions; leave action out of addPermission.',
    template: 'Write the actions that are needed into Action, such as sqs:SendMessage, in place of "*" and NotAction. In permissions use lambda:InvokeFunction.',
    sam: 'Write the actions that are needed into Action of CustomStatements and of policies, such as sqs:SendMessage. In permissions use lambda:InvokeFunction.',
  },
  acceptable: 'When who is named looks after the resource, and changes its policy as well: say who, and why it is no role of IAM.',
  link: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notaction.html',
  resourceTypes: [...STATEMENT_TYPES, PERMISSION],
  findings: {
    'every-action': 'Every action, or every one of a service, is allowed.',
    'all-but': 'All is allowed but what NotAction names, what AWS adds later included.',
    'more-than-invoke': 'A permission allows to change the function, or who may call it.',
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

/** Whether a statement leaves it to the account, as those of keys have to: there, its roles say what is allowed. */
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
