import type { BulletinReport } from './bulletin-report';
import { affectedLine, BulletinNotification, DigestEntry, TIER_WORDS, TIERS } from './feed';
import { rank } from '../dependencies/advisories/severity';

/** Options of the layout. */
export interface TextOptions {
  /** Maximum number of listed bulletins below the thresholds. */
  readonly most: number;
  /** Day in ISO 8601 format. */
  readonly since: string;
}

/** Returns a report for a terminal. */
export function bulletinText(report: BulletinReport, { most, since }: TextOptions): string {
  const { above, below, sources } = report;
  const lines: string[] = [];
  for (const bulletin of sortedAbove(above)) {
    lines.push(`${bulletin.severity.padEnd(9)}${TIER_WORDS[bulletin.tier].padEnd(24)}${bulletin.title}`);
    for (const detail of detailsOf(bulletin)) lines.push(`${' '.repeat(9)}${detail}`);
    lines.push('');
  }
  const listed = sortedBelow(below);
  if (listed.length > 0) lines.push('Below the thresholds:');
  for (const { severity, tier, title, bulletinId } of listed.slice(0, most)) {
    lines.push(`${severity.padEnd(9)}${TIER_WORDS[tier].padEnd(24)}${title.includes(bulletinId) ? title : `${bulletinId}: ${title}`}`);
  }
  if (listed.length > most) lines.push(`and ${listed.length - most} more; --format json has all of them`);
  if (listed.length > 0) lines.push('');
  for (const { title, problems } of sources) for (const problem of problems) lines.push(`note: ${title}: ${problem}`);
  lines.push(summaryOf(report, since));
  return `${lines.join('\n')}\n`;
}

/** Returns a report in Markdown, for a pull request comment or a page. */
export function bulletinMarkdown(report: BulletinReport, { most, since }: TextOptions): string {
  const { above, below, sources } = report;
  const row = (cells: readonly string[]) => `| ${cells.map(cell).join(' | ')} |`;
  const lines = ['## Security bulletins', '', cell(summaryOf(report, since)), ''];
  if (above.length > 0) {
    lines.push('| Severity | Why | Bulletin | Affected |', '| --- | --- | --- | --- |');
    for (const bulletin of sortedAbove(above)) {
      const name = bulletin.link === null ? cell(bulletin.title) : `[${cell(bulletin.title)}](${bulletin.link.replace(/[()|]/g, encodeURIComponent)})`;
      const why = bulletin.tiers.filter((tier) => tier !== 'awareness' || bulletin.tiers.length === 1).map((tier) => TIER_WORDS[tier]).join('; ');
      lines.push(`| ${bulletin.severity} | ${why} | ${name} | ${bulletin.affected.map((affected) => cell(affectedLine(affected))).join('<br>')} |`);
    }
    lines.push('');
  }
  const listed = sortedBelow(below).slice(0, most);
  if (listed.length > 0) {
    lines.push('### Below the thresholds', '', '| Severity | Why | Bulletin |', '| --- | --- | --- |');
    for (const { severity, tier, title } of listed) lines.push(row([severity, TIER_WORDS[tier], title]));
    lines.push('');
  }
  lines.push('### Sources', '', '| Source | Bulletins | |', '| --- | --- | --- |');
  for (const { title, items, error, problems } of sources) lines.push(row([title, String(items), error ?? problems.join('; ')]));
  return `${lines.join('\n')}\n`;
}

/** Returns a one-line summary. */
export function summaryOf({ above, below, sources }: BulletinReport, since: string): string {
  const failed = sources.filter(({ error }) => error !== undefined).length;
  const read = `${sources.length - failed} of ${sources.length} sources, since ${since}`;
  return `${above.length > 0 ? '✖' : failed > 0 ? '?' : '✔'} ${counted(above.length)} at a threshold or above, ${below.length} below; ${read}`;
}

function detailsOf({ affected, exploited, epss, services, sourceTitle, bulletinId, aliases, link }: BulletinNotification): string[] {
  return [
    ...affected.map(affectedLine),
    ...(exploited ? ['exploited in the wild'] : []),
    ...(epss === null ? [] : [`likelihood of being exploited within 30 days (EPSS): ${(epss * 100).toFixed(1)} %`]),
    ...(services.length > 0 ? [`in use: ${services.join(', ')}`] : []),
    `${sourceTitle}: ${[bulletinId, ...aliases].join(', ')}`,
    ...(link === null ? [] : [link]),
  ];
}

function sortedAbove(bulletins: readonly BulletinNotification[]): BulletinNotification[] {
  return [...bulletins].sort((a, b) => order(a) - order(b));
}

function sortedBelow(entries: readonly DigestEntry[]): DigestEntry[] {
  return [...entries].sort((a, b) => order(a) - order(b));
}

function order({ tier, severity }: Pick<DigestEntry, 'tier' | 'severity'>): number {
  return TIERS.indexOf(tier) * 10 - rank(severity === 'unknown' ? undefined : severity);
}

function counted(count: number): string {
  return count === 1 ? '1 bulletin' : `${count} bulletins`;
}

/** Escapes external text for a Markdown table. */
function cell(text: string): string {
  return text.replace(/[\\`*_[\]<>|~#]/g, '\\$&').replace(/\n/g, ' ').replace(/@(?=\w)/g, '@\u2060');
}
