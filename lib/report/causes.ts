import { findingName, GateFinding, groupByCause, Level } from '../gate';
import { groupBy, isUndetermined, LEVELS } from './model';

/** Findings with the same cause: one change, or one kind of change, would fix them. */
export interface Cause {
  readonly level: Level;
  /** Whether the cause is an undetermined value, rather than a mistake. */
  readonly undetermined: boolean;
  /** The ids of the rules with these findings. Undetermined causes can have several. */
  readonly ruleIds: readonly string[];
  /** The distinct problems. */
  readonly messages: readonly string[];
  readonly findings: readonly GateFinding[];
  /** The distinct paths of the resources. */
  readonly paths: readonly string[];
}

/** Maximum number of next steps. */
export const NEXT_CAUSES = 3;

/** A next step: a fix, with the first cause that it ends. */
export interface NextStep {
  readonly cause: Cause;
  /** The number of resources beside that of the first finding. */
  readonly others: number;
}

/** Returns the fixes of the first causes, each once. */
export function nextSteps(causes: readonly Cause[]): NextStep[] {
  const groups = [...groupBy(causes, ({ findings: [{ fix }] }) => fix).values()];
  return groups.slice(0, NEXT_CAUSES).map((group) => ({ cause: group[0], others: new Set(group.flatMap(({ paths }) => paths)).size - 1 }));
}

/**
 * Groups findings by cause: the most severe first, then those with the most resources.
 *
 * Merges causes with the same problems, such as thirty operations that lack the same two settings.
 */
export function causesOf(findings: readonly GateFinding[]): Cause[] {
  const alike = groupBy(groupByCause(findings), (group) => JSON.stringify([heaviest(group), ...new Set(group.map(saying).sort())]));
  return [...alike.values()].map((groups) => causeFrom(groups.flat())).sort(byWeight);
}

/** Separates findings that several rules have for one cause, such as an unknown value, from findings of single rules. */
export function sharedCauses(findings: readonly GateFinding[]): { readonly shared: readonly Cause[]; readonly others: readonly GateFinding[] } {
  const shared = causesOf(findings).filter(({ ruleIds }) => ruleIds.length > 1);
  const apart = new Set(shared.flatMap((cause) => cause.findings));
  return { shared, others: findings.filter((finding) => !apart.has(finding)) };
}

/** Returns the heading of a cause that several rules share, such as an unknown value. */
export function headingOf({ ruleIds, undetermined }: Cause): string {
  return `${ruleIds.length} rules ${undetermined ? 'can’t conclude' : 'have findings about one resource'}`;
}

/** Returns the first problem of a cause, as its short description. */
export function causeInShort({ messages }: Cause): string {
  return `${messages[0]}${messages.length > 1 ? ` (and ${messages.length - 1} more)` : ''}`;
}

/** Returns the findings of a cause, one for each message. */
export function saidOnce(findings: readonly GateFinding[]): GateFinding[] {
  return [...groupBy(findings, ({ findingId, message }) => JSON.stringify([findingId, message])).values()].map(([first]) => first);
}

/** Returns the findings of a cause, one for each location. */
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

/** Sorts errors first, then warnings that are errors by default, then undetermined causes, then other warnings; within these, by the number of resources. */
function byWeight(a: Cause, b: Cause): number {
  return weight(a) - weight(b) || b.paths.length - a.paths.length;
}

function weight({ level, undetermined, findings }: Cause): number {
  const isLowered = level === 'warning' && !undetermined && findings.some(({ rule }) => rule?.severity === 'error');
  const order = level !== 'warning' ? Number(undetermined) : isLowered ? 0 : undetermined ? 1 : 2;
  return 3 * LEVELS.indexOf(level) + order;
}
