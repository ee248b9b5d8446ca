import { findingName, GateFinding, groupByCause, Level } from '../gate';
import { groupBy, isUndetermined, LEVELS } from './model';

/** Findings that one change, or one kind of change, would fix. */
export interface Cause {
  readonly level: Level;
  /** Whether it is that something can't be known, rather than that it is wrong. */
  readonly undetermined: boolean;
  /** The ids of the rules that found it; more than one where it is undetermined, and where no one asked for the resource. */
  readonly ruleIds: readonly string[];
  /** What is wrong, each once. */
  readonly messages: readonly string[];
  readonly findings: readonly GateFinding[];
  /** Paths of the resources, each once. */
  readonly paths: readonly string[];
}

/** How many causes are named as what to do next. */
export const NEXT_CAUSES = 3;

/**
 * Findings by what they come from: the heaviest first, then those of the most resources.
 *
 * Of causes of which the same is said, one is made: thirty operations that lack the same two things.
 */
export function causesOf(findings: readonly GateFinding[]): Cause[] {
  const alike = groupBy(groupByCause(findings), (group) => JSON.stringify([heaviest(group), ...new Set(group.map(saying).sort())]));
  return [...alike.values()].map((groups) => causeFrom(groups.flat())).sort(byWeight);
}

/** Findings that several rules have from one cause, such as a value that they can't know, apart from those of a rule of its own. */
export function sharedCauses(findings: readonly GateFinding[]): { readonly shared: readonly Cause[]; readonly others: readonly GateFinding[] } {
  const shared = causesOf(findings).filter(({ ruleIds }) => ruleIds.length > 1);
  const apart = new Set(shared.flatMap((cause) => cause.findings));
  return { shared, others: findings.filter((finding) => !apart.has(finding)) };
}

/** What several rules have in common: that they can't know a value, or that no one asked for the resource. */
export function headingOf({ ruleIds, undetermined }: Cause): string {
  return `${ruleIds.length} rules ${undetermined ? 'can’t conclude' : 'have findings about one resource'}`;
}

/** What is wrong, in short: the first of what a cause says. */
export function causeInShort({ messages }: Cause): string {
  return `${messages[0]}${messages.length > 1 ? ` (and ${messages.length - 1} more)` : ''}`;
}

/** The findings of a cause, one for each thing that is said. */
export function saidOnce(findings: readonly GateFinding[]): GateFinding[] {
  return [...groupBy(findings, ({ findingId, message }) => JSON.stringify([findingId, message])).values()].map(([first]) => first);
}

/** The findings of a cause, one for each place. */
export function placedOnce(findings: readonly GateFinding[]): GateFinding[] {
  const places = groupBy(findings, ({ path, location, source }) => JSON.stringify([path, location, source?.path, source?.location]));
  return [...places.values()].map(([first]) => first);
}

function saying(finding: GateFinding): string {
  return `${findingName(finding)} ${finding.message}`;
}

function causeFrom(findings: readonly GateFinding[]): Cause {
  return {
    level: heaviest(findings),
    undetermined: findings.every(isUndetermined),
    ruleIds: [...new Set(findings.map(({ ruleId }) => ruleId))],
    messages: [...new Set(findings.map(({ message }) => message))],
    findings,
    paths: [...new Set(findings.map(({ path }) => path))],
  };
}

function heaviest(findings: readonly GateFinding[]): Level {
  return LEVELS.find((level) => findings.some((finding) => finding.level === level))!;
}

/** Errors before what can't be known, and that before warnings; then by how many resources it is about. */
function byWeight(a: Cause, b: Cause): number {
  return weight(a) - weight(b) || b.paths.length - a.paths.length;
}

function weight({ level, undetermined }: Cause): number {
  return 2 * LEVELS.indexOf(level) + Number(undetermined === (level !== 'warning'));
}
