import type { SecurityReport } from './security-report';
import { controlText, growthText, trendInShort } from './trend';
import type { GateResult, Rule } from '../../gate';
import { statusText } from '../checklist';
import { code, escape, toMarkdown } from '../markdown';
import { count } from '../model';

/** Slightly below GitHub's limit for comments, in characters. */
const LIMIT = 65_000;

/** Maximum length of the evidence. Other formats have all of it. */
const EVIDENCE = 12_000;

/** Returns the report as Markdown for a pull request comment: outstanding findings, the checklist, its evidence, and changes. */
export function securityMarkdown(report: SecurityReport, result: GateResult, pack: readonly Rule[]): string {
  const tail = `${evidenceText(report)}${trendText(report)}`;
  return `${toMarkdown(result, { checklist: true, pack, limit: LIMIT - tail.length })}${tail}`;
}

function evidenceText({ practices }: SecurityReport): string {
  const rows = practices.flatMap(({ items }) =>
    items.flatMap(({ item, evidence }) => evidence.map(({ path, template, text }) => `| ${code(item)} | ${code(path || template)} | ${escape(text)} |\n`)),
  );
  if (rows.length === 0) return '';
  let room = EVIDENCE;
  const fitting = rows.filter((row) => (room -= row.length) >= 0);
  const more = rows.length - fitting.length;
  const note = more > 0 ? `\n${count(more, 'more row')}: the HTML report has all.\n` : '';
  return `\n<details><summary>Evidence (${rows.length})</summary>\n\n| Line | Resource | What it shows |\n|---|---|---|\n${fitting.join('')}${note}\n</details>\n`;
}

function trendText({ trend }: SecurityReport): string {
  if (!trend) return '';
  const lines = trend.lines.map(({ item, from, to }) => `- \`${item}\`: ${statusText(from)}, now ${statusText(to)}\n`);
  const controls = trend.controls.map((change) => `| ${escape(change.title)} | ${controlText(change)} |\n`);
  const table = controls.length > 0 ? `| Control | Functions, endpoints, sources, secrets or roles |\n|---|---|\n${controls.join('')}\n` : '';
  const growth = trend.resources.length > 0 ? `${growthText(trend)}.\n\n` : '';
  return `\n### Since ${trend.since.slice(0, 10)}\n\n${trendInShort(trend)}.\n\n${growth}${table}${lines.join('')}`;
}
