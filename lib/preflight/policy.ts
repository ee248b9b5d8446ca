import { actionOf } from './client/operations';
import { raisedBy } from './preflight';
import type { Target } from './target';

/** A statement of a policy that allows. */
interface Statement {
  readonly Effect: 'Allow';
  readonly Action: readonly string[];
  readonly Resource: readonly string[] | '*';
}

/** The least that an IAM policy has to allow for the questions that templates raise, as JSON. */
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
