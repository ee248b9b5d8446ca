import { all, each, finding, isForSome, Outcome, Property, Resource, Rule, Settings, Statement, Workload } from '../../gate';
import { eachStatement, OPENABLE_POLICIES, STATEMENT_TYPES } from '../template/resource-policies';
import { accountOf, isKnownAccount, isWholeAccount, trustedAccounts } from '../template/trusted-accounts';

const ROLE = 'AWS::IAM::Role';

/** Properties that name a principal, and have no condition. */
const PRINCIPALS = new Map([...OPENABLE_POLICIES].filter(([, paths]) => paths.includes('Principal')).concat([['AWS::Lambda::Permission', ['Principal', 'SourceAccount']]]));

/** Other accounts may do nothing without a condition; nor may everybody of the own one take on a role. */
export const otherAccountConditioned: Rule = {
  id: 'OtherAccountConditioned',
  item: 'inbound-events/untrusted-data',
  severity: 'warning',
  title: 'No policy lets an unknown account in, nor a role everybody of the own one, without a condition.',
  why:
    'Whoever controls the other account, now or after it has been taken over, sends events, reads data or takes on roles here, and nothing in this ' +
    'workload tells who of it that is. A role for everybody of the account is one for whichever function is taken over first.',
  fix: {
    cdk: 'Name your accounts in parameters.trustedAccounts of the gate, and roles in place of AccountRootPrincipal; else add aws:PrincipalOrgID or sts:ExternalId.',
    template: 'Name your accounts in trustedAccounts of the gate, and roles in Principal; else add a condition on aws:PrincipalOrgID, aws:PrincipalArn or sts:ExternalId.',
    sam: 'Name your accounts in trustedAccounts of the gate, and roles in Principal; else set PrincipalOrgID, or a condition on aws:PrincipalArn or sts:ExternalId.',
  },
  acceptable: 'When the account is one of a partner who has no organization: say whose it is, and who looks after the agreement.',
  link: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html',
  resourceTypes: [...new Set([...STATEMENT_TYPES, ...PRINCIPALS.keys()])],
  parameters: [trustedAccounts],
  findings: {
    'other-account': 'An account that no stack is deployed to is allowed something, without a condition.',
    'whole-account': 'Everybody in the account who may assume roles at all may assume this one.',
  },
  check: (resource, workload, settings) =>
    all(
      () => eachStatement(resource, (statement) => checkStatement(statement, resource, workload, settings)),
      () => checkPrincipals(resource, workload, settings),
    ),
};

function checkStatement(statement: Statement, resource: Resource, workload: Workload, settings: Settings): Outcome[] {
  if (statement.effect === 'Deny') return [];
  const { principal } = statement;
  const named = principal.exists && principal.isObject() ? principal.at('AWS').itemsOrOne() : principal.itemsOrOne();
  return each(named, (one) => checkAccount(one, statement, resource.type === ROLE, workload, settings));
}

function checkAccount(one: Property, statement: Statement, isTrust: boolean, workload: Workload, settings: Settings): Outcome[] {
  const account = accountOf(one);
  const isKnown = account === undefined || isKnownAccount(account, workload, settings.of(trustedAccounts));
  if (isKnown && !(isTrust && isWholeAccount(one))) return [];
  // What is compared with a trust policy is who asks, or what they bring.
  if (isForSome(statement) || (isKnown && statement.condition.exists)) return [];
  return [isKnown ? finding(one, 'whole-account', 'everybody in the account who may assume roles may assume this one') : otherAccount(one, account)];
}

function checkPrincipals(resource: Resource, workload: Workload, settings: Settings): Outcome[] {
  if (resource.get('PrincipalOrgID').exists || resource.get('OrganizationId').exists || resource.get('Condition').exists) return [];
  return each(PRINCIPALS.get(resource.type) ?? [], (name) => {
    const at = resource.get(name);
    const account = accountOf(at);
    return account === undefined || isKnownAccount(account, workload, settings.of(trustedAccounts)) ? [] : [otherAccount(at, account)];
  });
}

function otherAccount(at: Property, account: string): Outcome {
  return finding(at, 'other-account', `account ${account} is allowed something, and no condition says who of it`);
}
