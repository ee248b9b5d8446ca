import { ChecklistItem, Practice, PRACTICES } from '../checklist';
import { AcknowledgedFinding, fails, GateResult, qualify, Rule, UNDETERMINED_ID } from '../gate';
import { count, outstanding } from './model';

/**
 * Status of a line of the checklist, the most severe first:
 *
 * - `not-satisfied`: an error is outstanding.
 * - `undetermined`: no error, but a value is known only at deployment, a rule failed, or a template could not be read.
 * - `warnings`: only warnings are outstanding. The line is not satisfied, although warnings do not fail the gate by default.
 * - `not-covered`: no rule serves the line. It needs other evidence.
 * - `switched-off`: nothing is outstanding, but a rule that serves the line is disabled.
 * - `acknowledged`: nothing is outstanding, and at least one finding was acknowledged.
 * - `satisfied`: resources were examined, without findings.
 * - `not-applicable`: the workload has no resource that the line's rules examine.
 *
 * The status of a practice is the most severe one of its lines.
 */
export const STATUSES = [
  'not-satisfied',
  'undetermined',
  'warnings',
  'not-covered',
  'switched-off',
  'acknowledged',
  'satisfied',
  'not-applicable',
] as const;

/** Status of a line of the checklist, or of a practice. */
export type Status = (typeof STATUSES)[number];

/** Results of a rule for a line of the checklist. */
export interface RuleCoverage {
  readonly rule: Rule;
  /** Whether the rule was disabled. */
  readonly off: boolean;
  /** Number of examined resources. */
  readonly examined: number;
  /** Number of outstanding errors. */
  readonly errors: number;
  /** Number of outstanding warnings. */
  readonly warnings: number;
  /** Number of undetermined results without an acknowledgement, whether reported or not. */
  readonly undetermined: number;
  /** Number of resources on which the rule failed. */
  readonly broken: number;
  readonly acknowledged: readonly AcknowledgedFinding[];
}

/** A line of the checklist with the rules that serve it. */
export interface ItemCoverage {
  readonly item: ChecklistItem;
  readonly status: Status;
  readonly rules: readonly RuleCoverage[];
}

/** A best practice with its lines. */
export interface PracticeCoverage {
  readonly practice: Practice;
  readonly status: Status;
  readonly items: readonly ItemCoverage[];
}

/**
 * Determines the status of every line of SEC 3.
 *
 * @param pack all rules, including disabled ones. @default - the rules that were run
 */
export function coverage(result: GateResult, pack: readonly Rule[] = result.rules): PracticeCoverage[] {
  const rules = rulesOf(result, pack);
  const complete =
    result.evaluation.blindSpots.length === 0 && !result.findings.some((finding) => finding.ruleId === qualify('TemplateUnreadable'));
  return PRACTICES.map((practice) => {
    const items = practice.items.map((item): ItemCoverage => {
      const serving = rules.filter(({ rule }) => rule.item === item.id);
      return { item, rules: serving, status: statusOf(serving, complete) };
    });
    return { practice, items, status: heaviest(items.map((item) => item.status)) };
  });
}

/** Returns the display text of a status. */
export function statusText(status: Status): string {
  return status.replace('-', ' ');
}

/** Returns the results of a rule as text: `12 resources examined, 2 errors, 1 acknowledged`. */
export function contribution(of: RuleCoverage): string {
  if (of.off) return 'switched off';
  if (of.examined === 0) return 'no resource to examine';
  const parts = [
    ...(of.errors > 0 ? [count(of.errors, 'error')] : []),
    ...(of.warnings > 0 ? [count(of.warnings, 'warning')] : []),
    ...(of.undetermined > 0 ? [`${of.undetermined} undetermined`] : []),
    ...(of.broken > 0 ? [`broke on ${of.broken}`] : []),
    ...(of.acknowledged.length > 0 ? [`${of.acknowledged.length} acknowledged`] : []),
  ];
  return `${count(of.examined, 'resource')} examined, ${parts.length > 0 ? parts.join(', ') : 'nothing found'}`;
}

function rulesOf(result: GateResult, pack: readonly Rule[]): RuleCoverage[] {
  const ran = new Set(result.rules);
  // Findings in the baseline do not fail the gate, but the line is not satisfied.
  const all = outstanding(result);
  return pack.map((rule) => {
    const own = all.filter((finding) => finding.rule === rule && finding.findingId !== UNDETERMINED_ID);
    const acknowledged = result.acknowledged.filter((finding) => finding.rule === rule);
    const open = result.evaluation.observations.filter((observation) => observation.rule === rule && observation.kind === 'undetermined');
    return {
      rule,
      off: !ran.has(rule),
      examined: result.evaluation.examined.get(rule)?.length ?? 0,
      errors: own.filter(fails).length,
      warnings: own.filter((finding) => !fails(finding)).length,
      undetermined: open.length - acknowledged.filter((finding) => finding.findingId === UNDETERMINED_ID).length,
      broken: result.evaluation.failures.filter((failure) => failure.rule === rule).length,
      acknowledged,
    };
  });
}

function statusOf(rules: readonly RuleCoverage[], complete: boolean): Status {
  const any = (test: (rule: RuleCoverage) => boolean) => rules.some(test);
  if (rules.length === 0) return 'not-covered';
  if (any((rule) => rule.errors > 0)) return 'not-satisfied';
  // Unread templates may contain anything, so no line has a better status.
  if (!complete || any((rule) => rule.undetermined > 0 || rule.broken > 0)) return 'undetermined';
  if (any((rule) => rule.warnings > 0)) return 'warnings';
  if (any((rule) => rule.off)) return 'switched-off';
  if (any((rule) => rule.acknowledged.length > 0)) return 'acknowledged';
  return any((rule) => rule.examined > 0) ? 'satisfied' : 'not-applicable';
}

function heaviest(statuses: readonly Status[]): Status {
  return STATUSES.find((status) => statuses.includes(status))!;
}
