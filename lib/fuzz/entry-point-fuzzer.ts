/** One entry point: the function behind it, run by the handler and with the layers that the template names, and what is found of it. */
import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { AwsAnswers, RecordedAnswers } from './aws/aws-answers';
import { KnownModels } from './aws/models/known-models';
import { USUAL } from './aws/plan';
import { BranchCoverage } from './branches/branch-coverage';
import { environmentOf } from './environment';
import type { EntryPointReport, ReplayedFinding } from './finding';
import { HandlerProcess, LoadError, ProcessOptions } from './runner/handler-process';
import { programFor } from './runner/programs';
import type { Backend } from './search/sender';
import { SearchOptions, Session } from './search/session';
import { NO_COUNTS } from './search/tally';
import { Cases, casesOf } from './targets/cases';
import { CodeWords, NO_WORDS, wordsOf } from './targets/dictionary';
import { EntryPoint, placeOf } from './targets/entry-points';
import { MarkedValues } from './targets/marked-values';

/** How to fuzz. */
export interface FuzzOptions extends SearchOptions {
  /** What answers calls of AWS. @default - made-up answers */
  readonly aws?: {
    /** The URL of something that answers instead of AWS. */
    readonly endpoint?: string;
    /** Answers by operation, which go before those that are made up. */
    readonly recorded?: RecordedAnswers;
  };
  readonly process: Omit<ProcessOptions, 'coverage'>;
  /** A folder for files that no one needs afterwards. @default - that of the system */
  readonly scratch?: string;
}

/** Cases of the rounds in which entry points take turns, from the first case on; then come all. */
const ROUNDS = [60, 300];

/** Up to how many cases each round goes. */
export function roundsOf(runs: number): number[] {
  return [...ROUNDS.filter((count) => count < runs), runs];
}

/** Fuzzes one entry point, as often as one likes. */
export class EntryPointFuzzer {
  /** Undefined where no function is behind it. */
  public readonly coverage?: BranchCoverage;
  private readonly words: CodeWords = NO_WORDS;
  private readonly folder?: string;
  private readonly aws?: AwsAnswers;
  private backend?: Backend;
  private cases?: Cases;
  private session?: Session;
  private failure?: string;

  constructor(
    public readonly entryPoint: EntryPoint,
    private readonly options: Omit<FuzzOptions, 'seed'> & { readonly seed?: number },
  ) {
    const { fn } = entryPoint;
    if (!fn) return;
    const { aws = {}, process: how, scratch = os.tmpdir() } = options;
    this.words = wordsOf(fn);
    this.folder = fs.mkdtempSync(path.join(scratch, 'sec3-fuzz-branches-'));
    this.coverage = new BranchCoverage(fn.root!, this.folder);
    if (aws.endpoint === undefined) {
      const python = programFor({ language: 'python', runtime: fn.runtime }, how.python).path;
      this.aws = new AwsAnswers(aws.recorded, new KnownModels(fn, how.packages ?? [], python), this.words);
    }
  }

  /** Searches from the beginning. What a handler keeps stays for the searches that follow, unless it is stopped before. */
  public async run(seed: number): Promise<EntryPointReport> {
    this.session = undefined;
    for (const runs of roundsOf(this.options.runs)) await this.advance(runs, undefined, seed);
    return this.report();
  }

  /**
   * Goes on until so many cases have been sent, from the first on.
   *
   * @param until when to stop before that, in milliseconds since 1970
   */
  public async advance(runs: number, until?: number, seed = this.options.seed ?? 1): Promise<void> {
    if (this.failure !== undefined) return;
    try {
      const backend = await this.started();
      this.cases ??= casesOf(this.entryPoint, this.words);
      this.session ??= new Session(this.entryPoint, backend, { ...this.options, seed });
      await this.session.advance(this.cases.arbitrary, runs, until);
    } catch (e) {
      if (!(e instanceof LoadError)) throw e;
      this.failure = `the handler ${this.entryPoint.fn?.handler} can’t be loaded: ${e.message}`;
    }
  }

  /** What came of it so far. */
  public report(): EntryPointReport {
    const { name, kind, fn } = this.entryPoint;
    const { session, failure } = this;
    this.coverage?.read();
    const hosts = [...(session?.hosts ?? [])];
    const notes = hosts.length === 0 ? [] : [`the handler asked for ${hosts.join(', ')}, which can’t be reached here: --service ${hosts[0].replace(/:\d+$/, '')}=openapi.yaml gives answers`];
    const incomplete = session ? session.incomplete() : `0 of ${this.options.runs} cases were sent: the time was over`;
    return {
      name,
      kind,
      function: placeOf(this.entryPoint),
      assetHash: fn?.assetHash,
      runtime: fn?.runtime,
      ranOn: this.backend?.handler.program.version,
      ...(session?.counts ?? NO_COUNTS),
      findings: session?.findings ?? [],
      branches: this.coverage?.share(),
      notes: [...(this.cases?.notes ?? []), ...(session?.notes ?? []), ...notes],
      failure,
      incomplete: failure === undefined ? incomplete : undefined,
    };
  }

  /** Runs the events of a finding again: its message, or undefined where it does not show. */
  public async replay({ cause, sent: kind, note, events, plans = [] }: ReplayedFinding): Promise<string | undefined> {
    const session = new Session(this.entryPoint, await this.started(), { ...this.options, seed: 0 });
    const cases = events.map((event, index) => ({ kind, event: JSON.stringify(event), reaches: true, note, aws: plans[index] ?? USUAL }));
    return session.shows(cause, cases);
  }

  /** Ends the process, which the next run starts again. */
  public async rest(): Promise<void> {
    await this.backend?.handler.stop();
  }

  public async stop(): Promise<void> {
    await this.rest();
    this.aws?.stop();
    if (this.folder !== undefined) fs.rmSync(this.folder, { recursive: true, force: true });
  }

  private async started(): Promise<Backend | undefined> {
    const { fn } = this.entryPoint;
    if (!fn || this.backend) return this.backend;
    const { aws = {}, process: how } = this.options;
    const { all: env, sensitive } = environmentOf(fn, aws.endpoint ?? (await this.aws!.start()));
    const code = { root: fn.root!, handler: fn.handler!, language: fn.language!, runtime: fn.runtime, layers: fn.layers, env };
    const handler = new HandlerProcess(code, { ...how, coverage: this.folder });
    const marked = MarkedValues.of(this.entryPoint, this.words);
    return (this.backend = { handler, aws: this.aws, sensitive: { ...sensitive, marked }, root: fn.root! });
  }
}
