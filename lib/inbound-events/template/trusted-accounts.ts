/** Accounts that a workload trusts, in addition to its own. */
import { SERVICE_ACCOUNTS } from '../../aws/service-accounts';
import { Property, TextListParameter, Workload } from '../../gate';

/** The accounts that policies may name without a condition. */
export const trustedAccounts: TextListParameter = {
  name: 'trustedAccounts',
  description: 'The accounts that policies may name without a condition, in addition to the accounts of the stacks and those of AWS.',
  type: 'string[]',
  default: [],
  expected: 'an account id of 12 digits, as a string',
  accepts: (element) => /^\d{12}$/.test(element),
};

/** Returns the account of a principal. Undefined if it has none, or if the account is known only at deployment. */
export function accountOf(principal: Property): string | undefined {
  const [, account] = /^(?:arn:[^:]*:(?:iam|sts)::)?(\d{12})(?::|$)/.exec((principal.written() ?? '').replace(/\$\{[^}]*\}/g, 'x')) ?? [];
  return account;
}

/** Checks whether an account belongs to a stack or to AWS, or is one that users trust. */
export function isKnownAccount(account: string, workload: Workload, trusted: readonly string[]): boolean {
  return SERVICE_ACCOUNTS.has(account) || trusted.includes(account) || accountsOf(workload).has(account);
}

/** Returns the accounts to which the stacks of a workload are deployed. */
function accountsOf(workload: Workload): ReadonlySet<string> {
  return workload.once(accountsOf, workload, () => new Set(workload.stacks.flatMap(({ account }) => account ?? [])));
}

/** Checks whether a principal is a whole account, and not a principal in it. */
export function isWholeAccount(principal: Property): boolean {
  return /^(?:arn:.*:iam::.*:root|\d{12}|\$\{AWS::AccountId\})$/.test(principal.written() ?? '');
}
