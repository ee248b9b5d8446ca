/** The condition under which a path, or a whole implicit API, exists: one of its operations does. */
import type { SamExpansion } from './sam-expansion';

/** Limit of `Fn::Or`. */
const MOST = 10;

/**
 * Returns the condition under which one of several things exists; undefined if one always does.
 *
 * @param conditions of each thing; undefined for one without
 * @param name of a condition that is created if there are several
 */
export function anyOf(conditions: readonly (string | undefined)[], name: string, expansion: SamExpansion): string | undefined {
  const different = [...new Set(conditions)].filter((condition) => condition !== undefined).sort();
  if (different.length === 0 || conditions.includes(undefined)) return undefined;
  if (different.length === 1) return different[0];
  let rest = different;
  let made = 0;
  while (rest.length > 1) {
    const isLast = rest.length <= MOST;
    const next = isLast ? name : `${name}${(made += 1)}`;
    expansion.conditions.set(next, { 'Fn::Or': rest.slice(0, MOST).map((condition) => ({ Condition: condition })) });
    rest = isLast ? [] : [...rest.slice(MOST), next];
  }
  return name;
}
