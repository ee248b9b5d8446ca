import { Command, Option } from 'commander';
import { CommandError } from './errors';
import { Io, pathFrom } from './io';
import { OutputFile } from './output-file';
import { Progress } from './progress';
import { resourceTypesOf } from './resource-types';
import { readShippingFunctions } from './shipping-functions';
import { BulletinReport, bulletinReport } from '../awareness/bulletin-report';
import { bulletinMarkdown, bulletinText, summaryOf } from '../awareness/bulletin-text';
import { DEFAULT_THRESHOLDS, KNOWN_SOURCES, Source, sourceOf, Thresholds, Tier, TIERS, UsedSoftware } from '../awareness/feed';
import { offline } from '../awareness/offline-transport';
import { workloadDocument } from '../awareness/workload-document';
import { SEVERITIES, Severity } from '../dependencies/advisories/severity';

interface BulletinsOptions {
  readonly since: string;
  readonly sbom?: string;
  readonly offline?: string;
  readonly source?: readonly string[];
  readonly technology?: readonly string[];
  readonly threshold?: readonly string[];
  readonly format: 'text' | 'json' | 'markdown';
  readonly output?: string;
}

const UNITS: { readonly [unit: string]: number } = { h: 3_600_000, d: 86_400_000, w: 7 * 86_400_000 };

/** Maximum number of listed bulletins below the thresholds. */
const MOST_BELOW = 50;

/** The longest period that NVD accepts, in days. */
const LONGEST_DAYS = 119;

/**
 * `cdk-sec3 bulletins`: recent security bulletins that match the packages, runtimes and services of an app.
 *
 * @param done receives the exit code: 0 no bulletin reaches a threshold, 1 one does, 2 not all sources could be read
 */
export function bulletinsCommand(io: Io, done: (exitCode: number) => void): Command {
  const several = (value: string, before: readonly string[] = []) => [...before, value];
  return new Command('bulletins')
    .summary('read security bulletins, and show which functions they affect')
    .description(
      'Reads security bulletins of several sources once, and matches them with the packages that ship with the functions of a cloud assembly and ' +
        'the AWS services that its templates use. The code is that of the SecurityBulletinFeed construct.',
    )
    .option('-s, --since <time>', 'start of the period: 12h, 7d or 2w ago, or a day as YYYY-MM-DD', '7d')
    .option('--sbom <assembly>', 'cloud assembly (the cdk.out folder that cdk synth writes) with the functions and services (default: none)')
    .option('--offline <folder>', 'read saved documents from a folder, without network access: aws.xml, cisa.xml, kev.json, nvd.json, ghsa.json, osv/, owasp.xml')
    .option('--source <id>', `only this source; may be given several times (${Object.keys(KNOWN_SOURCES).join(', ')}; default: all)`, several)
    .option('--technology <word>', 'another technology in use, such as PostgreSQL; may be given several times', several)
    .option('--threshold <tier=severity>', `lowest severity for exit code 1, or never; tiers are ${TIERS.join(', ')}; may be given several times`, several)
    .addOption(new Option('-f, --format <format>', 'format of the report').choices(['text', 'json', 'markdown']).default('text'))
    .option('-o, --output <file>', 'write the report to a file')
    .addHelpText(
      'after',
      [
        '',
        'The environment variable NVD_API_KEY can contain a key for NVD, and GITHUB_TOKEN a token for GitHub.',
        'A bulletin without a severity reaches every threshold except never.',
        '',
        'Exit codes:',
        '  0  no bulletin reaches a threshold',
        '  1  a bulletin reaches a threshold',
        '  2  not all sources could be read, or the command failed',
        '',
        'Examples:',
        '  cdk-sec3 bulletins --since 7d --sbom cdk.out',
        '  cdk-sec3 bulletins --source kev --source ghsa --threshold exploited=never',
        '  cdk-sec3 bulletins --format markdown --output bulletins.md',
      ].join('\n'),
    )
    .action(async (options: BulletinsOptions) => done(await bulletins(options, io)));
}

async function bulletins(options: BulletinsOptions, io: Io): Promise<number> {
  const now = Date.now();
  const problems: string[] = [];
  const since = momentOf(options.since, now, problems);
  const sources = sourcesOf(options.source, problems);
  const thresholds = thresholdsOf(options.threshold, problems);
  if (problems.length > 0) throw new CommandError('These options make no sense:', problems);
  const output = options.output === undefined ? undefined : new OutputFile(pathFrom(io.cwd, options.output));
  const workload = workloadOf(options, io);
  const report = await bulletinReport({
    sources,
    since,
    now,
    workload,
    thresholds,
    transport: options.offline === undefined ? undefined : offline(pathFrom(io.cwd, options.offline)),
    secrets: { nvd: process.env.NVD_API_KEY, ghsa: process.env.GITHUB_TOKEN },
    progress: progressOf(io, sources.length),
    pause: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
  });
  const day = new Date(since).toISOString().slice(0, 10);
  const text = write(report, options, day);
  if (output) {
    output.write(text);
    io.stdout.write(`${summaryOf(report, day)}\n`);
  } else {
    io.stdout.write(text);
  }
  const failed = report.sources.flatMap(({ title, error }) => (error === undefined ? [] : [`${title}: ${error}`]));
  if (failed.length > 0) throw new CommandError('Not all sources could be read; their bulletins are unknown:', failed);
  return report.above.length > 0 ? 1 : 0;
}

function write(report: BulletinReport, { format }: BulletinsOptions, since: string): string {
  if (format === 'json') return `${JSON.stringify({ version: 1, since, ...report }, null, 2)}\n`;
  return (format === 'markdown' ? bulletinMarkdown : bulletinText)(report, { most: MOST_BELOW, since });
}

function workloadOf({ sbom, technology = [] }: BulletinsOptions, io: Io): UsedSoftware {
  if (sbom === undefined) {
    io.stderr.write('note: without --sbom, the packages and services in use are unknown, so no bulletin can be matched to a function\n');
    return new UsedSoftware(workloadDocument([], [], technology, []));
  }
  const assembly = pathFrom(io.cwd, sbom);
  const { functions, unknown, uncovered } = readShippingFunctions(assembly);
  const incomplete = [...uncovered, ...unknown.map(({ functionPath }) => functionPath)];
  for (const path of new Set(incomplete)) io.stderr.write(`note: it is not known in full what ships with ${path}, so bulletins on it may be missed\n`);
  return new UsedSoftware(workloadDocument(functions, resourceTypesOf(assembly), technology, incomplete));
}

function momentOf(text: string, now: number, problems: string[]): number {
  const [, count, unit] = /^(\d{1,4})([hdw])$/.exec(text) ?? [];
  const moment = unit === undefined ? (/^\d{4}-\d\d-\d\d$/.test(text) ? Date.parse(text) : NaN) : now - Number(count) * UNITS[unit];
  if (Number.isNaN(moment)) problems.push(`--since ${text}: 12h, 7d, 2w or a day as YYYY-MM-DD is expected`);
  else if (moment > now) problems.push(`--since ${text}: lies in the future`);
  else if (now - moment > LONGEST_DAYS * UNITS.d) problems.push(`--since ${text}: is more than ${LONGEST_DAYS} days ago, which NVD does not answer`);
  return moment;
}

function sourcesOf(ids: readonly string[] | undefined, problems: string[]): Source[] {
  const chosen = [...new Set(ids ?? Object.keys(KNOWN_SOURCES))];
  for (const id of chosen) {
    if (!Object.hasOwn(KNOWN_SOURCES, id)) problems.push(`--source ${id}: is not known; there are ${Object.keys(KNOWN_SOURCES).join(', ')}`);
  }
  return problems.length > 0 ? [] : chosen.map((id) => sourceOf({ id }));
}

function thresholdsOf(given: readonly string[] = [], problems: string[]): Thresholds {
  const thresholds: { [tier in Tier]: Severity | 'never' } = { ...DEFAULT_THRESHOLDS };
  for (const text of given) {
    const [tier, level, ...more] = text.split('=');
    const isTier = (TIERS as readonly string[]).includes(tier);
    const isLevel = level === 'never' || (SEVERITIES as readonly string[]).includes(level);
    if (isTier && isLevel && more.length === 0) thresholds[tier as Tier] = level as Severity | 'never';
    else problems.push(`--threshold ${text}: one of ${TIERS.join(', ')}, =, and one of ${SEVERITIES.join(', ')}, never are expected`);
  }
  return thresholds;
}

/** Counts the sources that are read, in parallel. */
function progressOf({ progress: output }: Io, total: number): (title: string) => void {
  const progress = new Progress(output);
  let count = 0;
  return (title) => {
    count += 1;
    if (count === total) progress.clear();
    else progress.bar(count, total, `Reading ${count} of ${total}: ${title}`);
  };
}
