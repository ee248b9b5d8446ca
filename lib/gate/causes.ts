import { UNDETERMINED_ID } from './evaluation';
import { findingName, GateFinding } from './gate';

/**
 * Findings by what they come from, in the order of the first of each: those of a rule with one cause, and those of all rules that can't be
 * known because of one value. Without a cause, those of a rule that say the same.
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

function keyOf(finding: GateFinding): string {
  const { ruleId, findingId, level, cause, message } = finding;
  if (cause === undefined) return JSON.stringify([findingName(finding), level, message]);
  return JSON.stringify([findingId === UNDETERMINED_ID ? UNDETERMINED_ID : ruleId, level, 'cause', cause]);
}
