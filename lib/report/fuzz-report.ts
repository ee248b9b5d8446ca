/** Reports of the fuzzer, for people and for machines. */
import { createHash } from 'crypto';
import { JunitTest, junitXml } from './junit-xml';
import { escapeXml } from './markup';
import { count, visible } from './model';
import { physicalLocation, sarifLog } from './sarif-log';
import { Paint, wrap } from './style';
import type { AwsCall } from '../fuzz/aws/aws-answers';
import type { BranchShare } from '../fuzz/branches/branch-coverage';
import type { EntryPointReport, FuzzFinding } from '../fuzz/finding';
import { FINDINGS } from '../fuzz/judge/findings';
import type { FilePlace } from '../gate';
import { isOfVersion, runtimeVersion } from '../inbound-events/template/fuzz-evidence';

/** A run of the fuzzer. */
export interface FuzzReport {
  readonly seed: number;
  readonly runs: number;
  readonly entryPoints: readonly EntryPointReport[];
  /** A sentence for each entry point that was not fuzzed. */
  readonly skipped: readonly string[];
}

/** Additional input of the machine-readable reports. */
export interface FuzzReportOptions {
  /** Version of this package. */
  readonly version: string;
  /** Absolute path of the repository, or else of the working directory. */
  readonly root: string;
  /** The source location of a function, by its construct path. */
  readonly placeOf: (functionPath: string) => FilePlace | undefined;
}

/** Maximum length of a shown event. */
const SHOWN = 600;

/** Returns text for a terminal: each finding with its event, then a table of the entry points. */
export function fuzzText(report: FuzzReport, paint: Paint, width: number): string {
  const lines: string[] = [];
  for (const entryPoint of report.entryPoints) {
    for (const finding of entryPoint.findings) lines.push(...findingLines(entryPoint, finding, paint, width));
    const problem = problemOf(entryPoint);
    if (problem !== undefined) lines.push(`${paint(entryPoint.failure === undefined ? 'INCOMPLETE' : 'COULD NOT RUN', 'red', 'bold')} ${paint(entryPoint.name, 'bold')}  ${entryPoint.function}`, `  ${visible(problem)}`, '');
  }
  lines.push(...table(report.entryPoints, paint), '');
  const notes = notesOf(report);
  if (notes.length > 0) {
    lines.push(paint('NOTES', 'bold'));
    for (const note of notes) lines.push(...wrap(visible(note), width - 4).map((line, index) => `${index === 0 ? '  - ' : '    '}${line}`));
    lines.push('');
  }
  lines.push(fuzzSummary(report, paint));
  return `${lines.join('\n')}\n`;
}

/** Returns why an entry point was not fuzzed, or not completely; undefined if it was. */
export function problemOf({ failure, incomplete, cases, offline }: EntryPointReport): string | undefined {
  if (failure !== undefined || incomplete !== undefined) return failure ?? incomplete;
  return cases > 0 && offline === cases ? 'in all cases the handler asked for hosts that can’t be reached here' : undefined;
}

/** Returns a sentence for each function that ran on another version than its runtime. */
function otherVersions(entryPoints: readonly EntryPointReport[]): string[] {
  const sentences = entryPoints.flatMap(({ function: fn, runtime, ranOn }) => {
    const version = runtimeVersion(runtime);
    if (version === undefined || ranOn === undefined || isOfVersion(ranOn, version)) return [];
    const [name, option] = runtime!.startsWith('python') ? ['Python', '--python'] : ['Node.js', '--node'];
    return [`${fn} uses ${runtime}, but ran on ${name} ${ranOn}: use ${option} to select another`];
  });
  return [...new Set(sentences)];
}

/** `12 of 20 branches`, or why this is unknown. */
function branchText(branches: BranchShare | undefined): string {
  if (!branches) return '-';
  return 'unknown' in branches ? 'unknown' : `${branches.ran} of ${branches.all}`;
}

/** Returns a one-line summary. */
export function fuzzSummary({ entryPoints, seed }: FuzzReport, paint: Paint): string {
  const findings = entryPoints.reduce((sum, entryPoint) => sum + entryPoint.findings.length, 0);
  const cases = entryPoints.reduce((sum, entryPoint) => sum + entryPoint.cases, 0);
  const failed = entryPoints.filter((entryPoint) => problemOf(entryPoint) !== undefined).length;
  const valid = entryPoints.reduce((sum, entryPoint) => sum + entryPoint.valid, 0);
  const rejected = entryPoints.reduce((sum, { validRejected }) => sum + validRejected, 0);
  const share = rejected > 0 ? `, ${Math.round((rejected / valid) * 100)}% of the valid ones rejected` : '';
  const extent = `${count(cases, 'case')} for ${count(entryPoints.length, 'entry point')}${share}, seed ${seed}`;
  const open = failed > 0 ? `, ${failed} could not be run, or not wholly` : '';
  if (findings > 0) return paint(`✖ Fuzz: ${count(findings, 'finding')}${open}; ${extent}`, 'red', 'bold');
  return failed > 0 ? paint(`✖ Fuzz: no findings${open}; ${extent}`, 'yellow', 'bold') : paint(`✔ Fuzz: no findings; ${extent}`, 'green', 'bold');
}

function notesOf({ entryPoints, skipped }: FuzzReport): string[] {
  const unknown = entryPoints.flatMap(({ name, branches }) => (branches && 'unknown' in branches && branches.unknown !== '' ? [`${name}: which branches ran is not known: ${branches.unknown}`] : []));
  return [...otherVersions(entryPoints), ...skipped, ...entryPoints.flatMap(({ name, notes }) => notes.map((note) => `${name}: ${note}`)), ...unknown];
}

/** Returns the calls to AWS in a run, with the simulated responses. */
function callsText(calls: readonly AwsCall[]): string {
  return calls.map(({ operation, answer }) => `${operation} → ${answer}`).join(', ');
}

function findingLines(entryPoint: EntryPointReport, finding: FuzzFinding, paint: Paint, width: number): string[] {
  const { id, message, events, stack, run, reproduced, isUntried } = finding;
  const again = reproduced ? '' : isUntried ? '; the time was over before it ran again' : ', and not again in a fresh process';
  const shown = sentText(events[0]);
  const frame = stack?.split('\n').slice(1).find((line) => /^\s+at /.test(line))?.trim();
  return [
    `${paint('FOUND', 'red', 'bold')} ${paint(id, 'bold')}  ${paint(entryPoint.name, 'cyan')}  ${entryPoint.function}`,
    ...wrap(visible(message), width - 2).map((line) => `  ${line}`),
    ...(frame ? [`  ${paint(visible(frame), 'dim')}`] : []),
    `  ${paint('Sent', 'bold')}    ${visible(shown.length > SHOWN ? `${shown.slice(0, SHOWN)}…` : shown)}${events.length > 1 ? ` and ${events.length - 1} more before it shows` : ''}`,
    ...(finding.calls.length > 0 ? wrap(visible(callsText(finding.calls)), width - 10).map((line, index) => `  ${index === 0 ? paint('AWS', 'bold') : '   '}     ${line}`) : []),
    `  ${paint(`first in run ${run}${again}`, 'dim')}`,
    '',
  ];
}

/** Returns the part of an event that its sender controls; the whole event if this is unknown. */
function sentText(event: unknown): string {
  const { body, Records: records, httpMethod, requestContext } = (event ?? {}) as { readonly [key: string]: any };
  if (Array.isArray(records)) return records.map((record) => `${record.body ?? record.Sns?.Message ?? record.kinesis?.data ?? record.s3?.object.key ?? JSON.stringify(record)}` || '(empty)').join(', ');
  if (httpMethod === undefined && requestContext === undefined) return JSON.stringify(event);
  const { rawPath, path, queryStringParameters: query, isBase64Encoded } = event as { readonly [key: string]: any };
  const target = `${rawPath ?? path ?? ''}${query ? ` with ${JSON.stringify(query)}` : ''}`;
  return `${target}, ${body === undefined || body === null ? 'no body' : `${isBase64Encoded ? 'body in base64' : 'body'} ${body === '' ? '(empty)' : body}`}`;
}

function table(entryPoints: readonly EntryPointReport[], paint: Paint): string[] {
  const head = ['entry point', 'cases', 'rejected', 'accepted', 'broken', 'offline', 'AWS failed', 'AWS called', 'branches', 'findings'];
  const rows = entryPoints.map(({ name, cases, rejected, accepted, broken, offline, passedOn, answered, branches, findings, failure }) =>
    [visible(name).slice(0, 60), ...[cases, rejected, accepted, broken, offline, passedOn, answered].map(String), branchText(branches), failure ? 'not run' : String(findings.length)]);
  const widths = head.map((title, column) => Math.max(title.length, ...rows.map((row) => row[column].length)));
  const line = (row: readonly string[]) => row.map((cell, column) => (column === 0 ? cell.padEnd(widths[column]) : cell.padStart(widths[column]))).join('  ');
  return [paint(line(head), 'bold'), ...rows.map((row) => (row[9] === '0' ? line(row) : paint(line(row), 'red')))];
}

/** Returns the report as JSON. `version` is the version of the format. */
export function fuzzJson(report: FuzzReport, { version }: FuzzReportOptions): string {
  return `${JSON.stringify({ version: 1, tool: { name: 'cdk-sec3', version }, ...report }, null, 2)}\n`;
}

/** Returns the report as JUnit XML: a test for each entry point, skipped if it was not fuzzed. */
export function fuzzJunit({ entryPoints, skipped }: FuzzReport): string {
  const tests = entryPoints.map((entryPoint): JunitTest => {
    const { name, function: classname, findings, failure } = entryPoint;
    const output = findings.map(({ id, message }) => `${id}: ${message}`).join('\n');
    const problem = problemOf(entryPoint);
    if (problem !== undefined) return { classname, name, verdict: 'error', reason: { message: problem, type: failure === undefined ? 'incomplete' : 'not-run' }, output };
    if (findings.length === 0) return { classname, name, verdict: 'passed' };
    const [{ id, message, events }] = findings;
    const shown = findings.length > 1 ? { output } : {};
    return { classname, name, verdict: 'failure', reason: { message, type: id, text: JSON.stringify(events) }, ...shown };
  });
  const left = skipped.map((sentence): JunitTest => ({ classname: 'skipped', name: sentence, verdict: 'skipped', reason: { message: sentence } }));
  return junitXml('cdk-sec3 fuzz', [{ name: 'fuzz', tests: [...tests, ...left] }]);
}

/** Returns the report as SARIF 2.1.0: a result for each finding, at the source location of its function. */
export function fuzzSarif({ entryPoints }: FuzzReport, { version, root, placeOf }: FuzzReportOptions): string {
  const ids = Object.keys(FINDINGS) as (keyof typeof FINDINGS)[];
  const problems = entryPoints.map((entryPoint) => ({ name: entryPoint.name, problem: problemOf(entryPoint) }));
  const failed = problems.filter(({ problem }) => problem !== undefined);
  return sarifLog({
    driver: 'cdk-sec3 fuzz',
    version,
    rules: ids.map((id) => ({
      id: `Sec3-Fuzz-${id}`, name: id, shortDescription: { text: FINDINGS[id] }, defaultConfiguration: { level: 'error' }, properties: { tags: ['security', 'SEC 3', 'fuzzing'] },
    })),
    isComplete: failed.length === 0,
    notifications: failed.map(({ name, problem }) => ({ level: 'error', message: { text: `${name}: ${problem}` } })),
    results: entryPoints.flatMap((entryPoint) => entryPoint.findings.map((finding) => {
      const place = placeOf(entryPoint.function);
      return {
        ruleId: `Sec3-Fuzz-${finding.id}`,
        ruleIndex: ids.indexOf(finding.id),
        level: 'error',
        message: { text: `${entryPoint.name}: ${finding.message}` },
        locations: [{
          physicalLocation: place && physicalLocation(place, root),
          logicalLocations: [{ fullyQualifiedName: entryPoint.function, kind: 'function' }],
        }],
        partialFingerprints: { 'sec3fuzz/v1': createHash('sha256').update(JSON.stringify([entryPoint.function, entryPoint.name, finding.cause])).digest('hex').slice(0, 32) },
        properties: { events: finding.events, calls: finding.calls, run: finding.run },
      };
    })),
  });
}

/** Returns the report as one HTML page, without scripts or external resources. */
export function fuzzHtml(report: FuzzReport): string {
  const row = (cells: readonly (string | number)[]) => `<tr>${cells.map((cell) => `<td>${escapeXml(String(cell))}</td>`).join('')}</tr>`;
  const rows = report.entryPoints.map((entryPoint) => {
    const { name, function: path, cases, rejected, accepted, broken, offline, passedOn, answered, branches, findings } = entryPoint;
    const outcome = problemOf(entryPoint) ?? findings.length;
    return row([name, path, cases, rejected, accepted, broken, offline, passedOn, answered, branchText(branches), outcome]);
  });
  const found = report.entryPoints.flatMap(({ name, findings }) => findings.map(({ id, message, events, calls, stack }) =>
    `<section><h2>${escapeXml(id)}: ${escapeXml(name)}</h2><p>${escapeXml(message)}</p><p>${escapeXml(FINDINGS[id])}</p><pre>${escapeXml(JSON.stringify(events, null, 2))}</pre>${calls.length > 0 ? `<p>AWS: ${escapeXml(callsText(calls))}</p>` : ''}${stack ? `<pre>${escapeXml(stack)}</pre>` : ''}</section>`));
  const notes = notesOf(report);
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'"><title>Fuzz report</title>
<style>body{font:15px/1.5 system-ui,sans-serif;max-width:70rem;margin:2rem auto;padding:0 1rem}table{border-collapse:collapse;width:100%}td,th{border:1px solid #ccc;padding:.3rem .6rem;text-align:left}pre{background:#f5f5f5;padding:1rem;overflow:auto}</style></head>
<body><h1>Fuzz report</h1><p>${escapeXml(fuzzSummary(report, (text) => text))}</p>
<table><thead><tr><th>Entry point</th><th>Function</th><th>Cases</th><th>Rejected</th><th>Accepted</th><th>Broken</th><th>Offline</th><th>AWS failed</th><th>AWS called</th><th>Branches</th><th>Findings</th></tr></thead><tbody>
${rows.join('\n')}
</tbody></table>
${found.join('\n')}
${notes.length > 0 ? `<h2>Notes</h2><ul>${notes.map((note) => `<li>${escapeXml(note)}</li>`).join('')}</ul>` : ''}
</body></html>
`;
}
