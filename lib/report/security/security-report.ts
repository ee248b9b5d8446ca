import { Control, controlsOf } from './controls';
import { Evidence, EvidenceSources, evidenceOf } from './evidence';
import type { ReportedStack, ReportSubject } from './subject';
import { Trend, trendOf } from './trend';
import { FunctionFacts, WorkloadMap, workloadMap } from './workload-map';
import { ItemId, PracticeId, QUESTION } from '../../checklist';
import { dayOf } from '../../dependencies/certification/day';
import { AcknowledgedFinding, BaselineEntry, FilePlace, findingName, GateFinding, GateResult, placeOf, qualify, Rule } from '../../gate';
import { causeInShort, causesOf } from '../causes';
import { coverage, RuleCoverage, Status, STATUSES } from '../checklist';
import { acknowledgedId, groupBy, isUndetermined, outstanding, sorted, stackLabel, summarize, Summary } from '../model';

/** Input of the report besides the result of the gate. */
export interface SecurityReportOptions {
  /** Version of this package. */
  readonly version: string;
  /** All rules, including disabled ones. */
  readonly pack: readonly Rule[];
  /** Time of the report. */
  readonly now: Date;
  /** The inputs, as the user specified them. */
  readonly inputs: readonly string[];
  /** The subject and the author of the report. @default - none */
  readonly subject?: ReportSubject;
  /** An earlier report to compare with. @default - none */
  readonly earlier?: SecurityReport;
  /** Reads a file of certified dependencies that a template refers to. @default - files are treated as missing */
  readonly certified?: EvidenceSources['certified'];
}

/** A finding in the report. */
export interface ReportedFinding {
  /** The id for an acknowledgement. */
  readonly id: string;
  readonly level: GateFinding['level'];
  readonly undetermined: boolean;
  /** Whether it is in the baseline. */
  readonly known: boolean;
  readonly message: string;
  readonly path: string;
  readonly stack?: string;
  readonly template?: string;
  readonly logicalId?: string;
  readonly location?: string;
  /** Its location: in the code of the app if known, else in the template. */
  readonly place?: FilePlace;
  readonly fix: string;
}

/** An acknowledged finding. */
export interface ReportedAcknowledgement extends ReportedFinding {
  readonly reason: string;
  /** The last day on which it is valid; absent if it does not expire. */
  readonly until?: string;
  /** The construct with the acknowledgement. */
  readonly acknowledgedAt: string;
  /** The owner, if given. */
  readonly owner?: string;
  /** The day of the acknowledgement, if given. */
  readonly on?: string;
}

/** Results of a rule for a line. */
export interface ReportedRule {
  readonly id: string;
  readonly title: string;
  readonly link: string;
  readonly off: boolean;
  /** Paths of the examined resources. */
  readonly examined: readonly string[];
  /** Paths of the resources without findings, open or acknowledged. */
  readonly compliant: readonly string[];
}

/** A line of the improvement plan. */
export interface ReportedItem {
  readonly item: ItemId;
  readonly text: string;
  readonly status: Status;
  readonly rules: readonly ReportedRule[];
  readonly evidence: readonly Evidence[];
  readonly findings: readonly ReportedFinding[];
  readonly acknowledged: readonly ReportedAcknowledgement[];
}

/** A best practice. */
export interface ReportedPractice {
  readonly practice: PracticeId;
  readonly title: string;
  readonly status: Status;
  readonly items: readonly ReportedItem[];
}

/** The fix for one cause. */
export interface NextStep {
  readonly ruleId: string;
  /** The rules whose findings it would fix; several if they are undetermined because of one value. */
  readonly rules: readonly string[];
  /** The fix of the first rule. */
  readonly title: string;
  /** The problem in short. */
  readonly message: string;
  readonly level: GateFinding['level'];
  /** Number of affected resources. */
  readonly resources: number;
  /** Path of the first one. */
  readonly first: { readonly path: string; readonly place?: FilePlace };
  readonly fix: string;
  readonly link?: string;
}

/** The report on SEC 3 with its evidence. `version` is the version of the format. */
export interface SecurityReport {
  readonly version: 1;
  readonly tool: { readonly name: 'cdk-sec3'; readonly version: string };
  readonly question: typeof QUESTION;
  /** Time in ISO 8601 format, in UTC. */
  readonly madeAt: string;
  readonly inputs: readonly string[];
  readonly summary: Summary;
  /** Number of lines by status. */
  readonly totals: { readonly [status in Status]: number };
  readonly practices: readonly ReportedPractice[];
  /** The baseline, and which of its findings are fixed. */
  readonly baseline?: { readonly file: string; readonly fixed: readonly BaselineEntry[] };
  readonly next: readonly NextStep[];
  readonly functions: readonly FunctionFacts[];
  readonly map: Pick<WorkloadMap, 'nodes' | 'edges'>;
  /** The subject and the author of the report. Absent in reports of earlier versions. */
  readonly subject?: ReportSubject;
  readonly stacks?: readonly ReportedStack[];
  readonly controls?: readonly Control[];
  /** Number of resources by type. */
  readonly resources?: Readonly<Record<string, number>>;
  readonly trend?: Trend;
}

/** Creates the report. */
export function securityReport(result: GateResult, options: SecurityReportOptions): SecurityReport {
  const { version, pack, now, inputs, subject, earlier, certified = () => undefined } = options;
  const { functions, nodes, edges } = workloadMap(result);
  const open = outstanding(result);
  const known = new Set(result.baseline?.known);
  const evidence = evidenceOf(result, functions, { today: dayOf(now), certified });
  const practices = coverage(result, pack).map(({ practice, status, items }): ReportedPractice => ({
    practice: practice.id,
    title: practice.title,
    status,
    items: items.map(({ item, status: itemStatus, rules }): ReportedItem => ({
      item: item.id,
      text: item.text,
      status: itemStatus,
      rules: rules.map((rule) => reportedRule(rule, result)),
      evidence: evidence.get(item.id) ?? [],
      findings: sorted(open.filter(({ rule }) => rule?.item === item.id)).map((finding) => reported(finding, known.has(finding))),
      acknowledged: sorted(result.acknowledged.filter(({ rule }) => rule?.item === item.id)).map(reportedAcknowledgement),
    })),
  }));
  const report: SecurityReport = {
    version: 1,
    tool: { name: 'cdk-sec3', version },
    question: QUESTION,
    madeAt: now.toISOString(),
    inputs,
    summary: summarize(result, pack),
    totals: totalsOf(practices),
    practices,
    baseline: result.baseline && { file: result.baseline.file, fixed: result.baseline.fixed },
    next: nextSteps(open),
    functions,
    map: { nodes, edges },
    subject,
    stacks: stacksOf(result),
    controls: controlsOf(result, functions),
    resources: resourceCounts(result),
  };
  return earlier ? { ...report, trend: trendOf(report, earlier) } : report;
}

function reportedRule({ rule, off }: RuleCoverage, result: GateResult): ReportedRule {
  const { evaluation, acknowledged } = result;
  const examined = (evaluation.examined.get(rule) ?? []).map(({ path }) => path).sort();
  const said = new Set([...outstanding(result), ...acknowledged].filter((finding) => finding.rule === rule).map(({ path }) => path));
  return { id: qualify(rule.id), title: rule.title, link: rule.link, off, examined, compliant: examined.filter((path) => !said.has(path)) };
}

function reported(finding: GateFinding, known: boolean = false): ReportedFinding {
  const { level, message, path, stack, template, logicalId, location, fix } = finding;
  const id = findingName(finding);
  const place = placeOf(finding);
  const undetermined = isUndetermined(finding);
  return { id, level, undetermined, known, message, path, stack: stack && stackLabel(stack), template, logicalId, location, place, fix };
}

function reportedAcknowledgement(finding: AcknowledgedFinding): ReportedAcknowledgement {
  const { reason, until, path, statedBy, on } = finding.acknowledgement;
  return { ...reported(finding), id: acknowledgedId(finding.acknowledgement), reason, until, acknowledgedAt: path, owner: statedBy, on };
}

function totalsOf(practices: readonly ReportedPractice[]): SecurityReport['totals'] {
  const items = practices.flatMap((practice) => practice.items);
  return Object.fromEntries(STATUSES.map((status) => [status, items.filter((item) => item.status === status).length])) as SecurityReport['totals'];
}

/** Returns the steps, one for each cause, the most severe first. */
function nextSteps(findings: readonly GateFinding[]): NextStep[] {
  return causesOf(sorted(findings)).map((cause): NextStep => {
    const [first] = cause.findings;
    const { level, ruleIds, paths } = cause;
    return {
      ruleId: first.ruleId,
      rules: ruleIds,
      title: first.rule?.title ?? first.message,
      message: causeInShort(cause),
      level,
      resources: paths.length,
      first: { path: first.path, place: placeOf(first) },
      fix: first.fix,
      link: first.rule?.link,
    };
  });
}

/** Returns the account and Region of each stack, as far as the assembly contains them. */
function stacksOf(result: GateResult): ReportedStack[] {
  const known = (value: string | undefined) => (value === undefined || value.startsWith('unknown-') ? undefined : value);
  return result.workload.stacks.filter(({ judged }) => judged).map((stack): ReportedStack => {
    return { stack: stackLabel(stack), account: known(stack.account), region: known(stack.region) };
  });
}

/** Returns the number of resources by type. */
function resourceCounts(result: GateResult): Readonly<Record<string, number>> {
  const judged = result.workload.resources().filter(({ stack }) => stack.judged);
  const counts = [...groupBy(judged, ({ type }) => type)].map(([type, all]) => [type, all.length] as const);
  return Object.fromEntries(counts.sort(([a], [b]) => (a < b ? -1 : 1)));
}
