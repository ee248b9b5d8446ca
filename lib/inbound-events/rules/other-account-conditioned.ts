import { all, each, finding, isForSome, Outcome, placesAt, Property, Resource, Rule, Settings, Statement, statementAt, statementPlaces, Workload } from '../../gate';
import { OPENABLE_POLICIES, POLICY_DOCUMENTS } from '../template/resource-policies';
import { accountOf, isKnownAccount, trustedAccounts } from '../template/trusted-accounts';

const PERMISSION = 'AWS::Lambda::Permission';

/** Properties that name a principal, and have no condition. */
const PRINCIPALS = new Map([...OPENABLE_POLICIES].filter(([, paths]) => paths.includes('Principal')).concat([[PERMISSION, ['Principal', 'SourceAccount']]]));

/** Other accounts may do nothing without a condition. */
export const otherAccountConditioned: Rule = {
  id: 'OtherAccountConditioned',
  item: 'inbound-events/untrusted-data',
  severity: 'warning',
  title: 'No policy of a resource lets an unknown account in without a condition.',
  why:
    'Whoever controls the other account, now or after it has been taken over, sends events, reads data or takes on roles here, and nothing in this ' +
    'workload tells who of it that is.',
  fix: {
    cdk: 'Name the account in parameters.trustedAccounts of the gate where it is yours; else grant to a role of it, with aws:PrincipalOrgID or sts:ExternalId.',
    template: 'Name the account in trustedAccounts of the gate where it is yours; else add a condition on aws:PrincipalOrgID, aws:PrincipalArn or sts:ExternalId. Permit lambda:InvokeFunction alone.',
    sam: 'Name the account in trustedAccounts of the gate where it is yours; else set PrincipalOrgID, or a condition on aws:PrincipalArn or sts:ExternalId.',
  },
  acceptable: 'When the account is one of a partner who has no organization: say whose it is, and who looks after the agreement.',
  link: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html',
  resourceTypes: [...new Set([...POLICY_DOCUMENTS.keys(), ...PRINCIPALS.keys()])],
  parameters: [trustedAccounts],
  findings: {
    'other-account': 'An account that no stack is deployed to is allowed something, without a condition.',
    'every-action': 'A permission allows every action on a function.',
  },
  check: (resource, workload, settings) =>
    all(
      () => checkDocuments(resource, workload, settings),
      () => checkPrincipals(resource, workload, settings),
      () => (resource.type === PERMISSION ? checkAction(resource) : []),
    ),
};

function checkDocuments(resource: Resource, workload: Workload, settings: Settings): Outcome[] {
  const statements = (path: string) => placesAt(resource.get(), path).flatMap(statementPlaces);
  const written = resource.type === 'AWS::Events::EventBusPolicy' ? [resource.get('Statement')].filter((at) => at.exists) : [];
  return [
    ...each((POLICY_DOCUMENTS.get(resource.type) ?? []).flatMap(statements), (at) => checkStatement(statementAt(at), workload, settings)),
    ...each(written, (at) => checkStatement(statementAt(at), workload, settings)),
  ];
}

function checkStatement(statement: Statement, workload: Workload, settings: Settings): Outcome[] {
  if (statement.effect === 'Deny') return [];
  const { principal } = statement;
  const named = principal.exists && principal.isObject() ? principal.at('AWS').itemsOrOne() : principal.itemsOrOne();
  return each(named, (one) => {
    const account = accountOf(one);
    const isKnown = account === undefined || isKnownAccount(account, workload, settings.of(trustedAccounts));
    return isKnown || isForSome(statement) ? [] : [otherAccount(one, account)];
  });
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

function checkAction(permission: Resource): Outcome[] {
  const action = permission.get('Action');
  return action.string()?.endsWith('*') ? [finding(action, 'every-action', `action ${JSON.stringify(action.string())} allows more than to invoke the function`)] : [];
}
