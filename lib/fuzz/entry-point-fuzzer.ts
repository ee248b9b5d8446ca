/** Fuzzes one entry point: runs the function behind it with the handler and the layers that the template names, and reports findings. */
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

/** Options for fuzzing. */
export interface FuzzOptions extends SearchOptions {
  /** Source of the answers to AWS calls. @default - made-up answers */
  readonly aws?: {
    /** The URL of a server that answers instead of AWS. */
    readonly endpoint?: string;
    /** Answers by operation, which take precedence over made-up ones. */
    readonly recorded?: RecordedAnswers;
  };
  readonly process: Omit<ProcessOptions, 'coverage'>;
  /** A folder for temporary files. @default - the temporary folder of the system */
  readonly scratch?: string;
}

/** The number of cases, from the first one, after which the next entry point takes its turn. The last round runs all cases. */
const ROUNDS = [60, 300];

/** Returns the number of cases at which each round ends. */
export function roundsOf(runs: number): number[] {
  return [...ROUNDS.filter((count) => count < runs), runs];
}

/** Fuzzes one entry point. It can run several times. */
export class EntryPointFuzzer {
  /** The branches that ran. Undefined if no function is behind the entry point. */
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

  /** Starts a new search. State that the handler keeps is visible to later searches, unless its process is stopped in between. */
  public async run(seed: number): Promise<EntryPointReport> {
    this.session = undefined;
    for (const runs of roundsOf(this.options.runs)) await this.advance(runs, undefined, seed);
    return this.report();
  }

  /**
   * Continues until a number of cases have been sent, counted from the first one.
   *
   * @param until when to stop early, in milliseconds since 1970
   */
  public async advance(runs: number, until?: number, seed = this.options.seed ?? 1): Promise<void> {
    if (this.failure !== undefined) return;
    try {
      const backend = await this.started();
      this.cases ??= casesOf(this.entryPoint, this.words);
      this.session ??= new Session(this.entryPoint, backend, { ...this.options, seed }, this.words);
      await this.session.advance(this.cases.arbitrary, runs, until);
    } catch (e) {
      if (!(e instanceof LoadError)) throw e;
      this.failure = `the handler ${this.entryPoint.fn?.handler} can’t be loaded: ${e.message}`;
    }
  }

  /** Returns the results so far. */
  public report(): EntryPointReport {
    const { name, kind, declaredBy, fn } = this.entryPoint;
    const { session, failure } = this;
    this.coverage?.read();
    const hosts = [...(session?.hosts ?? [])];
    const notes = hosts.length === 0 ? [] : [`the handler asked for ${hosts.join(', ')}, which can’t be reached here: --service ${hosts[0].replace(/:\d+$/, '')}=openapi.yaml simulates it`];
    const incomplete = session ? session.incomplete() : `0 of ${this.options.runs} cases were sent: the time was over`;
    return {
      name,
      declaredBy,
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

  /** Replays the events of a finding. Returns its message, or undefined if it does not show. */
  public async replay({ cause, sent: kind, note, events, plans = [] }: ReplayedFinding): Promise<string | undefined> {
    const session = new Session(this.entryPoint, await this.started(), { ...this.options, seed: 0 }, this.words);
    const cases = events.map((event, index) => ({ kind, event: JSON.stringify(event), reaches: true, note, aws: plans[index] ?? USUAL }));
    return session.shows(cause, cases);
  }

  /** Ends the process. The next run starts another one. */
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
