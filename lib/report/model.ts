import { practiceOf } from '../checklist';
import { Acknowledgement, findingName, GateFinding, GateResult, Level, placeOf, qualify, Resource, Rule, StackTemplate, subjectOf, UNDETERMINED_ID } from '../gate';

/** The figures of a report. */
export interface Summary {
  readonly fatal: number;
  readonly errors: number;
  readonly warnings: number;
  /** Number of errors and warnings that are undetermined results. */
  readonly undetermined: number;
  readonly acknowledged: number;
  /** Findings in the baseline, which the figures above do not include. */
  readonly known: number;
  /** Number of fixed findings of the baseline. */
  readonly fixed: number;
  /** Resources that at least one rule examined. */
  readonly resources: number;
  /** Resources that the CDK creates for itself, which rules do not examine. */
  readonly exempt: number;
  readonly templates: number;
  /** Rules that were run. */
  readonly rules: number;
  readonly switchedOff: number;
}

/**
 * Returns the figures of a result.
 *
 * @param pack all rules, including disabled ones. @default - the rules that were run
 */
export function summarize(result: GateResult, pack: readonly Rule[] = result.rules): Summary {
  const at = (level: Level) => result.findings.filter((finding) => finding.level === level).length;
  const examined = new Set<Resource>([...result.evaluation.examined.values()].flat());
  return {
    fatal: at('fatal'),
    errors: at('error'),
    warnings: at('warning'),
    undetermined: result.findings.filter(isUndetermined).length,
    acknowledged: result.acknowledged.length,
    known: result.baseline?.known.length ?? 0,
    fixed: result.baseline?.fixed.length ?? 0,
    resources: examined.size,
    exempt: result.evaluation.exempt.length,
    templates: result.workload.stacks.filter((stack) => stack.judged).length,
    rules: result.rules.length,
    switchedOff: pack.length - result.rules.length,
  };
}

/** Returns the findings of a summary as text: `2 errors, 3 warnings (1 undetermined), 1 acknowledged`. */
export function outcome(summary: Summary): string {
  const { fatal, errors, warnings, undetermined, acknowledged, known, fixed } = summary;
  const counts = [
    ...(fatal > 0 ? [`${fatal} fatal`] : []),
    ...(errors > 0 ? [count(errors, 'error')] : []),
    ...(warnings > 0 ? [count(warnings, 'warning')] : []),
  ];
  const compared = known + fixed > 0;
  const unaccepted = counts.length > 0 ? `${compared ? 'new since the baseline: ' : ''}${counts.join(', ')}` : compared ? 'no new findings' : 'no findings';
  const open = undetermined > 0 ? ` (${undetermined} undetermined)` : '';
  const accepted = acknowledged > 0 ? `, ${acknowledged} acknowledged` : '';
  const before = compared ? `, ${known} in the baseline` : '';
  const gone = fixed > 0 ? `, ${fixed} fixed since the baseline` : '';
  return `${unaccepted}${open}${accepted}${before}${gone}`;
}

/** Returns the examined resources as text. */
export function extent(summary: Summary): string {
  const { resources, templates, rules, switchedOff, exempt } = summary;
  const off = switchedOff > 0 ? ` (${switchedOff} switched off)` : '';
  const owned = exempt > 0 ? `; ${count(exempt, 'resource')} of the CDK’s own exempt` : '';
  return `${count(rules, 'rule')}${off} over ${count(resources, 'resource')} in ${count(templates, 'template')}${owned}`;
}

/** Returns a number with its noun: `1 error`, `2 errors`. */
export function count(n: number, noun: string, plural: string = `${noun}s`): string {
  return `${n} ${n === 1 ? noun : plural}`;
}

/** Returns the acknowledged id, without the namespace that the CDK adds. */
export function acknowledgedId(acknowledgement: Acknowledgement): string {
  const { ruleId, findingId } = subjectOf(acknowledgement);
  return qualify(ruleId, findingId);
}

/** Returns all findings that are not acknowledged, including those of the baseline. */
export function outstanding({ findings, baseline }: GateResult): readonly GateFinding[] {
  return baseline === undefined ? findings : [...findings, ...baseline.known];
}

/** Checks whether a finding is an undetermined result, rather than a problem. */
export function isUndetermined(finding: GateFinding): boolean {
  return finding.findingId === UNDETERMINED_ID || finding.ruleId === qualify('TemplateOpen') || finding.ruleId === qualify('ResourcesUnread');
}

/** Checks whether a finding means that a part of the check was not possible. */
export function isIncomplete(finding: GateFinding): boolean {
  return finding.ruleId === qualify('TemplateUnreadable') || finding.ruleId === qualify('RuleFailed');
}

/** Sort order of levels: the most severe first. */
export const LEVELS: readonly Level[] = ['fatal', 'error', 'warning'];

/** Sorts findings in an order that depends only on their content. */
export function sorted<T extends GateFinding>(findings: readonly T[]): T[] {
  const keyed = findings.map((finding) => ({ finding, key: sortKey(finding) }));
  return keyed.sort((a, b) => compare(a.key, b.key)).map(({ finding }) => finding);
}

function sortKey(finding: GateFinding): string[] {
  const { path, template, location, message } = finding;
  return [findingName(finding), path, template ?? '', location ?? '', message];
}

function compare(a: readonly string[], b: readonly string[]): number {
  const at = a.findIndex((part, index) => part !== b[index]);
  if (at < 0) return 0;
  return a[at] < b[at] ? -1 : 1;
}

/** Groups values by a key, in the order in which the keys first appear. */
export function groupBy<K, T>(values: Iterable<T>, keyOf: (value: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>();
  for (const value of values) {
    const key = keyOf(value);
    const group = groups.get(key);
    if (group) group.push(value);
    else groups.set(key, [value]);
  }
  return groups;
}

/** Groups findings by rule id: the most severe level first, then in the order of the rules. */
export function byRule(findings: readonly GateFinding[]): [ruleId: string, findings: GateFinding[]][] {
  const weight = (group: readonly GateFinding[]) => Math.min(...group.map((finding) => LEVELS.indexOf(finding.level)));
  return [...groupBy(findings, (finding) => finding.ruleId)]
    .map(([ruleId, group]): [string, GateFinding[]] => [ruleId, group])
    .sort(([, a], [, b]) => weight(a) - weight(b));
}

/** Returns the name of a stack: its construct path, or its file if it is a bare template. */
export function stackLabel(stack: StackTemplate): string {
  return stack.constructPath ?? stack.file;
}

/** Returns the location of a finding in the format that editors and terminals open: `lib/orders.ts:12:5`. */
export function placeText(finding: GateFinding): string | undefined {
  const place = placeOf(finding);
  return place && `${place.file}:${place.line}${place.column === undefined ? '' : `:${place.column}`}`;
}

/**
 * Returns the location of a finding in its resource; in a source, with the logical id of that. Undefined if the finding is about the resource as a
 * whole.
 */
export function locationText({ location, source }: GateFinding): string | undefined {
  if (location === undefined || location === 'Properties') return undefined;
  return source?.logicalId === undefined ? location : `${source.logicalId} ${location}`;
}

/** Returns the line of the checklist that a finding is about, with its practice; undefined for the gate's own findings. */
export function checklistOf(finding: GateFinding): { readonly practice: string; readonly item: string } | undefined {
  if (!finding.rule) return undefined;
  return { practice: practiceOf(finding.rule.item).id, item: finding.rule.item };
}

/**
 * Makes characters visible that could forge displayed text: control characters, line breaks and bidirectional marks. Names and values in a template
 * may contain them.
 */
export function visible(text: string): string {
  // eslint-disable-next-line no-control-regex
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g, (character) => {
    const known: { [character: string]: string } = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };
    return known[character] ?? `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
}
