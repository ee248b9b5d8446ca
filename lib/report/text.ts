import { GATE_FINDINGS, GateFinding, GateFindingId, GateResult, Level, qualify, Rule } from '../gate';
import { Cause, causeInShort, causesOf, headingOf, NEXT_CAUSES, nextSteps, placedOnce, saidOnce, sharedCauses } from './causes';
import { contribution, coverage, PracticeCoverage, Status, statusText } from './checklist';
import { acknowledgedId, byRule, count, extent, groupBy, isUndetermined, locationText, outcome, placeText, summarize, visible } from './model';
import { Paint, painter, Style, wrap } from './style';

/** Grouping of the findings. */
export type Grouping = 'rule' | 'resource' | 'file';

/** Options of the text report. */
export interface TextOptions {
  /** @default false */
  readonly color?: boolean;
  /** Width of the terminal, in columns. @default 100 */
  readonly width?: number;
  /** Whether to list each finding with its fix, rather than a summary of each cause. @default - true for at most three causes */
  readonly details?: boolean;
  /** @default 'rule' */
  readonly groupBy?: Grouping;
  /** Whether to append the checklist. @default false */
  readonly checklist?: boolean;
  /** All rules, including disabled ones. @default - the rules that were run */
  readonly pack?: readonly Rule[];
}

const LEVEL_STYLES: { readonly [level in Level]: readonly Style[] } = { fatal: ['red', 'bold'], error: ['red', 'bold'], warning: ['yellow', 'bold'] };

const MARKS: { readonly [status in Status]: readonly [mark: string, style: Style] } = {
  'not-satisfied': ['✖', 'red'],
  'undetermined': ['?', 'yellow'],
  'warnings': ['▲', 'yellow'],
  'not-covered': ['○', 'dim'],
  'switched-off': ['○', 'yellow'],
  'acknowledged': ['✔', 'cyan'],
  'satisfied': ['✔', 'green'],
  'not-applicable': ['–', 'dim'],
};

/** Maximum number of listed resources of an acknowledgement or a cause. */
const NAMED = 5;

/** Maximum number of summarized causes. */
const SHORT = 20;

/** Returns the result as text for a terminal: the summary with the next steps, then a list of causes, or each finding with its fix. */
export function toText(result: GateResult, options: TextOptions = {}): string {
  const templates = result.workload.stacks.filter((stack) => stack.judged).map((stack) => stack.file);
  const writer = new TextWriter(painter(options.color ?? false), options.width ?? 100, templates.length === 1 ? templates[0] : undefined);
  const causes = causesOf(result.findings);
  const details = options.details ?? causes.length <= NEXT_CAUSES;
  writer.summary(result, options.pack);
  if (causes.length > NEXT_CAUSES) writer.next(causes, details);
  writer.fixed(result);
  if (options.groupBy === 'resource' || options.groupBy === 'file') writer.groups(result.findings, options.groupBy, details);
  else if (details) writer.rules(result.findings);
  else writer.short(causes);
  writer.acknowledged(result);
  if (options.checklist) writer.checklist(coverage(result, options.pack));
  return writer.text();
}

/** Returns a one-line summary of the check. */
export function summaryLine(result: GateResult, paint: Paint): string {
  const summary = summarize(result);
  if (summary.fatal + summary.errors > 0) return paint(`✖ SEC 3: ${outcome(summary)}`, 'red', 'bold');
  if (summary.warnings > 0) return paint(`▲ SEC 3: ${outcome(summary)}`, 'yellow', 'bold');
  return paint(`✔ SEC 3: ${outcome(summary)}`, 'green', 'bold');
}

class TextWriter {
  private readonly lines: string[] = [];

  /** @param only the template, if there is only one; it is named once */
  constructor(
    private readonly paint: Paint,
    private readonly width: number,
    private readonly only?: string,
  ) {}

  public text(): string {
    return `${this.lines.join('\n').trimEnd()}\n`;
  }

  public summary(result: GateResult, pack?: readonly Rule[]): void {
    const where = this.only === undefined ? '' : `: ${visible(this.only)}`;
    this.lines.push(summaryLine(result, this.paint), this.paint(`  ${extent(summarize(result, pack))}${where}`, 'dim'), '');
  }

  /** Writes the first causes, with their fixes. */
  public next(causes: readonly Cause[], details: boolean): void {
    const more = details ? '' : '; --details has each finding with its fix';
    this.lines.push(`${this.paint('What to do next', 'bold')} ${this.paint(`(${count(causes.length, 'cause')} in all${more})`, 'dim')}`);
    nextSteps(causes).forEach(({ cause, others }, index) => {
      const [first] = cause.findings;
      const said = `${cause.level.toUpperCase()} ${visible(causeInShort(cause))}`;
      const [head, ...rest] = wrap(said, this.width - 3);
      const level = cause.level.length;
      this.lines.push(`${index + 1}. ${this.paint(head.slice(0, level), ...LEVEL_STYLES[cause.level])}${head.slice(level)}`, ...rest.map((line) => `   ${line}`));
      const where = wrap(`at ${spotOf(first)}${others > 0 ? ` and ${count(others, 'other resource')}` : ''}`, this.width - 3);
      this.lines.push(...where.map((line) => `   ${this.paint(line, 'cyan')}`));
      this.paragraph(first.fix, 3);
    });
    this.lines.push('');
  }

  /** Summaries of the first causes, and the number of others. */
  public short(causes: readonly Cause[]): void {
    this.causes(causes.slice(0, SHORT));
    const more = causes.slice(SHORT);
    if (more.length === 0) return;
    const levels = [...groupBy(more, ({ level }) => level)].map(([level, group]) => `${group.length} ${level}`).join(', ');
    this.lines.push(this.paint(`And ${count(more.length, 'more cause')} (by level: ${levels}): --details and --group-by have all of them.`, 'dim'), '');
  }

  private causes(causes: readonly Cause[], indent: number = 0): void {
    const margin = ' '.repeat(indent);
    for (const cause of causes) {
      const { level, messages, paths } = cause;
      const [head, ...rest] = wrap(`${level.toUpperCase()} ${nameOf(cause)} (${count(paths.length, 'resource')})`, this.width - indent);
      this.lines.push(`${margin}${this.paint(head.slice(0, level.length), ...LEVEL_STYLES[level])}${this.paint(head.slice(level.length), 'bold')}`);
      this.lines.push(...rest.map((line) => `${margin}  ${this.paint(line, 'bold')}`));
      for (const message of messages.slice(0, NAMED)) this.paragraph(visible(message), indent + 2);
      if (messages.length > NAMED) this.lines.push(`${margin}  and ${messages.length - NAMED} more`);
      if (indent === 0) for (const line of shortened(cause)) this.lines.push(`    ${this.paint(line, 'dim')}`);
    }
    this.lines.push('');
  }

  /** Findings grouped by location. */
  public groups(findings: readonly GateFinding[], by: Exclude<Grouping, 'rule'>, details: boolean): void {
    const keyOf = ({ path, template }: GateFinding) => (by === 'resource' ? path : (template ?? ''));
    for (const [key, group] of [...groupBy(findings, keyOf)].sort(([a], [b]) => Number(a > b) - Number(a < b))) {
      this.lines.push(`${this.paint(place(key), 'bold')} ${this.paint(`(${count(group.length, 'finding')})`, 'dim')}`);
      if (details) this.lines.push('');
      if (details) this.rules(group);
      else this.causes(causesOf(group), by === 'resource' ? 2 : 0);
    }
  }

  /**
   * Writes the rules with their findings and fixes, the most severe first. Findings that several rules have for one value or resource come last,
   * once.
   */
  public rules(findings: readonly GateFinding[]): void {
    const { shared, others } = sharedCauses(findings);
    for (const [ruleId, group] of byRule(others)) this.rule(ruleId, group);
    for (const cause of shared) this.sharedCause(cause);
  }

  private sharedCause(cause: Cause): void {
    const { level, ruleIds, findings, undetermined } = cause;
    this.lines.push(`${this.paint(level.toUpperCase(), ...LEVEL_STYLES[level])} ${this.paint(headingOf(cause), 'bold')}`);
    this.message(findings, level);
    this.lines.push('');
    this.labeled('Rules', ruleIds.join(', '));
    if (!undetermined) this.labeled('Fix', findings[0].fix);
    this.lines.push('');
  }

  public rule(ruleId: string, findings: readonly GateFinding[]): void {
    const [{ rule, level }] = [...findings].sort((a, b) => Number(b.level !== 'warning') - Number(a.level !== 'warning'));
    const label = this.paint(level.toUpperCase(), ...LEVEL_STYLES[level]);
    this.lines.push(`${label} ${this.paint(ruleId, 'bold')} ${this.paint(`(${count(findings.length, 'finding')})`, 'dim')}`);
    this.paragraph(rule?.title ?? GATE_FINDINGS[ruleId.slice(qualify('').length) as GateFindingId], 2);
    for (const cause of causesOf(findings)) this.message(cause.findings, level);
    this.lines.push('');
    for (const fix of new Set(findings.map((finding) => finding.fix))) this.labeled('Fix', fix);
    if (rule?.acceptable !== undefined) this.labeled('Accept', rule.acceptable);
    if (rule) this.lines.push(`  ${this.paint('Docs', 'bold')}    ${this.paint(rule.link, 'cyan')}`);
    this.lines.push('');
  }

  public fixed({ baseline }: GateResult): void {
    const fixed = baseline?.fixed ?? [];
    if (fixed.length === 0) return;
    this.lines.push(this.paint(`FIXED (${count(fixed.length, 'finding')} of ${visible(baseline!.file)})`, 'green', 'bold'));
    for (const { id, path, location } of fixed) {
      this.lines.push(`  ${visible(id)}  ${place(path)}${location === undefined || location === 'Properties' ? '' : `  ${this.paint(visible(location), 'dim')}`}`);
    }
    this.lines.push('');
  }

  public acknowledged({ acknowledged }: GateResult): void {
    if (acknowledged.length === 0) return;
    this.lines.push(this.paint(`ACKNOWLEDGED (${count(acknowledged.length, 'finding')})`, 'cyan', 'bold'));
    for (const [acknowledgement, findings] of groupBy(acknowledged, (finding) => finding.acknowledgement)) {
      const { reason, path, until } = acknowledgement;
      const end = until === undefined ? '' : `, until ${visible(until)}`;
      this.lines.push(`  ${this.paint(visible(acknowledgedId(acknowledgement)), 'bold')} ${this.paint(`at ${place(path)}${end}`, 'dim')}`);
      this.paragraph(`“${visible(reason)}”`, 4);
      const paths = [...new Set(findings.map((finding) => finding.path))];
      for (const covered of paths.slice(0, NAMED)) this.lines.push(`    ${place(covered)}`);
      if (paths.length > NAMED) this.lines.push(`    and ${paths.length - NAMED} more`);
    }
    this.lines.push('');
  }

  public checklist(practices: readonly PracticeCoverage[]): void {
    this.lines.push(this.paint('CHECKLIST OF SEC 3', 'bold'));
    for (const { practice, status, items } of practices) {
      this.lines.push('', `${this.mark(status)} ${this.paint(practice.title, 'bold')} ${this.status(status)}`);
      for (const { item, status: itemStatus, rules } of items) {
        this.lines.push(`  ${this.mark(itemStatus)} ${item.text} ${this.status(itemStatus)}`);
        for (const of of rules) {
          this.lines.push(`      ${qualify(of.rule.id)}: ${this.paint(contribution(of), 'dim')}`);
          for (const [{ path, reason }, findings] of groupBy(of.acknowledged, (finding) => finding.acknowledgement)) {
            this.lines.push(`        ${place(path)}: “${visible(reason)}” (${count(findings.length, 'finding')})`);
          }
        }
      }
    }
    this.lines.push('');
  }

  /** Writes the messages of a cause, with all their locations, by template. */
  private message(findings: readonly GateFinding[], ruleLevel: Level): void {
    this.lines.push('');
    for (const first of saidOnce(findings)) {
      const level = first.level === ruleLevel ? '' : `${first.level} `;
      const id = first.findingId === undefined ? '' : `[${first.findingId}] `;
      const [head, ...rest] = wrap(`${level}${id}${visible(first.message)}`, this.width - 4);
      const painted = this.paint(level, ...LEVEL_STYLES[first.level]) + this.paint(id, isUndetermined(first) ? 'yellow' : 'cyan');
      this.lines.push(`  ${painted}${head.slice(level.length + id.length)}`, ...rest.map((line) => `    ${line}`));
    }
    for (const [template, group] of groupBy(findings, (finding) => finding.template)) {
      // The path of a resource in a bare template starts with the path of the file.
      const shown = template !== undefined && template !== this.only && !group.every((finding) => finding.path.startsWith(template));
      if (shown) this.lines.push(`    ${this.paint(`in ${visible(template)}`, 'dim')}`);
      const longest = Math.min(60, Math.max(...group.map((finding) => place(finding.path).length)));
      for (const finding of placedOnce(group)) {
        const { path } = finding;
        const where = [locationText(finding) ?? [], placeText(finding) ?? []].flat();
        const at = where.map((part) => `  ${this.paint(visible(part), 'dim')}`).join('');
        this.lines.push(`${' '.repeat(shown ? 6 : 4)}${at === '' ? place(path) : place(path).padEnd(longest)}${at}`);
      }
    }
  }

  private paragraph(text: string, indent: number): void {
    this.lines.push(...wrap(text, this.width - indent).map((line) => ' '.repeat(indent) + line));
  }

  private labeled(label: string, text: string): void {
    const [head, ...rest] = wrap(text, this.width - 10);
    this.lines.push(`  ${this.paint(label, 'bold')}${' '.repeat(8 - label.length)}${head}`, ...rest.map((line) => `          ${line}`));
  }

  private mark(status: Status): string {
    const [mark, style] = MARKS[status];
    return this.paint(mark, style);
  }

  private status(status: Status): string {
    return this.paint(`(${statusText(status)})`, MARKS[status][1]);
  }
}

/** Returns the rule of a cause with its findings, and the number of other rules. */
function nameOf({ ruleIds: [ruleId, ...others], findings }: Cause): string {
  const ids = [...new Set(findings.flatMap((finding) => (finding.ruleId === ruleId ? (finding.findingId ?? []) : [])))];
  return `${ruleId}${ids.length > 0 ? `[${ids.join(', ')}]` : ''}${others.length > 0 ? ` and ${count(others.length, 'other rule')}` : ''}`;
}

/** Returns the first resources of a cause, one in each line. */
function shortened({ findings, paths }: Cause): string[] {
  const few = paths.length > NAMED ? paths.slice(0, NAMED - 1) : paths;
  const spots = few.map((path) => spotOf(findings.find((finding) => finding.path === path)!));
  return [...spots, ...(few.length < paths.length ? [`and ${paths.length - few.length} more`] : [])];
}

/** Returns the path of a resource with its source location. */
function spotOf(finding: GateFinding): string {
  const line = placeText(finding);
  return line === undefined ? place(finding.path) : `${place(finding.path)} (${visible(line)})`;
}

function place(path: string): string {
  return path === '' ? '(the whole workload)' : visible(path);
}
