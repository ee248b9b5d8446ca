import { findingName, GATE_FINDINGS, GateFinding, GateFindingId, GateResult, Level, qualify, Rule } from '../gate';
import { contribution, coverage, PracticeCoverage, Status, statusText } from './checklist';
import { acknowledgedId, byRule, count, extent, outcome, placeText, sorted, summarize, visible } from './model';

/** How to write for a comment on a pull request. */
export interface MarkdownOptions {
  /** Whether to append the checklist. @default false */
  readonly checklist?: boolean;
  /** All rules that there are, those that were switched off among them. @default - the rules that were run */
  readonly pack?: readonly Rule[];
  /** Most characters that the text may have. @default 65000 - a little less than GitHub takes in a comment */
  readonly limit?: number;
}

const LEVEL_MARKS: { readonly [level in Level]: string } = { fatal: '⛔', error: '❌', warning: '⚠️' };

const STATUS_MARKS: { readonly [status in Status]: string } = {
  'not-satisfied': '❌',
  'undetermined': '❔',
  'warnings': '⚠️',
  'not-covered': '➖',
  'switched-off': '⏸️',
  'acknowledged': '☑️',
  'satisfied': '✅',
  'not-applicable': '➖',
};

/** Room for the note on what was left out. */
const NOTE_LENGTH = 300;

/**
 * The result as Markdown for a comment on a pull request: a table for each rule, the heaviest first, with its fix folded
 * away. Where not everything fits, the last rows are left out and the text says how many.
 */
export function toMarkdown(result: GateResult, options: MarkdownOptions = {}): string {
  const templates = result.workload.stacks.filter((stack) => stack.judged).map((stack) => stack.file);
  const only = templates.length === 1 ? templates[0] : undefined;
  const head = headOf(result, options.pack, only);
  const tail = options.checklist ? checklistOf(coverage(result, options.pack)) : '';
  const page = new Page((options.limit ?? 65_000) - head.length - tail.length - NOTE_LENGTH);
  for (const [ruleId, findings] of byRule(result.findings)) addRule(page, ruleId, sorted(findings), only);
  addBaseline(page, result);
  addAcknowledged(page, result);
  const note =
    page.leftOut === 0
      ? ''
      : `\n> [!NOTE]\n> ${count(page.leftOut, 'row')} did not fit and ${page.leftOut === 1 ? 'is' : 'are'} left out. ` +
        'Run `cdk-sec3 check` for the whole report.\n';
  return `${head}${page.text}${note}${tail}`;
}

/** Text up to a limit, a row at a time; once one does not fit, those after it are left out too. */
class Page {
  public text = '';
  public leftOut = 0;

  constructor(private readonly limit: number) {}

  /** Adds a table with what stands around it; without one row it is left out as a whole. */
  public table(before: string, rows: readonly string[], after: string): void {
    let room = this.leftOut > 0 ? 0 : this.limit - this.text.length - before.length - after.length;
    const fitting: string[] = [];
    for (const row of rows) {
      room -= row.length;
      if (room < 0) break;
      fitting.push(row);
    }
    this.leftOut += rows.length - fitting.length;
    if (fitting.length > 0) this.text += `${before}${fitting.join('')}${after}`;
  }
}

/** @param only the template, where there is but one; it is named once */
function headOf(result: GateResult, pack: readonly Rule[] | undefined, only: string | undefined): string {
  const summary = summarize(result, pack);
  const level = summary.fatal > 0 ? 'fatal' : summary.errors > 0 ? 'error' : 'warning';
  const mark = result.findings.length === 0 ? '✅' : LEVEL_MARKS[level];
  return `## ${mark} SEC 3: ${outcome(summary)}\n\n${extent(summary)}${only === undefined ? '' : `: ${code(only)}`}\n`;
}

function addRule(page: Page, ruleId: string, findings: readonly GateFinding[], only: string | undefined): void {
  const [{ rule }] = findings;
  const title = rule?.title ?? GATE_FINDINGS[ruleId.slice(qualify('').length) as GateFindingId];
  const fixes = [...new Set(findings.map((finding) => finding.fix))].map(escape).join('<br>');
  const accept = rule?.acceptable === undefined ? '' : `\n\nWhen to acknowledge: ${escape(rule.acceptable)}`;
  const docs = rule ? `\n\n[Documentation](${rule.link})` : '';
  page.table(
    `\n### ${ruleId} (${findings.length})\n\n${escape(title)}\n\n| | Finding | Resource | Location |\n|---|---|---|---|\n`,
    findings.map((found) => {
      const { level, findingId, message, path, location, template } = found;
      const finding = `${findingId === undefined ? '' : `${code(findingId)} `}${escape(message)}`;
      const shown = template !== undefined && template !== only && !path.startsWith(template);
      const resource = `${path === '' ? 'the whole workload' : code(path)}${shown ? `<br>${code(template)}` : ''}`;
      const place = placeText(found);
      const at = [...(location === undefined || location === 'Properties' ? [] : [location]), ...(place === undefined ? [] : [place])].map(code).join('<br>');
      return `| ${LEVEL_MARKS[level]} | ${finding} | ${resource} | ${at} |\n`;
    }),
    `\n<details><summary>Fix</summary>\n\n${fixes}${accept}${docs}\n\n</details>\n`,
  );
}

function addBaseline(page: Page, { baseline }: GateResult): void {
  if (baseline === undefined) return;
  const { file, known, fixed } = baseline;
  page.table(
    `\n<details><summary>${count(fixed.length, 'finding')} of the baseline fixed</summary>\n\n| Finding | Resource | Location |\n|---|---|---|\n`,
    fixed.map(({ id, path, location = '' }) => `| ${code(id)} | ${code(path)} | ${location === '' ? '' : code(location)} |\n`),
    '\n</details>\n',
  );
  page.table(
    `\n<details><summary>${count(known.length, 'finding')} in the baseline ${escape(file)}</summary>\n\n| | Finding | Resource |\n|---|---|---|\n`,
    sorted(known).map((finding) => `| ${LEVEL_MARKS[finding.level]} | ${code(findingName(finding))} ${escape(finding.message)} | ${code(finding.path)} |\n`),
    '\n</details>\n',
  );
}

function addAcknowledged(page: Page, { acknowledged }: GateResult): void {
  page.table(
    `\n<details><summary>${count(acknowledged.length, 'acknowledged finding')}</summary>\n\n| Finding | Resource | Reason | Until |\n|---|---|---|---|\n`,
    sorted(acknowledged).map(
      ({ path, message, acknowledgement }) =>
        `| ${code(acknowledgedId(acknowledgement))} ${escape(message)} | ${code(path)} ` +
        `| ${escape(acknowledgement.reason)} | ${escape(acknowledgement.until ?? '')} |\n`,
    ),
    '\n</details>\n',
  );
}

function checklistOf(practices: readonly PracticeCoverage[]): string {
  const rows = practices.flatMap(({ practice, status, items }) => [
    `| ${STATUS_MARKS[status]} | **${escape(practice.title)}** | ${statusText(status)} | |\n`,
    ...items.map(({ item, status: itemStatus, rules }) => {
      const evidence = rules.map((of) => `${code(qualify(of.rule.id))} ${contribution(of)}`).join('<br>');
      return `| ${STATUS_MARKS[itemStatus]} | ${escape(item.text)} | ${statusText(itemStatus)} | ${evidence} |\n`;
    }),
  ]);
  return `\n### Checklist of SEC 3\n\n| | Line | Status | Rules |\n|---|---|---|---|\n${rows.join('')}`;
}

/** Text that Markdown and HTML take for nothing but text, also in a table. */
export function escape(text: string): string {
  return visible(text)
    .replace(/[\\`*_[\]|~#$]/g, '\\$&')
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;');
}

/** Code in a table; as HTML where it has characters that a table or a code span would take for its own. */
export function code(text: string): string {
  return /[`|\\]/.test(visible(text)) ? `<code>${escape(text)}</code>` : `\`${text}\``;
}
