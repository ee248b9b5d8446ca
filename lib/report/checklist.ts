import { ChecklistItem, Practice, PRACTICES } from '../checklist';
import { AcknowledgedFinding, fails, GateResult, qualify, Rule, UNDETERMINED_ID } from '../gate';
import { count, outstanding } from './model';

/**
 * How a line of the checklist stands, the heaviest first:
 *
 * - `not-satisfied`: an error is outstanding.
 * - `undetermined`: no error, but something can't be known before deployment, a rule broke, or a template could not be read.
 * - `warnings`: nothing but warnings is outstanding. Not satisfied, though it fails no gate by default.
 * - `not-covered`: no rule serves the line. It has to be shown by other means.
 * - `switched-off`: nothing is outstanding, but a rule that serves the line is switched off.
 * - `acknowledged`: nothing is outstanding, and at least one finding was acknowledged.
 * - `satisfied`: resources were examined and nothing was found.
 * - `not-applicable`: the workload has no resource that the line's rules look at.
 *
 * That of a practice is the heaviest of its lines.
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

/** How a line of the checklist, or a practice, stands. */
export type Status = (typeof STATUSES)[number];

/** What a rule contributes to a line of the checklist. */
export interface RuleCoverage {
  readonly rule: Rule;
  /** True where the rule was switched off. */
  readonly off: boolean;
  /** How many resources it looked at. */
  readonly examined: number;
  /** Outstanding findings that fail the gate. */
  readonly errors: number;
  /** Outstanding findings that don't. */
  readonly warnings: number;
  /** Undetermined results without an acknowledgement, reported or not. */
  readonly undetermined: number;
  /** On how many resources it broke. */
  readonly broken: number;
  readonly acknowledged: readonly AcknowledgedFinding[];
}

/** One line of the checklist with the rules that serve it. */
export interface ItemCoverage {
  readonly item: ChecklistItem;
  readonly status: Status;
  readonly rules: readonly RuleCoverage[];
}

/** One best practice with its lines. */
export interface PracticeCoverage {
  readonly practice: Practice;
  readonly status: Status;
  readonly items: readonly ItemCoverage[];
}

/**
 * How the workload stands against every line of SEC 3.
 *
 * @param pack all rules that there are, so that those that were switched off are seen. @default - those that were run
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

/** A status in words. */
export function statusText(status: Status): string {
  return status.replace('-', ' ');
}

/** What a rule contributes, in words: `12 resources examined, 2 errors, 1 acknowledged`. */
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
  // A baseline fails nothing, and satisfies nothing.
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
  // What was not read may hold anything, so that nothing better can be said of any line.
  if (!complete || any((rule) => rule.undetermined > 0 || rule.broken > 0)) return 'undetermined';
  if (any((rule) => rule.warnings > 0)) return 'warnings';
  if (any((rule) => rule.off)) return 'switched-off';
  if (any((rule) => rule.acknowledged.length > 0)) return 'acknowledged';
  return any((rule) => rule.examined > 0) ? 'satisfied' : 'not-applicable';
}

function heaviest(statuses: readonly Status[]): Status {
  return STATUSES.find((status) => statuses.includes(status))!;
}
