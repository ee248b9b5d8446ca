import type { SecurityReport } from './security-report';
import type { GateResult, Rule } from '../../gate';
import { statusText } from '../checklist';
import { toMarkdown } from '../markdown';
import { count } from '../model';

/** The report as Markdown for a comment on a pull request: what changed, what is outstanding, and the checklist. */
export function securityMarkdown(report: SecurityReport, result: GateResult, pack: readonly Rule[]): string {
  const trend = trendText(report);
  return `${toMarkdown(result, { checklist: true, pack, limit: 65_000 - trend.length })}${trend}`;
}

function trendText({ trend }: SecurityReport): string {
  if (!trend) return '';
  const lines = trend.lines.map(({ item, from, to }) => `- \`${item}\`: ${statusText(from)}, now ${statusText(to)}\n`);
  return `\n### Since ${trend.since.slice(0, 10)}\n\n${count(trend.gone.length, 'finding')} gone, ${count(trend.appeared.length, 'finding')} new.\n\n${lines.join('')}`;
}
