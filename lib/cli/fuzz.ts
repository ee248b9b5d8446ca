import { createHash } from 'crypto';
import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { Command, InvalidArgumentError, Option } from 'commander';
import { CommandError } from './errors';
import { readInputs } from './inputs';
import { Io, pathFrom } from './io';
import { OutputFile } from './output-file';
import { Progress } from './progress';
import { packageVersion } from '../functions';
import type { RecordedAnswers } from '../fuzz/aws/aws-answers';
import type { AwsPlan } from '../fuzz/aws/plan';
import type { FuzzOptions } from '../fuzz/entry-point-fuzzer';
import { evidenceFiles } from '../fuzz/evidence-file';
import type { EntryPointReport } from '../fuzz/finding';
import { fuzzEntryPoints, FuzzOutcome, replayFinding } from '../fuzz/fuzzer';
import { OtherHosts } from '../fuzz/other-hosts/other-hosts';
import { afterEnd } from '../fuzz/runner/after-end';
import { LoadError } from '../fuzz/runner/handler-process';
import { unpackGuard } from '../fuzz/runner/unpack-guard';
import { CaseKind } from '../fuzz/targets/cases';
import { EntryPoint, EntryPoints, placeOf, readEntryPoints } from '../fuzz/targets/entry-points';
import { FilePlace, StackTemplate, Workload } from '../gate';
import { isObject } from '../json/json-object';
import { painter, reportRoot } from '../report';
import { FuzzReport, FuzzReportOptions, fuzzHtml, fuzzJson, fuzzJunit, fuzzSarif, fuzzSummary, fuzzText, problemOf } from '../report/fuzz-report';

/** The gate reads the evidence from there at each synthesis. */
const EVIDENCE_MODE = 0o644;

interface Options {
  readonly function?: string;
  readonly endpoint?: string;
  readonly runs: number;
  readonly time?: number;
  readonly timeout: number;
  readonly seed?: number;
  readonly replay?: string;
  readonly corpus?: string;
  readonly evidence?: string | true;
  readonly awsAnswers?: string;
  readonly awsEndpoint?: string;
  readonly service: readonly (readonly [host: string, file: string])[];
  readonly node?: string;
  readonly python?: string;
  readonly format: 'text' | 'json' | 'junit' | 'sarif' | 'html';
  readonly output?: string;
  readonly guard: boolean;
  readonly color: boolean;
}

/** A finding in a file: `--corpus` writes it, `--replay` reads it. */
interface ReplayFile {
  readonly version: 1;
  readonly function: string;
  readonly entryPoint: string;
  readonly id: string;
  readonly cause: string;
  readonly message: string;
  readonly sent: CaseKind;
  /** The notable properties of the event. */
  readonly note?: string;
  readonly events: readonly unknown[];
  /** The simulated behavior of AWS for each call. */
  readonly plans?: readonly AwsPlan[];
}

/**
 * `cdk-sec3 fuzz`: fuzzes the functions of a cloud assembly with events that their endpoints and event sources accept.
 *
 * @param done receives the exit code: 0 no findings, 1 findings, 2 some functions could not be fuzzed
 */
export function fuzzCommand(io: Io, done: (exitCode: number) => void): Command {
  return new Command('fuzz')
    .summary('fuzz functions with events that their endpoints and event sources accept')
    .description(
      'Reads a cloud assembly (the cdk.out folder that cdk synth writes), finds endpoints, function URLs and event sources with their models, and runs their ' +
        'handlers on this machine, with their layers, including the event validator of a function. They run under the runtime guard, without network access, ' +
        'with worthless credentials. Calls to AWS get simulated responses, from the schemas of the SDK that a handler ships or was built with, ' +
        'or from those of botocore. Tables, buckets and parameters return values that were stored before. Responses are searched for internal details. Logs are ' +
        'searched for secrets, and for values that schemas mark with x-sensitive, if they have at least 12 letters and digits, since shorter ones may ' +
        'be in a log by chance. The output of mapping templates is checked for injections. Nothing is deployed, and no account is needed.',
    )
    .argument('[assembly]', 'the cloud assembly', 'cdk.out')
    .option('--function <path>', 'only the function with this construct path, or those below it')
    .option('--endpoint <name>', 'only this endpoint, such as "POST /orders"')
    .option('--runs <number>', 'cases for each entry point', positive, 1000)
    .option('--time <duration>', 'stop after this time, such as 30s or 5m; entry points share it', duration)
    .option('--timeout <duration>', 'maximum duration of one run of a handler', duration, 3000)
    .option('--seed <number>', 'seed of the cases; the same seed gives the same cases (default: from the clock)', positive)
    .option('--replay <file>', 'repeat the events of one finding, from a file that --corpus wrote')
    .option('--corpus <folder>', 'first replay the findings in this folder; write new ones to it')
    .option('--evidence [folder]', 'write evidence for each function, for the rules EndpointFuzzed and EventSourceFuzzed (default: fuzz)')
    .option('--aws-answers <file>', 'JSON file with responses of AWS, by operation: { "GetItem": { "Item": … } }')
    .option('--aws-endpoint <url>', 'URL of a server on the loopback that replaces AWS, such as moto')
    .option('--service <host=file>', 'simulate another host by its OpenAPI document; may be given several times', service, [])
    .option('--node <path>', 'Node.js program that runs handlers (default: the version of the function, if it is installed, else this one)')
    .option('--python <path>', 'Python program that runs handlers (default: the version of the function, if it is installed, else python3)')
    .addOption(new Option('-f, --format <format>', 'format of the report').choices(['text', 'json', 'junit', 'sarif', 'html']).default('text'))
    .option('-o, --output <file>', 'write the report to a file')
    .option('--no-guard', 'run without the runtime guard, on systems without it: handlers then have the permissions of this user')
    .option('--no-color', 'no colors; NO_COLOR in the environment does the same')
    .addHelpText(
      'after',
      [
        '',
        'Exit codes:',
        '  0  no findings',
        '  1  findings',
        '  2  the command failed or is incomplete: not all cases were sent, or all of them called unreachable hosts',
        '',
        'Examples:',
        '  cdk-sec3 fuzz',
        "  cdk-sec3 fuzz --endpoint 'POST /orders' --time 30s --corpus fuzz-corpus",
        '  cdk-sec3 fuzz --replay fuzz-corpus/Orders-CreateOrder-exception-3f2a91.json',
      ].join('\n'),
    )
    .action(async (assembly: string, options: Options) => done(await new Fuzzing(assembly, options, io).run()));
}

class Fuzzing {
  private readonly scratch = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'sec3-fuzz-')));
  private readonly seed: number;
  private readonly deadline?: number;
  private hosts?: OtherHosts;

  constructor(
    private readonly assembly: string,
    private readonly options: Options,
    private readonly io: Io,
  ) {
    this.deadline = options.time === undefined ? undefined : Date.now() + options.time;
    this.seed = options.seed ?? Math.floor(Date.now() / 1000) % 1_000_000_000;
  }

  public async run(): Promise<number> {
    // However this process ends.
    const takeBack = afterEnd('rm -rf "$0"', this.scratch);
    try {
      return await this.work();
    } finally {
      this.hosts?.stop();
      fs.rmSync(this.scratch, { recursive: true, force: true });
      takeBack();
    }
  }

  private async work(): Promise<number> {
    const { options } = this;
    if (options.guard && process.platform !== 'linux') {
      throw new CommandError(`The runtime guard needs Linux, and this is ${process.platform}: run the command in a container, or with --no-guard if you trust the handlers`);
    }
    const output = options.output === undefined ? undefined : new OutputFile(this.here(options.output));
    const inputs = readInputs([this.here(this.assembly)]);
    if (inputs.unreadable.length > 0) throw new CommandError('Not everything can be read:', inputs.unreadable.map(({ error }) => error.message));
    const found = readEntryPoints(new Workload(inputs.stacks), this.scratch);
    const fuzz = await this.fuzzOptions();
    if (options.replay !== undefined) return this.replay(this.here(options.replay), found, fuzz);
    const selected = this.selected(found);
    const replayed = await this.replayCorpus(found, fuzz);
    const bar = new Progress(this.io.progress);
    const outcome = await fuzzEntryPoints(selected, fuzz, this.progress(bar, selected.length));
    bar.clear();
    const { reports } = outcome;
    const report: FuzzReport = { seed: this.seed, runs: options.runs, entryPoints: reports, skipped: found.skipped };
    this.keep(reports);
    this.writeEvidence(outcome);
    const root = reportRoot(this.io.cwd, inputs.stacks.map(({ file }) => file));
    this.show(report, { version: packageVersion(), root, placeOf: (at) => functionPlace(at, inputs.stacks) }, output);
    if (reports.some((each) => problemOf(each) !== undefined)) return 2;
    return replayed > 0 || reports.some(({ findings }) => findings.length > 0) ? 1 : 0;
  }

  private async fuzzOptions(): Promise<FuzzOptions> {
    const { options: { runs, guard, timeout, awsEndpoint: endpoint, service: services, node, python }, seed, deadline, scratch } = this;
    try {
      this.hosts = new OtherHosts(services.map(([host, file]) => ({ host, file: this.here(file) })));
    } catch (e) {
      throw new CommandError(`--service: ${(e as Error).message}`);
    }
    const program = (given: string | undefined) => (given === undefined || !given.includes('/') ? given : this.here(given));
    return {
      runs,
      seed,
      deadline,
      scratch,
      aws: { endpoint, recorded: this.recorded() },
      process: {
        guard: guard ? unpackGuard(path.join(scratch, 'guard')) : undefined,
        timeout,
        packages: this.packages(),
        hosts: await this.hosts.start(),
        node: program(node),
        python: program(python),
      },
    };
  }

  private selected({ entryPoints, skipped }: EntryPoints): readonly EntryPoint[] {
    const { function: fn, endpoint } = this.options;
    const selected = entryPoints.filter((entryPoint) => (fn === undefined || `${placeOf(entryPoint)}/`.startsWith(`${fn}/`)) && (endpoint === undefined || entryPoint.name === endpoint));
    if (selected.length > 0) return selected;
    if (entryPoints.length > 0) throw new CommandError('Nothing has this name. Available:', entryPoints.map((entryPoint) => `${entryPoint.name} of ${placeOf(entryPoint)}`));
    throw new CommandError(`${this.assembly} has no endpoint and no event source that can be fuzzed`, skipped);
  }

  private async replay(file: string, found: EntryPoints, fuzz: FuzzOptions): Promise<number> {
    const replay = readReplay(file);
    const message = await this.replayOne(replay, found, fuzz);
    this.io.stdout.write(message === undefined ? `✔ ${replay.id} of ${replay.entryPoint} does not show again\n` : `✖ ${replay.id} of ${replay.entryPoint} shows again: ${message}\n`);
    return message === undefined ? 0 : 1;
  }

  private async replayCorpus(found: EntryPoints, fuzz: FuzzOptions): Promise<number> {
    const folder = this.options.corpus === undefined ? undefined : this.here(this.options.corpus);
    if (folder === undefined || !fs.existsSync(folder)) return 0;
    let shown = 0;
    for (const name of fs.readdirSync(folder).filter((file) => file.endsWith('.json')).sort()) {
      const replay = readReplay(path.join(folder, name));
      // Evidence of removed endpoints is obsolete.
      if (!found.entryPoints.some((entryPoint) => isOf(entryPoint, replay))) continue;
      if ((await this.replayOne(replay, found, fuzz)) === undefined) continue;
      shown += 1;
      this.io.stderr.write(`${path.join(folder, name)} shows again: ${replay.message}\n`);
    }
    return shown;
  }

  private async replayOne(replay: ReplayFile, { entryPoints }: EntryPoints, fuzz: FuzzOptions): Promise<string | undefined> {
    const entryPoint = entryPoints.find((each) => isOf(each, replay));
    if (!entryPoint) throw new CommandError(`${replay.entryPoint} of ${replay.function} is not in ${this.assembly}`);
    try {
      return await replayFinding(entryPoint, replay, fuzz);
    } catch (e) {
      if (e instanceof LoadError) throw new CommandError(`${replay.function}: the handler can’t be loaded: ${e.message}`);
      throw e;
    }
  }

  /** Writes new findings to the corpus. */
  private keep(reports: readonly EntryPointReport[]): void {
    if (this.options.corpus === undefined) return;
    const folder = this.here(this.options.corpus);
    fs.mkdirSync(folder, { recursive: true });
    for (const { name, function: fn, findings } of reports) {
      for (const { id, cause, message, sent, note, events, plans, reproduced } of findings) {
        if (!reproduced) continue;
        const replay: ReplayFile = { version: 1, function: fn, entryPoint: name, id, cause, message, sent, note, events, plans };
        const hash = createHash('sha256').update(JSON.stringify([name, cause])).digest('hex').slice(0, 6);
        new OutputFile(path.join(folder, `${fn.replace(/[^\w]+/g, '-')}-${id}-${hash}.json`), '--corpus').write(`${JSON.stringify(replay, null, 2)}\n`);
      }
    }
  }

  /** Writes the evidence that rules read: which functions were fuzzed, with which code. */
  private writeEvidence(outcome: FuzzOutcome): void {
    const { evidence, runs, time, timeout } = this.options;
    if (evidence === undefined) return;
    const folder = this.here(evidence === true ? 'fuzz' : evidence);
    fs.mkdirSync(folder, { recursive: true });
    for (const [fn, content] of evidenceFiles(outcome, this.seed, { runs, time, timeout })) {
      new OutputFile(path.join(folder, `${fn.replace(/[^\w]+/g, '-')}.json`), '--evidence').write(`${JSON.stringify(content, null, 2)}\n`, EVIDENCE_MODE);
    }
  }

  private show(report: FuzzReport, options: FuzzReportOptions, output: OutputFile | undefined): void {
    const color = this.io.color && this.options.color;
    const written = write(report, options, this.options.format, color && !output, Math.min(120, Math.max(60, this.io.stdout.columns ?? 100)));
    if (!output) return void this.io.stdout.write(written);
    output.write(written);
    this.io.stdout.write(`${fuzzSummary(report, painter(color))}\n`);
  }

  private progress(bar: Progress, all: number): (entryPoint: EntryPoint, cases: number, findings: number) => void {
    const sent = new Map<EntryPoint, number>();
    return (entryPoint, cases, findings) => {
      sent.set(entryPoint, cases);
      const done = [...sent.values()].reduce((sum, each) => sum + each, 0);
      bar.bar(done, this.options.runs * all, `${entryPoint.name.slice(0, 40)}  ${cases} cases, ${findings} found`);
    };
  }

  /** Locations of packages of the Lambda runtime on this machine: the packages that the app was built with. */
  private packages(): string[] {
    return [...new Set([this.here(this.assembly), this.io.cwd].flatMap((folder) => packageFoldersAbove(path.resolve(folder))))];
  }

  private recorded(): RecordedAnswers {
    const { awsAnswers } = this.options;
    if (awsAnswers === undefined) return {};
    const answers = readJson(this.here(awsAnswers), '--aws-answers');
    if (!isObject(answers)) throw new CommandError(`--aws-answers ${awsAnswers}: an object by operation is expected`);
    return answers as RecordedAnswers;
  }

  private here(given: string): string {
    return pathFrom(this.io.cwd, given);
  }
}

/** Returns the location in the code that creates a function, or in the template. */
function functionPlace(at: string, stacks: readonly StackTemplate[]): FilePlace | undefined {
  const around = stacks.filter(({ constructPath }) => constructPath !== undefined && `${at}/`.startsWith(`${constructPath}/`));
  const [stack] = around.sort((a, b) => b.constructPath!.length - a.constructPath!.length);
  return stack && (stack.codeOf(at) ?? { file: stack.file, line: 1 });
}

/** Returns the folders where Node.js looks for packages, starting at a folder. */
function packageFoldersAbove(folder: string): string[] {
  const found = [path.join(folder, 'node_modules')].filter((one) => fs.existsSync(one));
  const parent = path.dirname(folder);
  return parent === folder ? found : [...found, ...packageFoldersAbove(parent)];
}

function write(report: FuzzReport, options: FuzzReportOptions, format: Options['format'], color: boolean, width: number): string {
  switch (format) {
    case 'json':
      return fuzzJson(report, options);
    case 'junit':
      return fuzzJunit(report);
    case 'sarif':
      return fuzzSarif(report, options);
    case 'html':
      return fuzzHtml(report);
    default:
      return fuzzText(report, painter(color), width);
  }
}

function isOf(entryPoint: EntryPoint, { entryPoint: name, function: place }: ReplayFile): boolean {
  return entryPoint.name === name && placeOf(entryPoint) === place;
}

function readReplay(file: string): ReplayFile {
  const replay = readJson(file, '--replay') as Partial<ReplayFile> | null;
  const isWhole = replay?.version === 1 && [replay.function, replay.entryPoint, replay.cause].every((text) => typeof text === 'string') && Array.isArray(replay.events);
  if (!isWhole) throw new CommandError(`${file} is not a finding of cdk-sec3 fuzz --corpus`);
  return replay as ReplayFile;
}

function readJson(file: string, option: string): unknown {
  try {
    return JSON.parse(fs.readFileSync(file, 'utf8'));
  } catch (e) {
    throw new CommandError(`${option} ${file}: can’t be read as JSON (${(e as Error).message})`);
  }
}

/** Adds one `payments.example.com=openapi.yaml` to the previous ones. */
function service(text: string, before: Options['service']): Options['service'] {
  const [, host, file] = /^([A-Za-z0-9.-]+)=(.+)$/.exec(text) ?? [];
  if (host === undefined) throw new InvalidArgumentError('a host and a file such as payments.example.com=openapi.yaml are expected');
  return [...before, [host.toLowerCase(), file]];
}

function positive(text: string): number {
  if (!/^\d{1,9}$/.test(text) || Number(text) === 0) throw new InvalidArgumentError('a whole number above 0 is expected');
  return Number(text);
}

/** Returns a duration in milliseconds. */
function duration(text: string): number {
  const [, number, unit = 's'] = /^(\d{1,6})(ms|s|m)?$/.exec(text) ?? [];
  const milliseconds = Number(number) * { ms: 1, s: 1000, m: 60_000 }[unit as 'ms' | 's' | 'm'];
  if (!(milliseconds > 0)) throw new InvalidArgumentError('a time such as 30s, 500ms or 5m is expected');
  return milliseconds;
}
