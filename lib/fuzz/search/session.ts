/** One search through an entry point: sends cases, finds failures, and minimizes them. */
import * as fc from 'fast-check';
import { Deadline } from './deadline';
import { fewestEvents } from './fewest-events';
import { KeptValues } from './kept-values';
import { ContentsLearner, Failure } from './learn-contents';
import { Backend, Late, Sender } from './sender';
import { LookOptions, SeveralRuns } from './several-runs';
import { Tally } from './tally';
import { USUAL } from '../aws/plan';
import type { FuzzFinding } from '../finding';
import type { FindingId, Judgement, Observation } from '../judge/findings';
import type { Run } from '../runner/handler-process';
import type { FuzzCase } from '../targets/cases';
import { CodeWords, NO_WORDS } from '../targets/dictionary';
import type { EntryPoint } from '../targets/entry-points';

/** Options for a search. */
export interface SearchOptions extends LookOptions {
  readonly runs: number;
  readonly seed: number;
  /** Time limit, in milliseconds since 1970. @default - after all runs */
  readonly deadline?: number;
  /** The id of the finding at which to stop. @default - none: all runs are made */
  readonly until?: string;
  /** Called after each run. */
  readonly progress?: (done: number, findings: number) => void;
}

/** The maximum number of findings of one entry point. Further ones rarely help. */
const MAX_FINDINGS = 12;
/** The maximum number of runs to minimize one finding. */
const MAX_SHRINKS = 400;
/** The time limit for minimizing one finding, in milliseconds. */
const SHRINK_TIME = 2_500;
/** The maximum number of restarts to learn contents that handlers keep. */
const MAX_RENEWALS = 40;
/** The start of the causes of failures after a response; the number of waits for such a failure, and their length in milliseconds. */
const LATE = 'late ';
const LATE_TRIES = 10;
const LATE_WAIT = 30;
/** The number of cases before memory is watched. They provide the events for it. */
const BEFORE_LOOK = 300;

/** A failure to minimize. */
interface Found {
  readonly cause: string;
  readonly id: FindingId;
  readonly message: string;
  readonly stack?: string;
  readonly run: number;
  /** The case that showed the failure. */
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
  /** Failures after a response that are not reported yet. */
  private lates: Late[] = [];
  private readonly learner?: ContentsLearner;
  private round = 0;
  private renewals = 0;
  private hasLooked = false;

  constructor(
    entryPoint: EntryPoint,
    private readonly backend: Backend | undefined,
    private readonly options: SearchOptions,
    words: CodeWords = NO_WORDS,
  ) {
    this.deadline = new Deadline(options.deadline);
    this.sender = new Sender(entryPoint, backend, this.deadline, (late) => this.lates.push(late));
    this.several = new SeveralRuns(entryPoint, backend, this.sender, this.deadline, new KeptValues(entryPoint, words), options);
    if (backend?.aws) this.learner = new ContentsLearner(backend.aws.contents, backend.root, (sent) => this.failureOf(sent));
  }

  public get counts(): Tally['counts'] {
    return this.tally.counts;
  }

  /** Questions that remain open. */
  public get notes(): readonly string[] {
    return [...this.doubts, ...this.several.notes];
  }

  /** Hosts that the function asked for, but did not reach. */
  public get hosts(): ReadonlySet<string> {
    return this.sender.hosts;
  }

  /**
   * Continues until a number of cases have been sent, counted from the first one.
   *
   * @param until when to stop early, in milliseconds since 1970
   */
  public async advance(arbitrary: fc.Arbitrary<FuzzCase>, runs: number, until = Infinity): Promise<void> {
    this.deadline.begin(until);
    await this.explore(arbitrary, Math.min(runs, BEFORE_LOOK));
    const { cases } = this.counts;
    if (!this.hasLooked && (cases >= BEFORE_LOOK || (runs >= this.options.runs && cases >= runs)) && !this.isFound()) {
      this.hasLooked = true;
      for (const seen of await this.several.look(this.tally)) this.report(seen, seen.events, cases);
    }
    if (!this.isFound()) await this.explore(arbitrary, runs);
  }

  /** Returns why only a part was sent. Undefined if all cases were sent, or if enough was found. */
  public incomplete(): string | undefined {
    const { cases } = this.counts;
    if (cases >= this.options.runs || this.isFound() || this.findings.length >= MAX_FINDINGS) return undefined;
    return `${cases} of ${this.options.runs} cases were sent: ${this.sender.hasEnded ? 'its process ended again and again' : 'the time was over'}`;
  }

  /** Replays events in a fresh process. Returns the message of the finding if they show it. */
  public async shows(cause: string, events: readonly FuzzCase[]): Promise<string | undefined> {
    const seen = await this.several.shows(cause, events);
    if (seen !== false) return seen;
    await this.backend?.handler.stop();
    for (const sent of events) {
      const { judgement } = await this.sender.send(sent);
      const same = judgement?.observations.find((observation) => observation.cause === cause);
      if (same) return same.message;
    }
    return cause.startsWith(LATE) ? this.showsLate(cause, events) : undefined;
  }

  /** Waits for a failure after the response to the last of the events, which the next one meets. */
  private async showsLate(cause: string, events: readonly FuzzCase[]): Promise<string | undefined> {
    this.lates = [];
    for (let tries = 0; tries < LATE_TRIES && this.lates.length === 0 && !this.deadline.isOver; tries += 1) {
      await new Promise((resolve) => setTimeout(resolve, LATE_WAIT));
      await this.sender.send(events[events.length - 1]);
    }
    return this.lates.splice(0).flatMap(seenIn).find((seen) => seen.cause === cause)?.message;
  }

  private async explore(arbitrary: fc.Arbitrary<FuzzCase>, runs: number): Promise<void> {
    while (this.counts.cases < runs && this.findings.length < MAX_FINDINGS && !this.isDone()) {
      const before = this.counts.cases;
      await this.search(arbitrary, runs - before);
      if (this.counts.cases === before || this.isFound()) break;
    }
  }

  /** Runs until something new is found, and minimizes it. */
  private async search(arbitrary: fc.Arbitrary<FuzzCase>, runs: number): Promise<void> {
    let found: Found | undefined;
    let smallest: FuzzCase | undefined;
    let shrinks = 0;
    const shrunk = async (smaller: FuzzCase): Promise<boolean> => {
      const sent = usual(smaller);
      shrinks += 1;
      // Each run of these costs a process or the whole time limit.
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
      if (this.isDone() || this.isFound()) return true;
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
    // An exception is not a finding: the handler can no longer be loaded, or the fuzzer has a bug.
    if (!found && errorInstance) throw errorInstance as Error;
    if (!found) return;
    const { cause, history } = found;
    this.learn(cause);
    const events = await this.confirm(cause, smallest!, history);
    // On a busy machine, a failure after the response may come before it.
    const late = endOnFailure || events ? undefined : await this.shows(`${LATE}${cause}`, [smallest!]);
    if (late !== undefined) return this.keep({ ...found, cause: `${LATE}${cause}`, message: late }, [smallest!], true);
    // On a busy machine, the handler is not to blame.
    if (!endOnFailure && !events && found.id === 'timeout') return void this.doubts.push('a run did not end in time, and did when it was run again');
    this.keep(found, events ?? [smallest!], events !== undefined);
  }

  /** Returns the fewest events that show a failure again. Undefined if none do, or if failures are not to be confirmed. */
  private async confirm(cause: string, smallest: FuzzCase, history: readonly FuzzCase[]): Promise<readonly FuzzCase[] | undefined> {
    if (this.options.confirm === false) return undefined;
    const shows = async (events: readonly FuzzCase[]) => (await this.shows(cause, events)) !== undefined;
    return this.deadline.extended(() => fewestEvents(shows, smallest, history, this.deadline));
  }

  /** Sends and counts a case. Returns its new results. */
  private async tried(sent: FuzzCase): Promise<Found | undefined> {
    const before = [...this.sender.history];
    let { judgement, run, isStopped } = await this.sender.send(sent);
    const { calls } = this.sender;
    // The cause of the failure may be a value of a kind that the app does not write.
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
    await this.reportLate();
    if (!fresh && this.backend && !this.known.has('kept-value')) await this.lookForKept(sent, run);
    return fresh && { ...fresh, stack: run?.error?.stack, sent, run: this.counts.cases, history: [...before, sent], at: Date.now() };
  }

  private async lookForKept(sent: FuzzCase, run: Run | undefined): Promise<void> {
    const { cases } = this.counts;
    const seen = await this.deadline.extended(() => this.several.keptIn(sent, run));
    if (seen) this.report(seen, seen.events, cases);
  }

  private newIn(judgement: Judgement | undefined): Observation | undefined {
    return judgement?.observations.find(({ cause }) => !this.known.has(cause));
  }

  private noteUnknown({ cause, message }: Observation): void {
    if (this.unknown.has(cause)) return;
    this.unknown.add(cause);
    this.doubts.push(`the code after “${message}” did not run: no generated content of a table, an object or a parameter passes it; --aws-answers provides real content`);
  }

  /** Remembers a cause, before and after the response. */
  private learn(cause: string): void {
    const { length } = cause.startsWith(LATE) ? LATE : '';
    this.known.add(cause.slice(length)).add(`${LATE}${cause.slice(length)}`);
  }

  private report(seen: Observation, events: readonly FuzzCase[], run: number): void {
    this.learn(seen.cause);
    this.keep({ ...seen, run }, events, true);
  }

  private keep({ cause, id, message, stack, run }: Pick<Found, 'cause' | 'id' | 'message' | 'stack' | 'run'>, events: readonly FuzzCase[], reproduced: boolean): void {
    const { kind, note } = events[events.length - 1];
    const parsed = events.map(({ event }) => JSON.parse(event) as unknown);
    const plans = events.map(({ aws = USUAL }) => aws);
    const isUntried = !reproduced && this.deadline.isOver;
    this.findings.push({ id, message, cause, run, stack, sent: kind, note, reproduced, isUntried, events: parsed, plans, calls: this.sender.calls });
  }

  /** Returns the failure of a case. Undefined if the case does not fail. */
  private async failureOf(sent: FuzzCase): Promise<Failure | undefined> {
    this.backend!.aws!.forget();
    let { judgement, run } = await this.sender.send(sent);
    if (this.sender.calls.length === 0 && this.renewals < MAX_RENEWALS) {
      // The handler keeps the answers that it got before.
      this.renewals += 1;
      await this.backend!.handler.stop();
      ({ judgement, run } = await this.sender.send(sent));
    }
    return judgement?.verdict === 'broken' ? { cause: judgement.observations.map(({ cause }) => cause).pop() ?? '', text: textOf(run) } : undefined;
  }

  /** Reports failures after a response: the event that was answered is to blame. */
  private async reportLate(): Promise<void> {
    for (const late of this.lates.splice(0)) {
      for (const seen of seenIn(late).filter(({ cause }) => !this.known.has(cause))) {
        this.learn(seen.cause);
        const run = this.counts.cases;
        const events = await this.confirm(seen.cause, late.earlier, late.history);
        this.keep({ ...seen, run }, events ?? [late.earlier], events !== undefined);
      }
    }
  }

  private isFound(): boolean {
    return this.findings.some(({ id }) => id === this.options.until);
  }

  private isDone(): boolean {
    return this.sender.hasEnded || this.deadline.isOver;
  }
}

/** Returns the same case with values of the kinds that the app writes. */
function usual(sent: FuzzCase): FuzzCase {
  return sent.aws?.other === undefined ? sent : { ...sent, aws: { ...sent.aws, other: undefined } };
}

/** Returns the observations about a failure after a response. */
function seenIn({ judgement }: Late): Observation[] {
  return judgement.observations.map((seen) => ({ ...seen, cause: `${LATE}${seen.cause}`, message: `${seen.message}, and after the answer` }));
}

/** Returns the texts of a failed run that describe the failure. */
function textOf(run: Run | undefined): string {
  return [run?.error?.message, run?.error?.stack, run?.logs].filter((text) => text !== undefined).join('\n').slice(0, 10_000);
}
