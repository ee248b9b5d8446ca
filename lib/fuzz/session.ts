/** One search through an entry point: what is sent, what breaks, and that in its smallest form. */
import * as fc from 'fast-check';
import { AwsAnswers, AwsCall } from './aws/aws-answers';
import { USUAL } from './aws/plan';
import type { CaseCounts, FuzzFinding } from './finding';
import { FIRST_LOOK, growthOf } from './growth';
import { FindingId, judge, Judgement, Observation, Sensitive } from './judge';
import { ContentsLearner, Failure } from './learn-contents';
import { MappedCase } from './mapped-case';
import { HandlerProcess, Run } from './runner/handler-process';
import { FuzzCase } from './targets/cases';
import { Entrance } from './targets/entrances';

/** How to search. */
export interface SearchOptions {
  readonly runs: number;
  readonly seed: number;
  /** When to stop, in milliseconds since 1970. @default - after all runs */
  readonly deadline?: number;
  /** Whether to look for state that grows. @default true */
  readonly watchState?: boolean;
  /** Milliseconds that each look at memory may take. @default 10,000 */
  readonly look?: number;
  /** Whether findings are made smaller, and shown once more in a fresh process. @default true */
  readonly confirm?: boolean;
  /** The finding with which to stop. @default - all runs are made */
  readonly until?: string;
  /** Called after each run. */
  readonly progress?: (done: number, findings: number) => void;
}

/** The function behind an entry point, and what answers in the place of AWS; nothing does where something else was given. */
export interface Backend {
  readonly handler: HandlerProcess;
  readonly aws?: AwsAnswers;
  readonly sensitive: Sensitive;
  readonly root: string;
}

/** Most findings of one entry point; more of them say no more. */
const MAX_FINDINGS = 12;
/** Most runs by which one finding is made smaller. */
const MAX_SHRINKS = 400;
/** Milliseconds that one finding is made smaller for. */
const SHRINK_TIME = 2_500;
/** Most processes that one entry point may end, a timeout for three; each that follows takes as long as hundreds of runs. */
const MAX_ENDS = 30;
/** Cases after which memory is looked at: those before give the events for it. */
const BEFORE_LOOK = 300;
/** Most events that are run to see whether memory grows. */
const MAX_SOAKED = 20;
/** How many events before are kept, for findings that need several. */
const HISTORY = 400;
/** Pairs of cases that are run at the same time. */
const PAIRS = 6;
/** Fewest valid cases of which to say that all are refused. */
const FEWEST_VALID = 20;

/** The causes of what no single run shows. */
const GROWING = 'growing-state';
const MIXED = 'mixed-invocations';
const REFUSED = 'valid-rejected all';

/** What is made smaller. */
interface Found {
  readonly cause: string;
  readonly id: FindingId;
  readonly message: string;
  readonly stack?: string;
  readonly run: number;
  readonly history: readonly FuzzCase[];
  readonly at: number;
}

interface Sent {
  /** Undefined where the event did not get to anybody, or nothing is known of it. */
  readonly judgement?: Judgement;
  readonly run?: Run;
  /** Whether time was over before. */
  readonly isStopped?: boolean;
}

export class Session {
  public readonly findings: FuzzFinding[] = [];
  /** What could not be found out. */
  public readonly notes: string[] = [];
  public readonly counts: { -readonly [name in keyof CaseCounts]: number } = {
    cases: 0, rejected: 0, accepted: 0, broken: 0, offline: 0, passedOn: 0, answered: 0, valid: 0, validRejected: 0,
  };
  /** Hosts that were asked for, and not reached. */
  public readonly hosts = new Set<string>();
  private readonly known = new Set<string>();
  /** Causes of failures for which the handler may not be to blame. */
  private readonly unknown = new Set<string>();
  private readonly accepted: FuzzCase[] = [];
  private readonly refused: FuzzCase[] = [];
  private readonly learner?: ContentsLearner;
  private history: FuzzCase[] = [];
  private calls: readonly AwsCall[] = [];
  private processes = 0;
  private ends = 0;
  private round = 0;
  private hasLooked = false;
  private slice = Infinity;

  constructor(
    private readonly entrance: Entrance,
    private readonly backend: Backend | undefined,
    private readonly options: SearchOptions,
  ) {
    if (backend?.aws) this.learner = new ContentsLearner(backend.aws.contents, backend.root, (sent) => this.failureOf(sent));
  }

  /**
   * Goes on until so many cases have been sent, from the first on.
   *
   * @param until when to stop before that, in milliseconds since 1970
   */
  public async advance(arbitrary: fc.Arbitrary<FuzzCase>, runs: number, until = Infinity): Promise<void> {
    this.slice = until;
    await this.explore(arbitrary, Math.min(runs, BEFORE_LOOK));
    const { cases } = this.counts;
    if (!this.hasLooked && (cases >= BEFORE_LOOK || (runs >= this.options.runs && cases >= runs)) && !this.isFound()) {
      this.hasLooked = true;
      await this.lookAtAll();
    }
    if (!this.isFound()) await this.explore(arbitrary, runs);
  }

  /** Why not all was sent; undefined where it was, or where what was found is enough. */
  public incomplete(): string | undefined {
    const { cases } = this.counts;
    if (cases >= this.options.runs || this.isFound() || this.findings.length >= MAX_FINDINGS) return undefined;
    return `${cases} of ${this.options.runs} cases were sent: ${this.ends >= MAX_ENDS ? 'its process ended again and again' : 'the time was over'}`;
  }

  /** Whether events show a finding in a fresh process: its message. */
  public async shows(cause: string, events: readonly FuzzCase[]): Promise<string | undefined> {
    if (cause === GROWING) return this.growing(events);
    if (cause === MIXED) return this.mixed(events[0], events[1]);
    if (cause === REFUSED) return this.allRefused(events);
    await this.backend?.handler.stop();
    for (const sent of events) {
      const { judgement } = await this.send(sent);
      const same = judgement?.observations.find((observation) => observation.cause === cause);
      if (same) return same.message;
    }
    return undefined;
  }

  /** What only several runs show. */
  private async lookAtAll(): Promise<void> {
    const { valid, validRejected } = this.counts;
    if (valid >= FEWEST_VALID && validRejected === valid) this.report(REFUSED, 'valid-rejected', refusedMessage(valid), this.refused.slice(0, MAX_SOAKED));
    if (!this.backend) return;
    if (this.options.watchState !== false) await this.watchState();
    await this.watchPairs();
  }

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
    let smallest: FuzzCase | undefined;
    let shrinks = 0;
    const shrunk = async (sent: FuzzCase): Promise<boolean> => {
      shrinks += 1;
      // Their cost is that of a process, or of the whole time that a run may take.
      const most = ['exit', 'timeout'].includes(found!.id) ? 12 : MAX_SHRINKS;
      if (!sent.reaches || shrinks > most || Date.now() - found!.at > SHRINK_TIME || this.isOver()) return true;
      const same = (await this.send(sent)).judgement?.observations.find(({ cause }) => cause === found!.cause);
      if (!same) return true;
      smallest = sent;
      found = { ...found!, message: same.message };
      return false;
    };
    const property = fc.asyncProperty(arbitrary, async (sent) => {
      if (found) return shrunk(sent);
      if (this.ends >= MAX_ENDS || this.isOver()) return true;
      found = await this.tried(sent);
      smallest = sent;
      return found === undefined;
    });
    const seed = this.options.seed + this.round;
    this.round += 1;
    const endOnFailure = this.options.confirm === false;
    const { errorInstance } = await fc.check(property, {
      seed,
      numRuns: runs,
      interruptAfterTimeLimit: this.timeLeft(),
      maxSkipsPerRun: 1000,
      endOnFailure,
    });
    // What is thrown is no finding: a handler that can't be loaded any more, or a mistake of the fuzzer's.
    if (!found && errorInstance) throw errorInstance as Error;
    if (!found) return;
    const { cause, history } = found;
    this.known.add(cause);
    const events = endOnFailure ? undefined : await this.confirmed(cause, smallest!, history);
    // A busy machine is not the handler's fault.
    if (!endOnFailure && !events && found.id === 'timeout') return void this.notes.push('a run did not end in time, and did when it was run again');
    this.keep(found, events ?? [smallest!], events !== undefined);
  }

  /** Sends one case, and counts it; what is new about it. */
  private async tried(sent: FuzzCase): Promise<Found | undefined> {
    const before = [...this.history];
    let { judgement, run, isStopped } = await this.send(sent);
    if (isStopped) return undefined;
    const { calls } = this;
    let fresh = this.newIn(judgement);
    if (fresh && judgement!.verdict === 'broken' && this.learner && calls.length > 0) {
      const lesson = this.unknown.has(fresh.cause) ? 'unknown' : await this.learner.learn(sent, { cause: fresh.cause, text: textOf(run) });
      if (lesson === 'unknown') {
        this.noteUnknown(fresh);
        judgement = { verdict: 'offline', observations: [] };
      } else if (lesson === 'learned') {
        ({ judgement, run, isStopped } = await this.send(sent));
        if (isStopped) return undefined;
      }
      fresh = this.newIn(judgement);
    }
    this.count(sent, judgement, calls);
    this.options.progress?.(this.counts.cases, this.findings.length);
    return fresh && { ...fresh, stack: run?.error?.stack, run: this.counts.cases, history: [...before, sent], at: Date.now() };
  }

  private newIn(judgement: Judgement | undefined): Observation | undefined {
    return judgement?.observations.find(({ cause }) => !this.known.has(cause));
  }

  private noteUnknown({ cause, message }: Observation): void {
    if (this.unknown.has(cause)) return;
    this.unknown.add(cause);
    this.notes.push(`what comes after “${message}” is not known: no made-up content of a table, an object or a parameter gets past it; --aws-answers gives real ones`);
  }

  private count(sent: FuzzCase, judgement: Judgement | undefined, calls: readonly AwsCall[]): void {
    const { counts } = this;
    counts.cases += 1;
    counts[judgement?.verdict ?? 'rejected'] += 1;
    if (!judgement) return;
    if (calls.length > 0) counts.answered += 1;
    if (judgement.verdict === 'accepted' && this.accepted.length < 500) this.accepted.push(sent);
    if (!['valid', 'boundary'].includes(sent.kind)) return;
    counts.valid += 1;
    if (!judgement.refusesValid) return;
    counts.validRejected += 1;
    if (this.refused.length < MAX_SOAKED) this.refused.push(sent);
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

  /** Looks whether memory grows with each of the events that the handler took. */
  private async watchState(): Promise<void> {
    // Attempts to reach hosts leave something behind in the runtime.
    if (this.accepted.length < 5 || this.hosts.size > 0 || this.isOver()) return;
    const shortest = [...this.accepted].sort((a, b) => a.event.length - b.event.length);
    let events = shortest.slice(0, MAX_SOAKED);
    const message = await this.growing(events, true);
    if (message === undefined) return;
    if (this.options.confirm !== false && (await this.growing([shortest[0]])) !== undefined) events = [shortest[0]];
    this.report(GROWING, 'growing-state', message, events, this.counts.cases + FIRST_LOOK);
  }

  /** What is to be said of memory that grows with events; undefined where it does not, or where that can't be told. */
  private async growing(events: readonly FuzzCase[], isFirst = false): Promise<string | undefined> {
    const delivered = events.flatMap((sent) => this.delivered(sent) ?? []);
    const limits = { within: this.timeLeft(), look: this.options.look };
    this.backend!.aws?.begin(USUAL);
    const { verdict, bytes, events: count, reason } = await growthOf(this.backend!.handler, delivered, limits);
    if (verdict === 'undetermined' && isFirst) this.notes.push(`whether memory grows can’t be told: ${reason}`);
    return verdict === 'grows' ? `what the handler keeps grows with each event, by about ${bytes} bytes over ${count} events` : undefined;
  }

  /** Looks whether two invocations at the same time get into each other's way. */
  private async watchPairs(): Promise<void> {
    if (this.entrance.fn?.language !== 'node') return;
    const distinct = [...new Map(this.accepted.map((sent) => [sent.event, sent])).values()].slice(-2 * PAIRS);
    for (let at = 0; at + 1 < distinct.length && !this.isOver(); at += 2) {
      const [first, second] = distinct.slice(at, at + 2);
      const message = await this.mixed(first, second);
      if (message !== undefined) return this.report(MIXED, 'mixed-invocations', message, [first, second]);
    }
  }

  /** What is to be said of two invocations at the same time; nothing where the first is not the same each time by itself. */
  private async mixed(first: FuzzCase, second: FuzzCase): Promise<string | undefined> {
    const events = [first, second].flatMap((sent) => this.delivered(sent) ?? []);
    if (events.length < 2) return undefined;
    const results: (string | undefined)[] = [];
    for (const run of [[events[0]], events, [events[0]], events, [events[0]]]) {
      const { result } = await this.invoke({ ...first, aws: USUAL }, run);
      results.push(result);
    }
    const [alone, together, again, togetherAgain, last] = results;
    if (alone === undefined || alone !== again || alone !== last || together === alone || togetherAgain === alone) return undefined;
    return `an invocation answers otherwise when another runs at the same time: ${shortOf(together)} in the place of ${shortOf(alone)}`;
  }

  private async allRefused(events: readonly FuzzCase[]): Promise<string | undefined> {
    await this.backend?.handler.stop();
    for (const sent of events) if (!(await this.send(sent)).judgement?.refusesValid) return undefined;
    return refusedMessage(events.length);
  }

  private report(cause: string, id: FindingId, message: string, events: readonly FuzzCase[], run = this.counts.cases): void {
    this.known.add(cause);
    this.keep({ cause, id, message, run }, events, true);
  }

  private keep({ cause, id, message, stack, run }: Omit<Found, 'history' | 'at'>, events: readonly FuzzCase[], reproduced: boolean): void {
    const { kind, note } = events[events.length - 1];
    const parsed = events.map(({ event }) => JSON.parse(event) as unknown);
    const plans = events.map(({ aws = USUAL }) => aws);
    this.findings.push({ id, message, cause, run, stack, sent: kind, note, reproduced, events: parsed, plans, calls: this.calls });
  }

  /** How a case fails; undefined where it does not. */
  private async failureOf(sent: FuzzCase): Promise<Failure | undefined> {
    this.backend!.aws!.forget();
    const { judgement, run } = await this.send(sent);
    return judgement?.verdict === 'broken' ? { cause: judgement.observations.map(({ cause }) => cause).pop() ?? '', text: textOf(run) } : undefined;
  }

  /** The event that the function gets; undefined where none gets to it. */
  private delivered(sent: FuzzCase): string | undefined {
    const { integration } = this.entrance;
    return integration ? new MappedCase(integration, sent).event : sent.event;
  }

  private async send(sent: FuzzCase): Promise<Sent> {
    this.calls = [];
    if (!sent.reaches) return {};
    const { integration, kind } = this.entrance;
    const { sensitive } = this.backend ?? {};
    if (!integration) {
      const run = await this.invoke(sent, [sent.event]);
      return run.end === 'stopped' ? { isStopped: true } : { judgement: judge(kind, sent, run, sensitive!, this.calls), run };
    }
    const mapped = new MappedCase(integration, sent);
    const before = mapped.judge(this.backend === undefined);
    if (!this.backend || !before || mapped.event === undefined) return { judgement: before };
    const invoked = await this.invoke(sent, [mapped.event]);
    if (invoked.end === 'stopped') return { isStopped: true };
    const { run, observations } = mapped.answered(invoked);
    const judgement = judge('rest', sent, run, sensitive!, this.calls);
    return { judgement: { ...judgement, observations: [...before.observations, ...judgement.observations, ...observations] }, run };
  }

  private async invoke(sent: FuzzCase, events: readonly string[]): Promise<Run> {
    const { handler, aws } = this.backend!;
    if (!(await handler.start(this.timeLeft()))) return STOPPED;
    if (handler.starts !== this.processes) {
      this.processes = handler.starts;
      this.history = [];
      aws?.forget();
    }
    if (this.history.length >= HISTORY) this.history.shift();
    this.history.push(sent);
    aws?.begin(sent.aws ?? USUAL);
    const run = await handler.run(events, this.timeLeft());
    this.calls = aws?.calls ?? [];
    for (const host of hostsOf(run)) this.hosts.add(host);
    if (['timeout', 'exited', 'crashed'].includes(run.end)) this.ends += run.end === 'timeout' ? 3 : 1;
    if (run.since === undefined) return run;
    this.ends += 1;
    this.blame(run, this.history[this.history.length - 1 - run.since]);
    return this.ends < MAX_ENDS ? this.invoke(sent, events) : STOPPED;
  }

  /** Something that an earlier event began has ended the process only now. */
  private blame(run: Run, earlier: FuzzCase | undefined): void {
    if (!earlier) return;
    const late = judge(this.entrance.kind, earlier, { ...run, end: 'crashed', logs: '' }, this.backend!.sensitive, []).observations.filter(({ cause }) => !this.known.has(cause));
    for (const { cause, id, message } of late) this.report(cause, id, `${message}, and after the answer`, [earlier]);
  }

  private isFound(): boolean {
    return this.findings.some(({ id }) => id === this.options.until);
  }

  private isOver(): boolean {
    return Date.now() >= this.end();
  }

  private end(): number {
    return Math.min(this.slice, this.options.deadline ?? Infinity);
  }

  private timeLeft(): number | undefined {
    return this.end() === Infinity ? undefined : Math.max(1, this.end() - Date.now());
  }
}

const STOPPED: Run = { end: 'stopped', logs: '', pollution: [], guardEvents: [] };

function refusedMessage(count: number): string {
  return `all ${count} bodies that the model accepts are refused`;
}

function hostsOf({ guardEvents }: Run): string[] {
  return guardEvents.flatMap(({ category, action, target }) => (category === 'network' && action === 'blocked' && target ? [target] : []));
}

/** What a failed run says of its failure. */
function textOf(run: Run | undefined): string {
  return [run?.error?.message, run?.error?.stack, run?.logs].filter((text) => text !== undefined).join('\n').slice(0, 10_000);
}

function shortOf(text: string | undefined): string {
  return (text ?? 'nothing').slice(0, 80);
}
