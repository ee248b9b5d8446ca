/** One search through an entry point: what is sent, what breaks, and that in its smallest form. */
import * as fc from 'fast-check';
import { Deadline } from './deadline';
import { fewestEvents } from './fewest-events';
import { ContentsLearner, Failure } from './learn-contents';
import { Backend, Late, Sender } from './sender';
import { LookOptions, SeveralRuns } from './several-runs';
import { Tally } from './tally';
import { USUAL } from '../aws/plan';
import type { FuzzFinding } from '../finding';
import type { FindingId, Judgement, Observation } from '../judge/findings';
import type { Run } from '../runner/handler-process';
import type { FuzzCase } from '../targets/cases';
import type { EntryPoint } from '../targets/entry-points';

/** How to search. */
export interface SearchOptions extends LookOptions {
  readonly runs: number;
  readonly seed: number;
  /** When to stop, in milliseconds since 1970. @default - after all runs */
  readonly deadline?: number;
  /** The finding with which to stop. @default - all runs are made */
  readonly until?: string;
  /** Called after each run. */
  readonly progress?: (done: number, findings: number) => void;
}

/** Most findings of one entry point; more of them say no more. */
const MAX_FINDINGS = 12;
/** Most runs by which one finding is made smaller. */
const MAX_SHRINKS = 400;
/** Milliseconds that one finding is made smaller for. */
const SHRINK_TIME = 2_500;
/** Most processes that are started to learn of contents which handlers keep. */
const MAX_RENEWALS = 40;
/** Cases after which memory is looked at: those before give the events for it. */
const BEFORE_LOOK = 300;

/** What is made smaller. */
interface Found {
  readonly cause: string;
  readonly id: FindingId;
  readonly message: string;
  readonly stack?: string;
  readonly run: number;
  /** The case that showed it. */
  readonly sent: FuzzCase;
  readonly history: readonly FuzzCase[];
  readonly at: number;
}

export class Session {
  public readonly findings: FuzzFinding[] = [];
  private readonly tally = new Tally();
  private readonly deadline: Deadline;
  private readonly sender: Sender;
  private readonly several: SeveralRuns;
  private readonly known = new Set<string>();
  /** Causes of failures for which the handler may not be to blame. */
  private readonly unknown = new Set<string>();
  private readonly doubts: string[] = [];
  private readonly learner?: ContentsLearner;
  private round = 0;
  private renewals = 0;
  private hasLooked = false;

  constructor(
    entryPoint: EntryPoint,
    private readonly backend: Backend | undefined,
    private readonly options: SearchOptions,
  ) {
    this.deadline = new Deadline(options.deadline);
    this.sender = new Sender(entryPoint, backend, this.deadline, (late) => this.blame(late));
    this.several = new SeveralRuns(entryPoint, backend, this.sender, this.deadline, options);
    if (backend?.aws) this.learner = new ContentsLearner(backend.aws.contents, backend.root, (sent) => this.failureOf(sent));
  }

  public get counts(): Tally['counts'] {
    return this.tally.counts;
  }

  /** What could not be found out. */
  public get notes(): readonly string[] {
    return [...this.doubts, ...this.several.notes];
  }

  /** Hosts that were asked for, and not reached. */
  public get hosts(): ReadonlySet<string> {
    return this.sender.hosts;
  }

  /**
   * Goes on until so many cases have been sent, from the first on.
   *
   * @param until when to stop before that, in milliseconds since 1970
   */
  public async advance(arbitrary: fc.Arbitrary<FuzzCase>, runs: number, until = Infinity): Promise<void> {
    this.deadline.begin(until);
    await this.explore(arbitrary, Math.min(runs, BEFORE_LOOK));
    const { cases } = this.counts;
    if (!this.hasLooked && (cases >= BEFORE_LOOK || (runs >= this.options.runs && cases >= runs)) && !this.isFound()) {
      this.hasLooked = true;
      for (const { runs: more, ...seen } of await this.several.look(this.tally)) this.report(seen, seen.events, cases + more);
    }
    if (!this.isFound()) await this.explore(arbitrary, runs);
  }

  /** Why not all was sent; undefined where it was, or where what was found is enough. */
  public incomplete(): string | undefined {
    const { cases } = this.counts;
    if (cases >= this.options.runs || this.isFound() || this.findings.length >= MAX_FINDINGS) return undefined;
    return `${cases} of ${this.options.runs} cases were sent: ${this.sender.hasEnded ? 'its process ended again and again' : 'the time was over'}`;
  }

  /** Whether events show a finding in a fresh process: its message. */
  public async shows(cause: string, events: readonly FuzzCase[]): Promise<string | undefined> {
    const seen = await this.several.shows(cause, events);
    if (seen !== false) return seen;
    await this.backend?.handler.stop();
    for (const sent of events) {
      const { judgement } = await this.sender.send(sent);
      const same = judgement?.observations.find((observation) => observation.cause === cause);
      if (same) return same.message;
    }
    return undefined;
  }

  private async explore(arbitrary: fc.Arbitrary<FuzzCase>, runs: number): Promise<void> {
    while (this.counts.cases < runs && this.findings.length < MAX_FINDINGS && !this.isDone()) {
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
    const shrunk = async (smaller: FuzzCase): Promise<boolean> => {
      const sent = usual(smaller);
      shrinks += 1;
      // Their cost is that of a process, or of the whole time that a run may take.
      const most = ['exit', 'timeout'].includes(found!.id) ? 12 : MAX_SHRINKS;
      if (!sent.reaches || shrinks > most || Date.now() - found!.at > SHRINK_TIME || this.deadline.isOver) return true;
      const same = (await this.sender.send(sent)).judgement?.observations.find(({ cause }) => cause === found!.cause);
      if (!same) return true;
      smallest = sent;
      found = { ...found!, message: same.message };
      return false;
    };
    const property = fc.asyncProperty(arbitrary, async (sent) => {
      if (found) return shrunk(sent);
      if (this.isDone()) return true;
      found = await this.tried(sent);
      smallest = found?.sent;
      return found === undefined;
    });
    const seed = this.options.seed + this.round;
    this.round += 1;
    const endOnFailure = this.options.confirm === false;
    const { errorInstance } = await fc.check(property, {
      seed,
      numRuns: runs,
      interruptAfterTimeLimit: this.deadline.left,
      maxSkipsPerRun: 1000,
      endOnFailure,
    });
    // What is thrown is no finding: a handler that can't be loaded any more, or a mistake of the fuzzer's.
    if (!found && errorInstance) throw errorInstance as Error;
    if (!found) return;
    const { cause, history } = found;
    this.known.add(cause);
    const shows = async (events: readonly FuzzCase[]) => (await this.shows(cause, events)) !== undefined;
    const events = endOnFailure ? undefined : await fewestEvents(shows, smallest!, history, this.deadline);
    // A busy machine is not the handler's fault.
    if (!endOnFailure && !events && found.id === 'timeout') return void this.doubts.push('a run did not end in time, and did when it was run again');
    this.keep(found, events ?? [smallest!], events !== undefined);
  }

  /** Sends one case, and counts it; what is new about it. */
  private async tried(sent: FuzzCase): Promise<Found | undefined> {
    const before = [...this.sender.history];
    let { judgement, run, isStopped } = await this.sender.send(sent);
    const { calls } = this.sender;
    // What breaks it may be no value of the kind that its app writes.
    if (judgement?.verdict === 'broken' && sent.aws?.other !== undefined && calls.length > 0) return this.tried(usual(sent));
    if (isStopped) return undefined;
    let fresh = this.newIn(judgement);
    if (fresh && judgement!.verdict === 'broken' && this.learner && calls.length > 0) {
      const lesson = this.unknown.has(fresh.cause) ? 'unknown' : await this.learner.learn(sent, { cause: fresh.cause, text: textOf(run) });
      if (lesson === 'unknown') {
        this.noteUnknown(fresh);
        judgement = { verdict: 'offline', observations: [] };
      } else if (lesson === 'learned') {
        ({ judgement, run, isStopped } = await this.sender.send(sent));
        if (isStopped) return undefined;
      }
      fresh = this.newIn(judgement);
    }
    this.tally.add(sent, judgement, calls.length > 0);
    this.options.progress?.(this.counts.cases, this.findings.length);
    return fresh && { ...fresh, stack: run?.error?.stack, sent, run: this.counts.cases, history: [...before, sent], at: Date.now() };
  }

  private newIn(judgement: Judgement | undefined): Observation | undefined {
    return judgement?.observations.find(({ cause }) => !this.known.has(cause));
  }

  private noteUnknown({ cause, message }: Observation): void {
    if (this.unknown.has(cause)) return;
    this.unknown.add(cause);
    this.doubts.push(`what comes after “${message}” is not known: no made-up content of a table, an object or a parameter gets past it; --aws-answers gives real ones`);
  }

  private report(seen: Observation, events: readonly FuzzCase[], run: number): void {
    this.known.add(seen.cause);
    this.keep({ ...seen, run }, events, true);
  }

  private keep({ cause, id, message, stack, run }: Pick<Found, 'cause' | 'id' | 'message' | 'stack' | 'run'>, events: readonly FuzzCase[], reproduced: boolean): void {
    const { kind, note } = events[events.length - 1];
    const parsed = events.map(({ event }) => JSON.parse(event) as unknown);
    const plans = events.map(({ aws = USUAL }) => aws);
    this.findings.push({ id, message, cause, run, stack, sent: kind, note, reproduced, events: parsed, plans, calls: this.sender.calls });
  }

  /** How a case fails; undefined where it does not. */
  private async failureOf(sent: FuzzCase): Promise<Failure | undefined> {
    this.backend!.aws!.forget();
    let { judgement, run } = await this.sender.send(sent);
    if (this.sender.calls.length === 0 && this.renewals < MAX_RENEWALS) {
      // It keeps what it was answered before.
      this.renewals += 1;
      await this.backend!.handler.stop();
      ({ judgement, run } = await this.sender.send(sent));
    }
    return judgement?.verdict === 'broken' ? { cause: judgement.observations.map(({ cause }) => cause).pop() ?? '', text: textOf(run) } : undefined;
  }

  private blame({ earlier, judgement }: Late): void {
    for (const seen of judgement.observations.filter(({ cause }) => !this.known.has(cause))) {
      this.report({ ...seen, message: `${seen.message}, and after the answer` }, [earlier], this.counts.cases);
    }
  }

  private isFound(): boolean {
    return this.findings.some(({ id }) => id === this.options.until);
  }

  private isDone(): boolean {
    return this.sender.hasEnded || this.deadline.isOver;
  }
}

/** The same case with values of the kinds that the app writes. */
function usual(sent: FuzzCase): FuzzCase {
  return sent.aws?.other === undefined ? sent : { ...sent, aws: { ...sent.aws, other: undefined } };
}

/** What a failed run says of its failure. */
function textOf(run: Run | undefined): string {
  return [run?.error?.message, run?.error?.stack, run?.logs].filter((text) => text !== undefined).join('\n').slice(0, 10_000);
}
