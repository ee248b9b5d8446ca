/** What the fuzzer found, for people and for machines. */
import { createHash } from 'crypto';
import { JunitTest, junitXml } from './junit-xml';
import { escapeXml } from './markup';
import { count, visible } from './model';
import { physicalLocation, sarifLog } from './sarif-log';
import { Paint, wrap } from './style';
import type { EntranceReport, FuzzFinding } from '../fuzz/fuzzer';
import { FINDINGS } from '../fuzz/judge';
import type { FilePlace } from '../gate';

/** A run of the fuzzer. */
export interface FuzzReport {
  readonly seed: number;
  readonly runs: number;
  readonly entrances: readonly EntranceReport[];
  /** Ways in that were not fuzzed, a sentence each. */
  readonly skipped: readonly string[];
}

/** What the machine-readable reports need besides. */
export interface FuzzReportOptions {
  /** Version of this package. */
  readonly version: string;
  /** The root of the repository, or else the folder that the command ran in; absolute. */
  readonly root: string;
  /** Where a function is written, by its construct path. */
  readonly placeOf: (functionPath: string) => FilePlace | undefined;
}

/** Longest event that is shown. */
const SHOWN = 600;

/** For a person at a terminal: each finding with its event, then a table of the ways in. */
export function fuzzText(report: FuzzReport, paint: Paint, width: number): string {
  const lines: string[] = [];
  for (const entrance of report.entrances) {
    for (const finding of entrance.findings) lines.push(...findingLines(entrance, finding, paint, width));
    if (entrance.failure) lines.push(`${paint('COULD NOT RUN', 'red', 'bold')} ${paint(entrance.name, 'bold')}  ${entrance.function}`, `  ${visible(entrance.failure)}`, '');
  }
  lines.push(...table(report.entrances, paint), '');
  const notes = [...report.skipped, ...report.entrances.flatMap(({ name, notes: own }) => own.map((note) => `${name}: ${note}`))];
  if (notes.length > 0) {
    lines.push(paint('NOTES', 'bold'));
    for (const note of notes) lines.push(...wrap(visible(note), width - 4).map((line, index) => `${index === 0 ? '  - ' : '    '}${line}`));
    lines.push('');
  }
  lines.push(fuzzSummary(report, paint));
  return `${lines.join('\n')}\n`;
}

/** One line that says how it went. */
export function fuzzSummary({ entrances, seed }: FuzzReport, paint: Paint): string {
  const findings = entrances.reduce((sum, entrance) => sum + entrance.findings.length, 0);
  const cases = entrances.reduce((sum, entrance) => sum + entrance.cases, 0);
  const failed = entrances.filter(({ failure }) => failure !== undefined).length;
  const extent = `${count(cases, 'case')} for ${count(entrances.length, 'way')} in, seed ${seed}`;
  const open = failed > 0 ? `, ${failed} could not be run` : '';
  if (findings > 0) return paint(`✖ Fuzz: ${count(findings, 'finding')}${open}; ${extent}`, 'red', 'bold');
  return failed > 0 ? paint(`✖ Fuzz: no findings${open}; ${extent}`, 'yellow', 'bold') : paint(`✔ Fuzz: no findings; ${extent}`, 'green', 'bold');
}

function findingLines(entrance: EntranceReport, finding: FuzzFinding, paint: Paint, width: number): string[] {
  const { id, message, events, stack, run, reproduced } = finding;
  const shown = sentText(events[0]);
  const frame = stack?.split('\n').slice(1).find((line) => /^\s+at /.test(line))?.trim();
  return [
    `${paint('FOUND', 'red', 'bold')} ${paint(id, 'bold')}  ${paint(entrance.name, 'cyan')}  ${entrance.function}`,
    ...wrap(visible(message), width - 2).map((line) => `  ${line}`),
    ...(frame ? [`  ${paint(visible(frame), 'dim')}`] : []),
    `  ${paint('Sent', 'bold')}    ${visible(shown.length > SHOWN ? `${shown.slice(0, SHOWN)}…` : shown)}${events.length > 1 ? ` and ${events.length - 1} more before it shows` : ''}`,
    `  ${paint(`first in run ${run}${reproduced ? '' : ', and not again in a fresh process'}`, 'dim')}`,
    '',
  ];
}

/** What of an event a sender writes; all of it where that can't be told. */
function sentText(event: unknown): string {
  const { body, Records: records, httpMethod, requestContext } = (event ?? {}) as { readonly [key: string]: any };
  if (Array.isArray(records)) return records.map((record) => `${record.body ?? record.Sns?.Message ?? record.kinesis?.data ?? record.s3?.object.key ?? JSON.stringify(record)}` || '(empty)').join(', ');
  if (httpMethod === undefined && requestContext === undefined) return JSON.stringify(event);
  const { rawPath, path, queryStringParameters: query, isBase64Encoded } = event as { readonly [key: string]: any };
  const target = `${rawPath ?? path ?? ''}${query ? ` with ${JSON.stringify(query)}` : ''}`;
  return `${target}, ${body === undefined || body === null ? 'no body' : `${isBase64Encoded ? 'body in base64' : 'body'} ${body === '' ? '(empty)' : body}`}`;
}

function table(entrances: readonly EntranceReport[], paint: Paint): string[] {
  const head = ['way in', 'cases', 'rejected', 'accepted', 'broken', 'offline', 'findings'];
  const rows = entrances.map(({ name, cases, rejected, accepted, broken, offline, findings, failure }) =>
    [visible(name).slice(0, 60), ...[cases, rejected, accepted, broken, offline].map(String), failure ? 'not run' : String(findings.length)]);
  const widths = head.map((title, column) => Math.max(title.length, ...rows.map((row) => row[column].length)));
  const line = (row: readonly string[]) => row.map((cell, column) => (column === 0 ? cell.padEnd(widths[column]) : cell.padStart(widths[column]))).join('  ');
  return [paint(line(head), 'bold'), ...rows.map((row) => (row[6] === '0' ? line(row) : paint(line(row), 'red')))];
}

/** As JSON. `version` is that of this shape. */
export function fuzzJson(report: FuzzReport, { version }: FuzzReportOptions): string {
  return `${JSON.stringify({ version: 1, tool: { name: 'cdk-sec3', version }, ...report }, null, 2)}\n`;
}

/** As JUnit XML: a test for each way in, which is skipped where it was not fuzzed. */
export function fuzzJunit({ entrances, skipped }: FuzzReport): string {
  const tests = entrances.map(({ name, function: classname, findings, failure }): JunitTest => {
    const output = findings.map(({ id, message }) => `${id}: ${message}`).join('\n');
    if (failure !== undefined) return { classname, name, verdict: 'error', reason: { message: failure, type: 'not-run' }, output };
    if (findings.length === 0) return { classname, name, verdict: 'passed' };
    const [{ id, message, events }] = findings;
    const shown = findings.length > 1 ? { output } : {};
    return { classname, name, verdict: 'failure', reason: { message, type: id, text: JSON.stringify(events) }, ...shown };
  });
  const left = skipped.map((sentence): JunitTest => ({ classname: 'skipped', name: sentence, verdict: 'skipped', reason: { message: sentence } }));
  return junitXml('cdk-sec3 fuzz', [{ name: 'fuzz', tests: [...tests, ...left] }]);
}

/** As SARIF 2.1.0: a result for each finding, where its function is written. */
export function fuzzSarif({ entrances }: FuzzReport, { version, root, placeOf }: FuzzReportOptions): string {
  const ids = Object.keys(FINDINGS) as (keyof typeof FINDINGS)[];
  const failed = entrances.filter(({ failure }) => failure !== undefined);
  return sarifLog({
    driver: 'cdk-sec3 fuzz',
    version,
    rules: ids.map((id) => ({
      id: `Sec3-Fuzz-${id}`, name: id, shortDescription: { text: FINDINGS[id] }, defaultConfiguration: { level: 'error' }, properties: { tags: ['security', 'SEC 3', 'fuzzing'] },
    })),
    isComplete: failed.length === 0,
    notifications: failed.map(({ name, failure }) => ({ level: 'error', message: { text: `${name}: ${failure}` } })),
    results: entrances.flatMap((entrance) => entrance.findings.map((finding) => {
      const place = placeOf(entrance.function);
      return {
        ruleId: `Sec3-Fuzz-${finding.id}`,
        ruleIndex: ids.indexOf(finding.id),
        level: 'error',
        message: { text: `${entrance.name}: ${finding.message}` },
        locations: [{
          physicalLocation: place && physicalLocation(place, root),
          logicalLocations: [{ fullyQualifiedName: entrance.function, kind: 'function' }],
        }],
        partialFingerprints: { 'sec3fuzz/v1': createHash('sha256').update(JSON.stringify([entrance.function, entrance.name, finding.cause])).digest('hex').slice(0, 32) },
        properties: { events: finding.events, run: finding.run },
      };
    })),
  });
}

/** As one page of HTML, which loads nothing and runs nothing. */
export function fuzzHtml(report: FuzzReport): string {
  const row = (cells: readonly (string | number)[]) => `<tr>${cells.map((cell) => `<td>${escapeXml(String(cell))}</td>`).join('')}</tr>`;
  const rows = report.entrances.map(({ name, function: path, cases, rejected, accepted, broken, offline, findings, failure }) =>
    row([name, path, cases, rejected, accepted, broken, offline, failure ?? findings.length]));
  const found = report.entrances.flatMap(({ name, findings }) => findings.map(({ id, message, events, stack }) =>
    `<section><h2>${escapeXml(id)}: ${escapeXml(name)}</h2><p>${escapeXml(message)}</p><p>${escapeXml(FINDINGS[id])}</p><pre>${escapeXml(JSON.stringify(events, null, 2))}</pre>${stack ? `<pre>${escapeXml(stack)}</pre>` : ''}</section>`));
  const notes = [...report.skipped, ...report.entrances.flatMap(({ notes: own, name }) => own.map((note) => `${name}: ${note}`))];
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'"><title>Fuzz report</title>
<style>body{font:15px/1.5 system-ui,sans-serif;max-width:70rem;margin:2rem auto;padding:0 1rem}table{border-collapse:collapse;width:100%}td,th{border:1px solid #ccc;padding:.3rem .6rem;text-align:left}pre{background:#f5f5f5;padding:1rem;overflow:auto}</style></head>
<body><h1>Fuzz report</h1><p>${escapeXml(fuzzSummary(report, (text) => text))}</p>
<table><thead><tr><th>Way in</th><th>Function</th><th>Cases</th><th>Rejected</th><th>Accepted</th><th>Broken</th><th>Offline</th><th>Findings</th></tr></thead><tbody>
${rows.join('\n')}
</tbody></table>
${found.join('\n')}
${notes.length > 0 ? `<h2>Notes</h2><ul>${notes.map((note) => `<li>${escapeXml(note)}</li>`).join('')}</ul>` : ''}
</body></html>
`;
}
