import { findingName, GateFinding, groupByCause, Level } from '../gate';
import { groupBy, isUndetermined, LEVELS } from './model';

/** Findings that one change, or one kind of change, would fix. */
export interface Cause {
  readonly level: Level;
  /** Whether it is that something can't be known, rather than that it is wrong. */
  readonly undetermined: boolean;
  /** The ids of the rules that found it; more than one only where it is undetermined. */
  readonly ruleIds: readonly string[];
  /** What is wrong, each once. */
  readonly messages: readonly string[];
  readonly findings: readonly GateFinding[];
  /** Paths of the resources, each once. */
  readonly paths: readonly string[];
}

/**
 * Findings by what they come from: the heaviest first, then those of the most resources.
 *
 * Of causes of which the same is said, one is made: thirty operations that lack the same two things.
 */
export function causesOf(findings: readonly GateFinding[]): Cause[] {
  const alike = groupBy(groupByCause(findings), (group) => JSON.stringify([group[0].level, ...new Set(group.map(saying).sort())]));
  return [...alike.values()].map((groups) => causeFrom(groups.flat())).sort(byWeight);
}

function saying(finding: GateFinding): string {
  return `${findingName(finding)} ${finding.message}`;
}

function causeFrom(findings: readonly GateFinding[]): Cause {
  const [first] = findings;
  return {
    level: first.level,
    undetermined: isUndetermined(first),
    ruleIds: [...new Set(findings.map(({ ruleId }) => ruleId))],
    messages: [...new Set(findings.map(({ message }) => message))],
    findings,
    paths: [...new Set(findings.map(({ path }) => path))],
  };
}

/** Errors before what can't be known, and that before warnings; then by how many resources it is about. */
function byWeight(a: Cause, b: Cause): number {
  return weight(a) - weight(b) || b.paths.length - a.paths.length;
}

function weight({ level, undetermined }: Cause): number {
  return 2 * LEVELS.indexOf(level) + Number(undetermined === (level !== 'warning'));
}
