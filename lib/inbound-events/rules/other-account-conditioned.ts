import { all, each, finding, isForSome, Outcome, placesAt, Property, rejectsSome, Resource, Rule, Settings, Statement, Workload } from '../../gate';
import { eachStatement, namesPrincipals, OPENABLE_POLICIES, STATEMENT_TYPES } from '../template/resource-policies';
import { accountOf, isKnownAccount, isWholeAccount, trustedAccounts } from '../template/trusted-accounts';

const ROLE = 'AWS::IAM::Role';

/** Properties that name a principal, or an account that a resource is shared with, outside of a document. */
const PRINCIPALS = new Map([
  ...[...OPENABLE_POLICIES].map(([type, paths]) => [type, paths.filter(namesPrincipals)] as const).filter(([, paths]) => paths.length > 0),
  ['AWS::Lambda::Permission', ['Principal', 'SourceAccount']] as const,
  ['AWS::Redshift::EndpointAuthorization', ['Account']] as const,
  ['AWS::ServiceCatalog::PortfolioShare', ['AccountId']] as const,
]);

/** Policies allow other accounts nothing without a condition, and no role trusts its whole account. */
export const otherAccountConditioned: Rule = {
  id: 'OtherAccountConditioned',
  item: 'inbound-events/untrusted-data',
  severity: 'warning',
  title: 'No policy allows an unknown account, and no role trusts its whole account, without a condition.',
  why:
    'Anyone who controls the other account, also after a takeover, can send events, read data or assume roles here, and nothing in this workload ' +
    'identifies them. A role that trusts its whole account is open to the first function that is taken over.',
  fix: {
    cdk:
      'Name your accounts in parameters.trustedAccounts of the gate, and roles instead of AccountRootPrincipal; else add ' +
      'aws:PrincipalOrgID or sts:ExternalId.',
    template: 'Name your accounts in trustedAccounts of the gate, and roles in Principal; else add a condition on aws:PrincipalOrgID, aws:PrincipalArn or sts:ExternalId.',
    sam: 'Name your accounts in trustedAccounts of the gate, and roles in Principal; else set PrincipalOrgID, or a condition on aws:PrincipalArn or sts:ExternalId.',
  },
  acceptable: 'If the account is that of a partner without an organization: name the partner, and who maintains the agreement.',
  link: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html',
  resourceTypes: [...new Set([...STATEMENT_TYPES, ...PRINCIPALS.keys()])],
  parameters: [trustedAccounts],
  findings: {
    'other-account': 'An account that no stack is deployed to is allowed something, without a condition.',
    'whole-account': 'Each principal of the account that may assume roles may assume this one.',
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
  // Conditions in a trust policy apply to the caller's identity, and to what the caller presents.
  if (isForSome(statement) || (isKnown && rejectsSome(statement))) return [];
  return [isKnown ? finding(one, 'whole-account', 'each principal of the account that may assume roles may assume this one') : otherAccount(one, account)];
}

function checkPrincipals(resource: Resource, workload: Workload, settings: Settings): Outcome[] {
  const paths = PRINCIPALS.get(resource.type);
  if (!paths || isLimited(resource)) return [];
  return each(paths, (path) => each(placesAt(resource.get(), path).flatMap((place) => place.itemsOrOne()), (at) => {
    const account = accountOf(at);
    return account === undefined || isKnownAccount(account, workload, settings.of(trustedAccounts)) ? [] : [otherAccount(at, account)];
  }));
}

/** Whether a resource is shared only within an organization, or with a condition. */
function isLimited(resource: Resource): boolean {
  if (['PrincipalOrgID', 'OrganizationId', 'Condition'].some((name) => resource.get(name).exists)) return true;
  return resource.type === 'AWS::RAM::ResourceShare' && resource.get('AllowExternalPrincipals').boolean() === false;
}

function otherAccount(at: Property, account: string): Outcome {
  const who = isWholeAccount(at) ? `account ${account}` : `a principal of account ${account}`;
  return finding(at, 'other-account', `${who}, which no stack is deployed to, is allowed something without a condition`);
}
