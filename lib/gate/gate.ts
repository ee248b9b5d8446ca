import { inspect } from 'util';
import { AccountStatement, accountProblems, answerTo, asked, questionsOf } from './account';
import { Acknowledgement, Acknowledgements, MINIMUM_REASON_LENGTH, qualify, selfAndAncestors, subjectOf } from './acknowledgements';
import type { BaselineEntry } from './baseline/baseline-entry';
import { evaluate, Evaluation, Observation, UNDETERMINED_ID } from './evaluation';
import type { FilePlace } from './lines/file-place';
import type { Rule, Severity } from './rule';
import { parametersOf, ParameterValues, Settings, valueProblems } from './rule-parameter';
import type { UnreadableStack } from './templates/cloud-assembly';
import type { StackTemplate } from './templates/template';
import type { Resource } from './workload/resource';
import { Workload, type BlindSpot } from './workload/workload';
import { didYouMean } from '../json/closest';

/** How a finding counts. Errors and fatal ones fail the gate; fatal ones can't be acknowledged. */
export type Level = 'fatal' | Severity;

/** How a rule counts: at a level, or not at all. */
export type RuleLevel = Severity | 'off';

const SEVERITIES: readonly Severity[] = ['error', 'warning'];

/** What the gate can be told. */
export interface GateOptions {
  /** Levels of rules by id without prefix, in place of their own. @default - `defaultLevel` */
  readonly levels?: { readonly [ruleId: string]: RuleLevel };
  /** Ids without prefix of the rules to run; none of them may be off. @default - all that are not off */
  readonly only?: readonly string[];
  /** Level of the rules that `levels` does not name. @default - each rule's own severity */
  readonly defaultLevel?: Severity;
  /** How what can't be known at synth time counts. @default 'warning' */
  readonly undetermined?: RuleLevel;
  /** How it counts that no rule looked at any resource. @default 'error' */
  readonly nothingJudged?: RuleLevel;
  /** Shortest reason that an acknowledgement may have, in characters. @default 10 */
  readonly minimumReasonLength?: number;
  /** Values of the parameters that rules declare, by name. @default - the default of each parameter */
  readonly parameters?: ParameterValues;
  /** What is stated of the accounts, where templates can't show it. @default - what rules ask for is not known */
  readonly account?: AccountStatement;
  /** The day that dates are compared with, as `YYYY-MM-DD`. @default - today, in UTC */
  readonly today?: string;
}

/** The findings that the gate makes about itself and its input, rather than by a rule. */
export const GATE_FINDINGS = {
  RuleFailed: 'A rule broke; nothing is known of what it looks at.',
  TemplateUnreadable: 'A template can’t be read; nothing is known of its stack.',
  TemplateOpen: 'A part of what is deployed is made by a macro or a loop at deployment, or stands in a template that is not part of the check.',
  KeyRepeated: 'A key stands more than once in one object of a template; CloudFormation takes the last, and the others do nothing.',
  NothingJudged: 'No resource is of a type that the rules look at; nothing was examined, so nothing has passed.',
  ResourcesUnread: 'Resources that only a macro, a loop or another template makes can’t be read; nothing is known of them.',
  AcknowledgementWithoutReason: 'An acknowledgement gives no reason, or too short a one.',
  AcknowledgementExpired: 'An acknowledgement has run out.',
  AcknowledgementStale: 'An acknowledgement covers nothing.',
} as const;

/** The id of one of the gate's own findings. */
export type GateFindingId = keyof typeof GATE_FINDINGS;

/** One thing that the gate reports. */
export interface GateFinding {
  /** Id of the rule, or of the gate's own finding, with prefix: `Sec3-SecretRotated`. */
  readonly ruleId: string;
  /** Which of the rule's findings it is; `undetermined` where the rule could not conclude. */
  readonly findingId?: string;
  readonly level: Level;
  readonly message: string;
  /** What it comes from where others come from it, too, of the same rule or, where it can't be known, of any. */
  readonly cause?: string;
  /** What to do; for a rule's finding, in the terms of constructs where the stack came from a CDK app. */
  readonly fix: string;
  /** The rule; absent for the gate's own findings. */
  readonly rule?: Rule;
  /** Construct path, or file and logical id for a template that came without a CDK app; empty for the whole app. */
  readonly path: string;
  readonly logicalId?: string;
  readonly resourceType?: string;
  /** The template file. */
  readonly template?: string;
  /** Where in the resource: `Properties.RotationRules`. */
  readonly location?: string;
  readonly stack?: StackTemplate;
  /** Where in a file, of what is no part of a stack. `whereabouts` tells it of others. */
  readonly place?: FilePlace;
}

/** A finding that somebody accepted. */
export interface AcknowledgedFinding extends GateFinding {
  readonly acknowledgement: Acknowledgement;
}

/** How a result stands against a baseline. */
export interface BaselineComparison {
  readonly file: string;
  /** Findings that are in it; they fail nothing. */
  readonly known: readonly GateFinding[];
  /** What is in it and was not found any more. */
  readonly fixed: readonly BaselineEntry[];
}

/** What the gate says of a workload. */
export interface GateResult {
  /** What counts, in the order of rules and templates. */
  readonly findings: readonly GateFinding[];
  /** What a baseline sets apart. @default - there is no baseline */
  readonly baseline?: BaselineComparison;
  /** What was acknowledged, with the acknowledgement. */
  readonly acknowledged: readonly AcknowledgedFinding[];
  /** The rules that were run, with the evaluation behind the findings. */
  readonly rules: readonly Rule[];
  readonly evaluation: Evaluation;
  readonly workload: Workload;
}

/** What goes through the gate. */
export interface GateInput {
  readonly stacks: readonly StackTemplate[];
  readonly acknowledgements?: readonly Acknowledgement[];
  readonly unreadable?: readonly UnreadableStack[];
  /** Called before each rule, with how many were run, of all. @default - nobody is notified */
  readonly onRule?: (done: number, all: number) => void;
}

/** The id of a finding as people acknowledge it: `Sec3-SecretRotated[not-rotated]`. */
export function findingName(finding: GateFinding): string {
  return finding.findingId === undefined ? finding.ruleId : `${finding.ruleId}[${finding.findingId}]`;
}

/** How many characters of a text people see: no blanks around it, and nothing that shows as nothing. */
function visibleLength(text: string): number {
  return [...text.replace(/[\p{Cc}\p{Cf}\p{Mn}\p{Zl}\p{Zp}\u115f\u1160\u2800\u3164\uffa0]/gu, '').replace(/\s+/g, ' ').trim()].length;
}

/** Whether a finding fails the gate. */
export function fails(finding: GateFinding): boolean {
  return finding.level !== 'warning';
}

/** Runs the gate. It knows no rule of its own: the caller gives them. */
export class Gate {
  private readonly settings: Settings;
  private readonly minimumReasonLength: number;

  /** @throws Error naming each option that makes no sense */
  constructor(
    private readonly rules: readonly Rule[],
    private readonly options: GateOptions = {},
  ) {
    const problems = optionProblems(rules, options);
    if (problems.length > 0) throw new Error(`The options of the SEC 3 gate are not right:\n- ${problems.join('\n- ')}`);
    this.settings = new Settings(options.parameters, options.today);
    this.minimumReasonLength = options.minimumReasonLength ?? MINIMUM_REASON_LENGTH;
  }

  public run(input: GateInput): GateResult {
    const workload = new Workload(input.stacks);
    const rules = this.rules.filter(({ id }) => this.options.levels?.[id] !== 'off' && (this.options.only?.includes(id) ?? true));
    const { account } = this.options;
    const evaluation = asked(evaluate(workload, rules, this.settings, input.onRule), account);
    const acknowledgements = new Acknowledgements(input.acknowledgements ?? []);
    const findings: GateFinding[] = [];
    const acknowledged: AcknowledgedFinding[] = [];
    const honored = new Set<Acknowledgement>();
    for (const observation of evaluation.observations) {
      const level = this.level(observation);
      if (level === 'off') continue;
      const finding = describe(observation, level);
      const acknowledgement = acknowledgements.covering(observation);
      const answer = answerTo(observation, account);
      if (acknowledgement && !this.expired(acknowledgement)) {
        honored.add(acknowledgement);
        acknowledged.push({ ...finding, acknowledgement });
      } else if (answer) {
        acknowledged.push({ ...finding, acknowledgement: answer });
      } else {
        findings.push(finding);
      }
    }
    findings.push(...this.ownFindings(input, evaluation));
    findings.push(...this.acknowledgementFindings(acknowledgements, input.stacks, honored));
    return { findings, acknowledged, rules, evaluation, workload };
  }

  private level(observation: Observation): RuleLevel {
    return observation.kind === 'undetermined'
      ? (this.options.undetermined ?? 'warning')
      : (this.options.levels?.[observation.rule.id] ?? this.options.defaultLevel ?? observation.rule.severity);
  }

  private expired(acknowledgement: Acknowledgement): boolean {
    return acknowledgement.until !== undefined && acknowledgement.until < this.settings.today;
  }

  private ownFindings(input: GateInput, evaluation: Evaluation): GateFinding[] {
    const broken = evaluation.failures.map(({ rule, resource, error }) => ({
      ...own('RuleFailed', 'fatal', `rule ${rule.id} broke on this resource: ${error.message}`),
      fix: 'This is a bug in cdk-sec3: please report it with the resource’s template. Until it is fixed, turn the rule off by its level and say why.',
      path: resource.path,
      logicalId: resource.logicalId,
      resourceType: resource.type,
      template: resource.stack.file,
      stack: resource.stack,
    }));
    const unreadable = (input.unreadable ?? []).map(({ constructPath, error }) => ({
      ...own('TemplateUnreadable', 'fatal', error.message),
      fix: 'Synthesize again; if the file is still broken, find what writes it.',
      path: constructPath,
      template: error.file,
      ...(error.line !== undefined && { place: { file: error.file, line: error.line, column: error.column } }),
    }));
    const judged = input.stacks.filter((stack) => stack.judged);
    const repeated = judged.flatMap((stack) => stack.repeatedKeys.map((location) => describeRepeatedKey(stack, location)));
    const nothing = isNothingJudged(evaluation);
    const open = evaluation.blindSpots.flatMap((spot): GateFinding[] => {
      const level = this.levelOf(spot, nothing);
      return level === 'off' ? [] : [describeBlindSpot(spot, level)];
    });
    const why = unreadable.length > 0 || open.length > 0;
    return [...broken, ...unreadable, ...open, ...repeated, ...(nothing && !why ? this.nothingJudged(input) : [])];
  }

  /** That all is well would be said of nothing. */
  private nothingJudged({ stacks }: GateInput): GateFinding[] {
    const level = this.options.nothingJudged ?? 'error';
    if (level === 'off') return [];
    const judged = stacks.filter((stack) => stack.judged);
    const resources = judged.reduce((sum, { body }) => sum + Object.keys(body.Resources ?? {}).length, 0);
    return [{
      ...own('NothingJudged', level, `the rules look at none of the resources (${resources}), so nothing was judged`),
      fix: 'See that the templates are those that are deployed. Where they have nothing to judge, set nothingJudged to off.',
      path: '',
      template: judged[0]?.file,
      stack: judged[0],
    }];
  }

  /** How a place counts that the gate can't look into: as an error where resources are missing, and where there is nothing else to judge. */
  private levelOf({ hidesResources = false }: BlindSpot, nothing: boolean): RuleLevel {
    if (nothing) return 'error';
    return this.options.undetermined ?? (hidesResources ? 'error' : 'warning');
  }

  private acknowledgementFindings(
    acknowledgements: Acknowledgements,
    stacks: readonly StackTemplate[],
    honored: ReadonlySet<Acknowledgement>,
  ): GateFinding[] {
    const about = (id: GateFindingId, level: Level, acknowledgement: Acknowledgement, message: string, fix: string): GateFinding => ({
      ...own(id, level, message),
      fix,
      path: acknowledgement.path,
      stack: stacks.find(({ constructPath }) => constructPath !== undefined && `${acknowledgement.path}/`.startsWith(`${constructPath}/`)),
    });
    const findings: GateFinding[] = [];
    for (const acknowledgement of acknowledgements.ours) {
      const { id, reason, until } = acknowledgement;
      if (honored.has(acknowledgement) && visibleLength(reason) < this.minimumReasonLength) {
        const message = `${id} is acknowledged with the reason ${JSON.stringify(reason)}; at least ${this.minimumReasonLength} characters are expected`;
        findings.push(about('AcknowledgementWithoutReason', 'fatal', acknowledgement, message, 'Say why the finding is acceptable here.'));
      }
      if (this.expired(acknowledgement)) {
        const message = `the acknowledgement of ${id} held until ${until}`;
        findings.push(about('AcknowledgementExpired', 'warning', acknowledgement, message, 'Fix the finding, or decide anew and set a later date.'));
      }
    }
    const visible = visiblePaths(stacks);
    for (const acknowledgement of acknowledgements.unused()) {
      if (!visible(acknowledgement.path) || this.isLeftOut(acknowledgement)) continue;
      const message = this.staleness(acknowledgement);
      findings.push(about('AcknowledgementStale', 'warning', acknowledgement, message, 'Remove it, so that it can’t hide a later finding.'));
    }
    return findings;
  }

  /** Whether an acknowledgement is about a rule that `only` leaves out. */
  private isLeftOut(acknowledgement: Acknowledgement): boolean {
    const { ruleId } = subjectOf(acknowledgement);
    const { only } = this.options;
    return only !== undefined && !only.includes(ruleId) && this.rules.some(({ id }) => id === ruleId);
  }

  private staleness(acknowledgement: Acknowledgement): string {
    const { ruleId, findingId } = subjectOf(acknowledgement);
    const rule = this.rules.find((candidate) => candidate.id === ruleId);
    if (!rule) return `${acknowledgement.id} is acknowledged, but there is no rule ${qualify(ruleId)}`;
    if (findingId !== undefined && findingId !== UNDETERMINED_ID && !Object.hasOwn(rule.findings, findingId)) {
      const known = [...Object.keys(rule.findings), UNDETERMINED_ID].join(', ');
      return `${acknowledgement.id} is acknowledged, but ${qualify(ruleId)} makes no finding ${findingId}; it makes ${known}`;
    }
    return `${acknowledgement.id} is acknowledged, but nothing here is found by it`;
  }
}

/** Whether no rule looked at any resource. */
export function isNothingJudged({ examined }: Evaluation): boolean {
  return [...examined.values()].every((resources) => resources.length === 0);
}

function own(id: GateFindingId, level: Level, message: string): { ruleId: string; level: Level; message: string } {
  return { ruleId: qualify(id), level, message };
}

function describeBlindSpot({ stack, location, reason, logicalId, hidesResources = false }: BlindSpot, level: Level): GateFinding {
  const origin = logicalId === undefined ? undefined : stack.originOf(logicalId);
  return {
    ...own(hidesResources ? 'ResourcesUnread' : 'TemplateOpen', level, reason),
    fix: 'Check the template as it is deployed: after its macros have run, and with the templates that it names.',
    path: logicalId === undefined ? (stack.constructPath ?? stack.file) : stack.pathOf(logicalId),
    logicalId,
    resourceType: logicalId === undefined ? undefined : (origin?.type ?? stack.body.Resources?.[logicalId]?.Type),
    template: stack.file,
    location: logicalId === undefined ? location : withoutPrefix(location, `Resources.${logicalId}.`),
    stack,
  };
}

function describeRepeatedKey(stack: StackTemplate, location: string): GateFinding {
  return {
    ...own('KeyRepeated', 'warning', `${location} stands more than once in one object; the last counts`),
    fix: 'Keep one.',
    path: stack.constructPath ?? stack.file,
    template: stack.file,
    location,
    stack,
  };
}

function withoutPrefix(text: string, prefix: string): string {
  return text.startsWith(prefix) ? text.slice(prefix.length) : text;
}

function describe(observation: Observation, level: Level): GateFinding {
  const { rule, resource } = observation;
  const origin = resource.stack.originOf(resource.logicalId);
  const written = origin?.written(observation.location);
  return {
    ruleId: qualify(rule.id),
    findingId: observation.id,
    level,
    message: observation.kind === 'finding' ? observation.message : `can’t be known at synth time: ${observation.message}`,
    cause: observation.cause,
    fix: fixFor(rule, resource),
    rule,
    path: resource.path,
    logicalId: written?.logicalId ?? resource.logicalId,
    resourceType: origin?.type ?? resource.type,
    template: resource.stack.file,
    location: written?.location ?? observation.location,
    stack: resource.stack,
  };
}

/** What to do, in the terms in which the resource is written. */
function fixFor({ fix }: Rule, { stack, logicalId }: Resource): string {
  const origin = stack.originOf(logicalId);
  if (origin?.type.startsWith('AWS::Serverless::')) return [fix.sam ?? fix.template, ...(origin.hint === undefined ? [] : [origin.hint])].join(' ');
  return stack.constructPath === undefined ? fix.template : fix.cdk;
}

/**
 * Whether everything that an acknowledgement at a construct path could cover was judged. Where only a part of the app
 * is judged, one that lies outside of it is not stale.
 */
export function visiblePaths(stacks: readonly StackTemplate[]): (path: string) => boolean {
  if (stacks.every((stack) => stack.judged)) return () => true;
  const judged = new Set(stacks.filter((stack) => stack.judged).map((stack) => stack.constructPath));
  return (path) => [...selfAndAncestors(path)].some((at) => judged.has(at));
}

/** A value as an error shows it; not every value that users give can be written as JSON. */
function shown(value: unknown): string {
  return typeof value === 'string' ? JSON.stringify(value) : inspect(value, { breakLength: Infinity, depth: 2, maxArrayLength: 10, maxStringLength: 100 });
}

function optionProblems(rules: readonly Rule[], options: GateOptions): string[] {
  const problems: string[] = [];
  const known = new Set(rules.map((rule) => rule.id));
  const levels = [...SEVERITIES, 'off'];
  for (const [ruleId, level] of Object.entries(options.levels ?? {})) {
    if (!known.has(ruleId)) problems.push(`levels: there is no rule ${JSON.stringify(ruleId)}${didYouMean(ruleId, [...known])}; rules are ${[...known].sort().join(', ')}`);
    if (!levels.includes(level)) problems.push(`levels.${ruleId}: ${shown(level)} is not a level${didYouMean(String(level), levels)}; levels are ${levels.join(', ')}`);
  }
  for (const ruleId of options.only ?? []) {
    if (!known.has(ruleId)) problems.push(`only: there is no rule ${JSON.stringify(ruleId)}${didYouMean(ruleId, [...known])}; rules are ${[...known].sort().join(', ')}`);
    if (options.levels?.[ruleId] === 'off') problems.push(`only: rule ${ruleId} is off, so that nothing would be judged by it`);
  }
  const { defaultLevel } = options;
  if (defaultLevel !== undefined && !SEVERITIES.includes(defaultLevel)) {
    problems.push(`defaultLevel: ${shown(defaultLevel)} is not a level for all rules; such levels are ${SEVERITIES.join(', ')}`);
  }
  if (options.undetermined !== undefined && !levels.includes(options.undetermined)) {
    problems.push(`undetermined: ${shown(options.undetermined)} is not a level; levels are ${levels.join(', ')}`);
  }
  if (options.nothingJudged !== undefined && !levels.includes(options.nothingJudged)) {
    problems.push(`nothingJudged: ${shown(options.nothingJudged)} is not a level; levels are ${levels.join(', ')}`);
  }
  const { minimumReasonLength: length } = options;
  if (length !== undefined && !(Number.isInteger(length) && length >= 1)) {
    problems.push(`minimumReasonLength: ${shown(length)} is not a whole number of characters above 0`);
  }
  if (options.account !== undefined) {
    problems.push(...accountProblems(options.account, questionsOf(rules), length ?? MINIMUM_REASON_LENGTH));
  }
  const parameters = parametersOf(rules);
  for (const [name, value] of Object.entries(options.parameters ?? {})) {
    const parameter = parameters.find((candidate) => candidate.name === name);
    if (!parameter) {
      const names = parameters.map((candidate) => candidate.name).sort();
      problems.push(`parameters: no rule has a parameter ${JSON.stringify(name)}${didYouMean(name, names)}; parameters are ${names.join(', ')}`);
      continue;
    }
    for (const problem of valueProblems(parameter, value)) {
      const at = problem.index === undefined ? '' : `[${problem.index}]`;
      problems.push(`parameters.${name}${at}: ${shown(problem.value)} is not ${problem.expected}`);
    }
  }
  return problems;
}
