import { actionOf } from './client/operations';
import { raisedBy } from './preflight';
import type { Target } from './target';

/** An Allow statement of a policy. */
interface Statement {
  readonly Effect: 'Allow';
  readonly Action: readonly string[];
  readonly Resource: readonly string[] | '*';
}

/**
 * Groups targets by the account of their policy. ARNs of one partition do not belong in a policy of another, and each account needs
 * its own policy. A target without an account joins the only known account in its partition.
 */
export function policyAccounts(targets: readonly Target[]): Target[][] {
  const known = (partition: string) => {
    const within = targets.filter((target) => target.partition.name === partition);
    return [...new Set(within.flatMap(({ place }) => place.account ?? []))];
  };
  const groups = new Map<string, Target[]>();
  for (const target of targets) {
    const { name } = target.partition;
    const [only, ...others] = known(name);
    const key = JSON.stringify([name, target.place.account ?? (others.length === 0 ? only : undefined)]);
    groups.set(key, [...(groups.get(key) ?? []), target]);
  }
  return [...groups.values()];
}

/** Returns the minimal IAM policy for the questions that templates raise, as JSON. */
export function policyFor(targets: readonly Target[]): string {
  const resources = new Map<string, Set<string>>();
  for (const { operation, on } of targets.flatMap(raisedBy).flatMap(({ needs }) => needs)) {
    const action = actionOf(operation);
    if (action === undefined) continue;
    const named = resources.get(action) ?? new Set<string>();
    resources.set(action, named);
    for (const arn of on ?? ['*']) named.add(arn);
  }
  const byResources = new Map<string, string[]>();
  for (const [action, named] of resources) {
    const key = JSON.stringify(named.has('*') ? '*' : [...named].sort());
    byResources.set(key, [...(byResources.get(key) ?? []), action]);
  }
  const statements = [...byResources].sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, actions]): Statement => ({
    Effect: 'Allow', Action: actions.sort(), Resource: JSON.parse(key),
  }));
  return `${JSON.stringify({ Version: '2012-10-17', Statement: statements }, null, 2)}\n`;
}
