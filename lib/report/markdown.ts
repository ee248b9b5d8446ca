import { findingName, GATE_FINDINGS, GateFinding, GateFindingId, GateResult, Level, qualify, Rule } from '../gate';
import { Cause, causeInShort, causesOf, headingOf, NEXT_CAUSES, nextSteps, placedOnce, saidOnce, sharedCauses } from './causes';
import { contribution, coverage, PracticeCoverage, Status, statusText } from './checklist';
import { acknowledgedId, byRule, count, extent, locationText, outcome, placeText, sorted, summarize, visible } from './model';

/** Options of the Markdown report. */
export interface MarkdownOptions {
  /** Whether to append the checklist. @default false */
  readonly checklist?: boolean;
  /** All rules, including disabled ones. @default - the rules that were run */
  readonly pack?: readonly Rule[];
  /** Maximum length, in characters. @default 65000 - slightly below GitHub's limit for comments */
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

/** Maximum number of listed locations of a cause. */
const NAMED = 10;

/** Maximum length of a problem in the next steps. The table has the full text. */
const LONGEST = 300;

/** Space for the note on omitted rows. */
const NOTE_LENGTH = 300;

/**
 * Returns the result as Markdown for a pull request comment: the next steps, then a table for each rule, the most severe first. Each cause is a row,
 * with its fix in a collapsed section. If not everything fits, the last rows are omitted, and the text has their number.
 */
export function toMarkdown(result: GateResult, options: MarkdownOptions = {}): string {
  const templates = result.workload.stacks.filter((stack) => stack.judged).map((stack) => stack.file);
  const only = templates.length === 1 ? templates[0] : undefined;
  const head = headOf(result, options.pack, only);
  const tail = options.checklist ? checklistOf(coverage(result, options.pack)) : '';
  const page = new Page((options.limit ?? 65_000) - head.length - tail.length - NOTE_LENGTH);
  addNext(page, causesOf(sorted(result.findings)));
  const { shared, others } = sharedCauses(sorted(result.findings));
  for (const [ruleId, findings] of byRule(others)) addRule(page, ruleId, findings, only);
  for (const cause of shared) addShared(page, cause, only);
  addBaseline(page, result);
  addAcknowledged(page, result);
  const note =
    page.leftOut === 0
      ? ''
      : `\n> [!NOTE]\n> ${count(page.leftOut, 'row')} did not fit and ${page.leftOut === 1 ? 'is' : 'are'} left out. ` +
        'Run `cdk-sec3 check` for the whole report.\n';
  return `${head}${page.text}${note}${tail}`;
}

/** Text with a limit, added row by row. After the first row that does not fit, all others are omitted. */
class Page {
  public text = '';
  public leftOut = 0;

  constructor(private readonly limit: number) {}

  /** Adds a table with its heading and fix. A table without rows is omitted. */
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

/** @param only the template, if there is only one; it is named once */
function headOf(result: GateResult, pack: readonly Rule[] | undefined, only: string | undefined): string {
  const summary = summarize(result, pack);
  const level = summary.fatal > 0 ? 'fatal' : summary.errors > 0 ? 'error' : 'warning';
  const mark = result.findings.length === 0 ? '✅' : LEVEL_MARKS[level];
  return `## ${mark} SEC 3: ${outcome(summary)}\n\n${extent(summary)}${only === undefined ? '' : `: ${code(only)}`}\n`;
}

/** Adds the first causes with their fixes, if there are many causes. */
function addNext(page: Page, causes: readonly Cause[]): void {
  if (causes.length <= NEXT_CAUSES) return;
  const rows = nextSteps(causes).map(({ cause, others }, index) => {
    const [{ path, fix }] = cause.findings;
    const more = others > 0 ? ` and ${count(others, 'other resource')}` : '';
    return `${index + 1}. ${LEVEL_MARKS[cause.level]} ${escape(abridged(causeInShort(cause)))}, at ${nameOf(path)}${more}. ${escape(fix)}\n`;
  });
  page.table(`\n### What to do next (${count(causes.length, 'cause')} in all)\n\n`, rows, '');
}

function addRule(page: Page, ruleId: string, findings: readonly GateFinding[], only: string | undefined): void {
  const [{ rule }] = findings;
  const title = rule?.title ?? GATE_FINDINGS[ruleId.slice(qualify('').length) as GateFindingId];
  const fixes = [...new Set(findings.map((finding) => finding.fix))].map(escape).join('<br>');
  const accept = rule?.acceptable === undefined ? '' : `\n\nWhen to acknowledge: ${escape(rule.acceptable)}`;
  const docs = rule ? `\n\n[Documentation](${rule.link})` : '';
  page.table(
    `\n### ${ruleId} (${findings.length})\n\n${escape(title)}\n\n${HEADING}`,
    causesOf(findings).map((cause) => causeRow(cause, only)),
    `\n<details><summary>Fix</summary>\n\n${fixes}${accept}${docs}\n\n</details>\n`,
  );
}

/** Findings that several rules have for one cause. */
function addShared(page: Page, cause: Cause, only: string | undefined): void {
  const fix = cause.undetermined ? '' : `\nFix: ${escape(cause.findings[0].fix)}\n`;
  page.table(`\n### ${headingOf(cause)}\n\n${HEADING}`, [causeRow(cause, only)], `\nRules: ${cause.ruleIds.join(', ')}\n${fix}`);
}

const HEADING = '| | Finding | Resource | Location |\n|---|---|---|---|\n';

function causeRow({ level, findings }: Cause, only: string | undefined): string {
  const said = saidOnce(findings).map(({ findingId, message }) => `${findingId === undefined ? '' : `${code(findingId)} `}${escape(message)}`);
  const places = placedOnce(findings);
  const named = places.slice(0, NAMED);
  const resources = new Set(named.map(({ path, template }) => {
    const shown = template !== undefined && template !== only && !path.startsWith(template);
    return `${nameOf(path)}${shown ? `<br>${code(template)}` : ''}`;
  }));
  const at = named.map((found) => {
    return [locationText(found) ?? [], placeText(found) ?? []].flat().map(code).join('<br>');
  });
  const more = places.length > named.length ? `<br>and ${places.length - named.length} more` : '';
  return `| ${LEVEL_MARKS[level]} | ${said.join('<br>')} | ${[...resources].join('<br>')}${more} | ${[...new Set(at)].filter((text) => text !== '').join('<br>')} |\n`;
}

function abridged(text: string): string {
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
}

function nameOf(path: string): string {
  return path === '' ? 'the whole workload' : code(path);
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

/** Escapes text for Markdown and HTML, also inside tables. */
export function escape(text: string): string {
  return visible(text)
    .replace(/[\\`*_[\]|~#$]/g, '\\$&')
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;');
}

/** Code in a table; as HTML if it contains characters that are special in a table or a code span. */
export function code(text: string): string {
  return /[`|\\]/.test(visible(text)) ? `<code>${escape(text)}</code>` : `\`${text}\``;
}
