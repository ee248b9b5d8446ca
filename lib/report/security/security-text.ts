import type { SecurityReport } from './security-report';
import { controlText, growthText, trendInShort } from './trend';
import { STATUSES, statusText } from '../checklist';
import { count, extent, outcome } from '../model';
import type { Paint } from '../style';

/** Maximum number of listed steps. */
const STEPS = 5;

/** Returns a summary of the report for a terminal. */
export function securityText({ question, summary, totals, practices, next, trend }: SecurityReport, paint: Paint): string {
  const steps = next.slice(0, STEPS).map(({ ruleId, resources, message, fix }) => `  ${paint(ruleId, 'bold')} (${count(resources, 'resource')}): ${message}. ${fix}`);
  const more = next.length - steps.length;
  return [
    paint(`${question.id}: ${question.title}`, 'bold'),
    `${outcome(summary)}; ${extent(summary)}`,
    '',
    ...practices.map(({ title, status }) => `  ${statusText(status).padEnd(14)} ${title}`),
    '',
    `${count(STATUSES.reduce((sum, status) => sum + totals[status], 0), 'line')} of SEC 3, each counted by its most severe result: ${STATUSES.filter((status) => totals[status] > 0).map((status) => `${totals[status]} ${statusText(status)}`).join(', ')}`,
    `Evidence besides rules: ${count(practices.flatMap(({ items }) => items.flatMap(({ evidence }) => evidence)).length, 'fact')}`,
    ...(trend ? [`Since ${trend.since.slice(0, 10)}: ${trendInShort(trend)}`, ...trend.controls.map((change) => `  ${change.title}: ${controlText(change)}`)] : []),
    ...(trend && trend.resources.length > 0 ? [`  ${growthText(trend)}`] : []),
    ...(steps.length > 0 ? ['', 'What to do next:', ...steps] : []),
    ...(more > 0 ? [`  and ${count(more, 'more cause')}: the HTML report has all`] : []),
    '',
  ].join('\n');
}
