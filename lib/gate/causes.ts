import { UNDETERMINED_ID } from './evaluation';
import { findingName, GateFinding } from './gate';

/**
 * Groups findings by cause, in the order of the first of each: the findings of a rule with one cause, the undetermined findings of all rules that
 * depend on one value, and the findings of all rules about a resource that no one asked for. Findings of a rule without a cause are grouped by message.
 */
export function groupByCause<T extends GateFinding>(findings: readonly T[]): T[][] {
  const groups = new Map<string, T[]>();
  for (const finding of findings) {
    const key = keyOf(finding);
    const group = groups.get(key);
    if (group) group.push(finding);
    else groups.set(key, [finding]);
  }
  return [...groups.values()];
}

/** A character that occurs in no part separates the parts of a key. */
function keyOf(finding: GateFinding): string {
  const { ruleId, findingId, level, cause, message, isUnwanted } = finding;
  if (isUnwanted) return `unwanted\u0000${cause}`;
  if (cause === undefined) return `${findingName(finding)}\u0000${level}\u0000${message}`;
  return `${findingId === UNDETERMINED_ID ? UNDETERMINED_ID : ruleId}\u0000${level}\u0000cause\u0000${cause}`;
}
