import { GATE_FINDINGS, GateFinding, GateFindingId, GateResult, Level, qualify, Rule } from '../gate';
import { contribution, coverage, PracticeCoverage, Status, statusText } from './checklist';
import { acknowledgedId, byRule, count, extent, groupBy, isUndetermined, outcome, placeText, summarize, visible } from './model';
import { Paint, painter, Style, wrap } from './style';

/** How to write for a person at a terminal. */
export interface TextOptions {
  /** @default false */
  readonly color?: boolean;
  /** Columns of the terminal. @default 100 */
  readonly width?: number;
  /** Whether to append the checklist. @default false */
  readonly checklist?: boolean;
  /** All rules that there are, those that were switched off among them. @default - the rules that were run */
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

/** How many of the resources behind one acknowledgement are named. */
const NAMED = 5;

/** The result for a person at a terminal: a block for each rule, its findings grouped by message, then the summary. */
export function toText(result: GateResult, options: TextOptions = {}): string {
  const templates = result.workload.stacks.filter((stack) => stack.judged).map((stack) => stack.file);
  const writer = new TextWriter(painter(options.color ?? false), options.width ?? 100, templates.length === 1 ? templates[0] : undefined);
  for (const [ruleId, findings] of byRule(result.findings)) writer.rule(ruleId, findings);
  writer.acknowledged(result);
  if (options.checklist) writer.checklist(coverage(result, options.pack));
  writer.summary(result, options.pack);
  return writer.text();
}

/** One line that says how the check went. */
export function summaryLine(result: GateResult, paint: Paint): string {
  const summary = summarize(result);
  if (summary.fatal + summary.errors > 0) return paint(`✖ SEC 3: ${outcome(summary)}`, 'red', 'bold');
  if (summary.warnings > 0) return paint(`▲ SEC 3: ${outcome(summary)}`, 'yellow', 'bold');
  return paint(`✔ SEC 3: ${outcome(summary)}`, 'green', 'bold');
}

class TextWriter {
  private readonly lines: string[] = [];

  /** @param only the template, where there is but one; it is named once */
  constructor(
    private readonly paint: Paint,
    private readonly width: number,
    private readonly only?: string,
  ) {
    if (only !== undefined) this.lines.push(this.paint(visible(only), 'dim'), '');
  }

  public text(): string {
    return `${this.lines.join('\n')}\n`;
  }

  public rule(ruleId: string, findings: readonly GateFinding[]): void {
    const [{ rule, level }] = [...findings].sort((a, b) => Number(b.level !== 'warning') - Number(a.level !== 'warning'));
    const label = this.paint(level.toUpperCase(), ...LEVEL_STYLES[level]);
    this.lines.push(`${label} ${this.paint(ruleId, 'bold')} ${this.paint(`(${count(findings.length, 'finding')})`, 'dim')}`);
    this.paragraph(rule?.title ?? GATE_FINDINGS[ruleId.slice(qualify('').length) as GateFindingId], 2);
    const same = (finding: GateFinding) => JSON.stringify([finding.level, finding.findingId, finding.message]);
    for (const group of groupBy(findings, same).values()) this.message(group, level);
    this.lines.push('');
    for (const fix of new Set(findings.map((finding) => finding.fix))) this.labeled('Fix', fix);
    if (rule?.acceptable !== undefined) this.labeled('Accept', rule.acceptable);
    if (rule) this.lines.push(`  ${this.paint('Docs', 'bold')}    ${this.paint(rule.link, 'cyan')}`);
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

  public summary(result: GateResult, pack?: readonly Rule[]): void {
    this.lines.push(summaryLine(result, this.paint), this.paint(`  ${extent(summarize(result, pack))}`, 'dim'));
  }

  /** One message with every place that it is about, by template. */
  private message(findings: readonly GateFinding[], ruleLevel: Level): void {
    const [first] = findings;
    const level = first.level === ruleLevel ? '' : `${first.level} `;
    const id = first.findingId === undefined ? '' : `[${first.findingId}] `;
    const [head, ...rest] = wrap(`${level}${id}${visible(first.message)}`, this.width - 4);
    const painted = this.paint(level, ...LEVEL_STYLES[first.level]) + this.paint(id, isUndetermined(first) ? 'yellow' : 'cyan');
    this.lines.push('', `  ${painted}${head.slice(level.length + id.length)}`, ...rest.map((line) => `    ${line}`));
    for (const [template, group] of groupBy(findings, (finding) => finding.template)) {
      // The path of a resource from a bare template starts with the file's.
      const shown = template !== undefined && template !== this.only && !group.every((finding) => finding.path.startsWith(template));
      if (shown) this.lines.push(`    ${this.paint(`in ${visible(template)}`, 'dim')}`);
      const longest = Math.min(60, Math.max(...group.map((finding) => place(finding.path).length)));
      for (const finding of group) {
        const { path, location } = finding;
        const where = [...(location === undefined || location === 'Properties' ? [] : [location]), placeText(finding) ?? []].flat();
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

function place(path: string): string {
  return path === '' ? '(the whole workload)' : visible(path);
}
