/**
 * Sends a function what its ways in let through, and keeps what breaks it, in its smallest form. The function is run by the handler and with the layers that the
 * template names: where that is the event validator, it stands before the function's own handler, and what it keeps out of logs is not in them.
 */
import * as fc from 'fast-check';
import { FIRST_LOOK, growthOf } from './growth';
import { FindingId, judge, Judgement, Sensitive, sensitiveOf } from './judge';
import { MappedCase } from './mapped-case';
import { HandlerProcess, LoadError, ProcessOptions, Run } from './runner/handler-process';
import { Cases, casesOf, FuzzCase } from './targets/cases';
import { CodeWords, wordsOf } from './targets/dictionary';
import { Entrance, placeOf } from './targets/entrances';
import { FuzzFunction } from './targets/functions';
import { MarkedValues } from './targets/marked-values';

/** Something that was found, with what shows it again. */
export interface FuzzFinding {
  readonly id: FindingId;
  readonly message: string;
  /** By what it is told from other findings of the same function. */
  readonly cause: string;
  /** The run in which it was found first, from 1. */
  readonly run: number;
  readonly sent: FuzzCase['kind'];
  /** What is special about the event. */
  readonly note?: string;
  /** The events that show it, one after the other, in a fresh process. */
  readonly events: readonly unknown[];
  /** Whether those showed it once more. */
  readonly reproduced: boolean;
  readonly stack?: string;
}

/** What it takes to run the events of a finding again. */
export type ReplayedFinding = Pick<FuzzFinding, 'cause' | 'sent' | 'note' | 'events'>;

/** What came of one way in. */
export interface EntranceReport {
  readonly name: string;
  readonly kind: string;
  /** Construct path of the function, or of the method where a service of AWS is behind it. */
  readonly function: string;
  readonly assetHash?: string;
  readonly cases: number;
  /** What the gateway or the function refused. */
  readonly rejected: number;
  readonly accepted: number;
  readonly broken: number;
  /** Runs of which nothing can be said: the handler asked for hosts that it can't reach here. */
  readonly offline: number;
  readonly findings: readonly FuzzFinding[];
  readonly notes: readonly string[];
  /** Why nothing could be run. */
  readonly failure?: string;
}

/** How to fuzz. */
export interface FuzzOptions {
  readonly runs: number;
  readonly seed: number;
  /** When to stop, in milliseconds since 1970. @default - after all runs */
  readonly deadline?: number;
  /** The URL that calls to AWS go to. */
  readonly awsEndpoint: string;
  readonly process: ProcessOptions;
  /** Whether to look for state that grows. @default true */
  readonly watchState?: boolean;
  /** Milliseconds that each look at memory may take. @default 10,000 */
  readonly look?: number;
  /** Whether findings are made smaller, and shown once more in a fresh process. @default true */
  readonly confirm?: boolean;
  /** The finding with which to stop. @default - all runs are made */
  readonly until?: string;
  /** Told after each run. */
  readonly progress?: (done: number, findings: number) => void;
}

/** Most findings of one way in; more of them say no more. */
const MAX_FINDINGS = 12;
/** Most runs by which one finding is made smaller. */
const MAX_SHRINKS = 400;
/** Milliseconds that one finding is made smaller for. */
const SHRINK_TIME = 2_500;
/** Most processes that one way in may end, a timeout for three; each that follows takes as long as hundreds of runs. */
const MAX_ENDS = 30;
/** Cases after which memory is looked at: those before give the events for it. */
const BEFORE_LOOK = 300;
/** Most events that are run to see whether memory grows. */
const MAX_SOAKED = 20;
/** How many events before are kept, for findings that need several. */
const HISTORY = 400;

/** What it is called that memory grows. */
const GROWING = 'growing-state';

/** Credentials that are worth nothing, and that no answer may show. */
const CREDENTIALS = { AWS_ACCESS_KEY_ID: 'AKIASEC3FUZZ00000000', AWS_SECRET_ACCESS_KEY: 'sec3-fuzz-secret-access-key-0000000000000', AWS_SESSION_TOKEN: 'sec3-fuzz-session-token-0000000000000000' };

/** Fuzzes one way in. */
export async function fuzzEntrance(entrance: Entrance, options: FuzzOptions): Promise<EntranceReport> {
  const fuzzer = new EntranceFuzzer(entrance, options);
  try {
    return await fuzzer.run(options.seed);
  } finally {
    await fuzzer.stop();
  }
}

/** Fuzzes one way in, as often as one likes. */
export class EntranceFuzzer {
  /** Undefined where no function is behind the way in. */
  private readonly backend?: Backend;
  private readonly words: CodeWords = NO_WORDS;
  private cases?: Cases;

  constructor(
    private readonly entrance: Entrance,
    private readonly options: Omit<FuzzOptions, 'seed'>,
  ) {
    const { fn } = entrance;
    if (!fn) return;
    const { all: env, sensitive } = environmentOf(fn, options.awsEndpoint);
    const code = { root: fn.root!, handler: fn.handler!, language: fn.language!, layers: fn.layers, env };
    this.words = wordsOf(fn);
    const marked = MarkedValues.of(entrance, this.words);
    this.backend = { handler: new HandlerProcess(code, options.process), sensitive: { ...sensitive, marked } };
  }

  /** What a handler keeps stays for the runs that follow, unless it is stopped before. */
  public async run(seed: number): Promise<EntranceReport> {
    const { name, kind, fn } = this.entrance;
    const common = { name, kind, function: placeOf(this.entrance), assetHash: fn?.assetHash };
    try {
      await this.backend?.handler.start();
      this.cases ??= casesOf(this.entrance, this.words);
      const session = this.session(seed);
      await session.run(this.cases.arbitrary);
      return { ...common, ...session.counts, findings: session.findings, notes: [...this.cases.notes, ...session.notes] };
    } catch (e) {
      if (!(e instanceof LoadError)) throw e;
      return { ...common, ...NOTHING, failure: `the handler ${fn?.handler} can’t be loaded: ${e.message}` };
    }
  }

  /** Runs the events of a finding again: its message, or undefined where it does not show. */
  public async replay({ cause, sent: kind, note, events }: ReplayedFinding): Promise<string | undefined> {
    return this.session(0).shows(cause, events.map((event) => ({ kind, event: JSON.stringify(event), reaches: true, note })));
  }

  public stop(): Promise<void> {
    return this.backend?.handler.stop() ?? Promise.resolve();
  }

  private session(seed: number): Session {
    return new Session(this.entrance, this.backend, { ...this.options, seed });
  }
}

/** Runs the events of a finding again; undefined where the finding does not show. */
export async function replayFinding(entrance: Entrance, finding: ReplayedFinding, options: FuzzOptions): Promise<string | undefined> {
  const fuzzer = new EntranceFuzzer(entrance, options);
  try {
    return await fuzzer.replay(finding);
  } finally {
    await fuzzer.stop();
  }
}

/** The function behind a way in. */
interface Backend {
  readonly handler: HandlerProcess;
  readonly sensitive: Sensitive;
}

const NO_WORDS: CodeWords = { texts: [], numbers: [], names: [] };
const NOTHING = { cases: 0, rejected: 0, accepted: 0, broken: 0, offline: 0, findings: [], notes: [] };

/** What is made smaller. */
interface Found {
  readonly cause: string;
  readonly first: FuzzCase;
  readonly run: number;
  readonly history: readonly FuzzCase[];
  readonly at: number;
}

class Session {
  public readonly findings: FuzzFinding[] = [];
  /** Why not all was run. */
  public readonly notes: string[] = [];
  public readonly counts = { cases: 0, rejected: 0, accepted: 0, broken: 0, offline: 0 };
  private readonly known = new Set<string>();
  private history: FuzzCase[] = [];
  private readonly accepted: FuzzCase[] = [];
  private processes = 0;
  private ends = 0;
  private round = 0;
  private triedNetwork = false;

  constructor(
    private readonly entrance: Entrance,
    private readonly backend: Backend | undefined,
    private readonly options: FuzzOptions,
  ) {}

  public async run(arbitrary: fc.Arbitrary<FuzzCase>): Promise<void> {
    const { runs, watchState = this.backend !== undefined } = this.options;
    if (watchState) {
      await this.explore(arbitrary, Math.min(runs, BEFORE_LOOK));
      if (!this.isFound()) await this.watchState();
    }
    if (!this.isFound()) await this.explore(arbitrary, runs);
    const { cases } = this.counts;
    if (cases < runs && !this.isFound()) {
      const why = this.isOver() ? 'the time was over' : this.findings.length >= MAX_FINDINGS ? `there were ${MAX_FINDINGS} findings` : 'its process ended again and again';
      this.notes.push(`${cases} of ${runs} cases were sent: ${why}`);
    }
  }

  /** Runs until so many cases have been sent, from the first on. */
  private async explore(arbitrary: fc.Arbitrary<FuzzCase>, runs: number): Promise<void> {
    const isDone = () => this.counts.cases >= runs || this.findings.length >= MAX_FINDINGS || this.ends >= MAX_ENDS || this.isOver();
    while (!isDone()) {
      const before = this.counts.cases;
      await this.search(arbitrary, runs - before);
      if (this.counts.cases === before || this.isFound()) break;
    }
  }

  /** Runs until something new is found, and makes that smaller. */
  private async search(arbitrary: fc.Arbitrary<FuzzCase>, runs: number): Promise<void> {
    let found: Found | undefined;
    let shrinks = 0;
    let last: { readonly message: string; readonly id: FindingId; readonly stack?: string } | undefined;
    let smallest: FuzzCase | undefined;
    const property = fc.asyncProperty(arbitrary, async (sent) => {
      if (!found && this.ends >= MAX_ENDS) return true;
      if (found) {
        shrinks += 1;
        // Their cost is that of a process, or of the whole time that a run may take.
        const most = ['exit', 'timeout'].includes(last!.id) ? 12 : MAX_SHRINKS;
        if (!sent.reaches || shrinks > most || Date.now() - found.at > SHRINK_TIME || this.isOver()) return true;
        const { judgement } = await this.send(sent);
        const same = judgement?.observations.find(({ cause }) => cause === found!.cause);
        if (same) {
          smallest = sent;
          last = { ...last!, message: same.message };
        }
        return same === undefined;
      }
      this.counts.cases += 1;
      const history = [...this.history];
      const { judgement, run } = await this.send(sent);
      this.options.progress?.(this.counts.cases, this.findings.length);
      if (!judgement) {
        this.counts.rejected += 1;
        return true;
      }
      this.counts[judgement.verdict] += 1;
      if (judgement.verdict === 'accepted' && this.accepted.length < 500) this.accepted.push(sent);
      const fresh = judgement.observations.find(({ cause }) => !this.known.has(cause));
      if (!fresh) return true;
      found = { cause: fresh.cause, first: sent, run: this.counts.cases, history, at: Date.now() };
      last = { id: fresh.id, message: fresh.message, stack: run?.error?.stack };
      smallest = sent;
      return false;
    });
    const seed = this.options.seed + this.round;
    this.round += 1;
    const endOnFailure = this.options.confirm === false;
    await fc.check(property, { seed, numRuns: runs, interruptAfterTimeLimit: this.timeLeft(), maxSkipsPerRun: 1000, endOnFailure });
    if (!found) return;
    const { cause, run, history } = found;
    this.known.add(cause);
    const events = endOnFailure ? undefined : await this.confirmed(cause, smallest!, [...history, found.first]);
    this.findings.push({
      ...last!,
      cause,
      run,
      sent: smallest!.kind,
      note: smallest!.note,
      reproduced: events !== undefined,
      events: (events ?? [smallest!]).map(({ event }) => JSON.parse(event) as unknown),
    });
  }

  /** The fewest events, of those that were tried, which show a finding in a fresh process. */
  private async confirmed(cause: string, smallest: FuzzCase, history: readonly FuzzCase[]): Promise<readonly FuzzCase[] | undefined> {
    if (await this.shows(cause, [smallest])) return [smallest];
    // The same event again and again: state that it builds up by itself.
    for (const times of [2, 5, 20, 100, HISTORY]) {
      const repeated = Array.from({ length: times }, () => smallest);
      if (this.isOver()) return undefined;
      if (await this.shows(cause, repeated)) return repeated;
    }
    if (!(await this.shows(cause, history))) return undefined;
    let shortest = history;
    for (let step = Math.ceil(shortest.length / 2); step >= 1 && !this.isOver(); step = step === 1 ? 0 : Math.ceil(step / 2)) {
      for (let at = 0; at + 1 < shortest.length;) {
        const fewer = [...shortest.slice(0, at), ...shortest.slice(Math.min(at + step, shortest.length - 1))];
        if (fewer.length < shortest.length && (await this.shows(cause, fewer))) shortest = fewer;
        else at += step;
        if (this.isOver()) return shortest;
      }
    }
    return shortest;
  }

  /** Whether events show a finding in a fresh process: its message. */
  public async shows(cause: string, events: readonly FuzzCase[]): Promise<string | undefined> {
    if (cause === GROWING) return this.growing(events);
    await this.backend?.handler.stop();
    for (const sent of events) {
      const { judgement } = await this.send(sent);
      const same = judgement?.observations.find((observation) => observation.cause === cause);
      if (same) return same.message;
    }
    return undefined;
  }

  /** Looks whether memory grows with each of the events that the handler took. */
  private async watchState(): Promise<void> {
    // Attempts to reach hosts leave something behind in the runtime.
    if (this.accepted.length < 5 || this.triedNetwork || this.isOver()) return;
    const shortest = [...this.accepted].sort((a, b) => a.event.length - b.event.length);
    let events = shortest.slice(0, MAX_SOAKED);
    const message = await this.growing(events, true);
    if (message === undefined) return;
    if (this.options.confirm !== false && (await this.growing([shortest[0]])) !== undefined) events = [shortest[0]];
    this.known.add(GROWING);
    this.findings.push({
      id: GROWING,
      message,
      cause: GROWING,
      run: this.counts.cases + FIRST_LOOK,
      sent: events[0].kind,
      reproduced: true,
      events: events.map(({ event }) => JSON.parse(event) as unknown),
    });
  }

  /** What is to be said of memory that grows with events; undefined where it does not, or where that can't be told. */
  private async growing(events: readonly FuzzCase[], isFirst = false): Promise<string | undefined> {
    const delivered = events.flatMap((sent) => this.delivered(sent) ?? []);
    const limits = { within: this.timeLeft(), look: this.options.look };
    const { verdict, bytes, events: count, reason } = await growthOf(this.backend!.handler, delivered, limits);
    if (verdict === 'undetermined' && isFirst) this.notes.push(`whether memory grows can’t be told: ${reason}`);
    return verdict === 'grows' ? `what the handler keeps grows with each event, by about ${bytes} bytes over ${count} events` : undefined;
  }

  /** The event that the function gets; undefined where none gets to it. */
  private delivered(sent: FuzzCase): string | undefined {
    const { integration } = this.entrance;
    return integration ? new MappedCase(integration, sent).event : sent.event;
  }

  private async send(sent: FuzzCase): Promise<{ readonly judgement?: Judgement; readonly run?: Run }> {
    if (!sent.reaches) return {};
    const { integration, kind } = this.entrance;
    if (!integration) {
      const run = await this.invoke(sent, sent.event);
      return { judgement: judge(kind, sent, run, this.backend!.sensitive), run };
    }
    const mapped = new MappedCase(integration, sent);
    const before = mapped.judge(this.backend === undefined);
    if (!this.backend || !before || mapped.event === undefined) return { judgement: before };
    const { run, observations } = mapped.answered(await this.invoke(sent, mapped.event));
    const judgement = judge('rest', sent, run, this.backend.sensitive);
    return { judgement: { ...judgement, observations: [...before.observations, ...judgement.observations, ...observations] }, run };
  }

  private async invoke(sent: FuzzCase, event: string): Promise<Run> {
    const { handler } = this.backend!;
    if (handler.starts !== this.processes) this.history = [];
    if (this.history.length >= HISTORY) this.history.shift();
    this.history.push(sent);
    const run = await handler.run(event);
    this.processes = handler.starts;
    if (run.guardEvents.some(({ category }) => category === 'network')) this.triedNetwork = true;
    if (['timeout', 'exited', 'crashed'].includes(run.end)) this.ends += run.end === 'timeout' ? 3 : 1;
    return run;
  }

  private isFound(): boolean {
    return this.findings.some(({ id }) => id === this.options.until);
  }

  private isOver(): boolean {
    return this.options.deadline !== undefined && Date.now() >= this.options.deadline;
  }

  private timeLeft(): number | undefined {
    return this.options.deadline === undefined ? undefined : Math.max(1, this.options.deadline - Date.now());
  }
}

function environmentOf(fn: FuzzFunction, awsEndpoint: string): { readonly all: { readonly [name: string]: string }; readonly sensitive: Sensitive } {
  const faked = Object.fromEntries(fn.open.map((name) => {
    const value = `sec3-fuzz-env-${name.toLowerCase()}`;
    // Where a URL is expected, it leads to what answers in the place of AWS.
    return [name, /URL|ENDPOINT|URI$/.test(name) ? `${awsEndpoint}/${value}` : value];
  }));
  const runtime = {
    AWS_REGION: 'eu-west-1',
    AWS_DEFAULT_REGION: 'eu-west-1',
    AWS_LAMBDA_FUNCTION_NAME: fn.name,
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '256',
    AWS_ENDPOINT_URL: awsEndpoint,
    AWS_MAX_ATTEMPTS: '1',
    AWS_EC2_METADATA_DISABLED: 'true',
    _HANDLER: fn.handler!,
    LANG: 'en_US.UTF-8',
    TZ: ':UTC',
    ...CREDENTIALS,
  };
  const sensitive = sensitiveOf(fn.literals, { ...faked, ...CREDENTIALS }, fn.root!, fn.layers);
  return { all: { ...runtime, ...fn.literals, ...faked }, sensitive };
}
