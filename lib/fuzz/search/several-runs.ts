/** Detects what no single run shows: growing memory, values kept for later responses, invocations that interfere, and valid input that is always rejected. */
import type { Deadline } from './deadline';
import { growthOf } from './growth';
import type { KeptValues } from './kept-values';
import type { Backend, Sender } from './sender';
import type { Tally } from './tally';
import { USUAL } from '../aws/plan';
import type { FindingId } from '../judge/findings';
import type { Run } from '../runner/handler-process';
import type { FuzzCase } from '../targets/cases';
import type { EntryPoint } from '../targets/entry-points';

/** Options for these checks. */
export interface LookOptions {
  /** Whether to look for state that grows. @default true */
  readonly watchState?: boolean;
  /** The time limit of each measurement of memory, in milliseconds. @default 10,000 */
  readonly look?: number;
  /** Whether findings are minimized, and reproduced in a fresh process. @default true */
  readonly confirm?: boolean;
}

/** A finding of these checks. */
export interface Seen {
  readonly cause: string;
  readonly id: FindingId;
  readonly message: string;
  readonly events: readonly FuzzCase[];
}

/** The maximum number of different events with which memory is measured. */
const MAX_SOAKED = 20;
/** The number of pairs of cases that are run at the same time. */
const PAIRS = 6;
/** The minimum number of valid cases for the conclusion that all are rejected. */
const FEWEST_VALID = 20;

export class SeveralRuns {
  /** Questions that remain open. */
  public readonly notes: string[] = [];

  constructor(
    private readonly entryPoint: EntryPoint,
    private readonly backend: Backend | undefined,
    private readonly sender: Sender,
    private readonly deadline: Deadline,
    private readonly kept: KeptValues,
    private readonly options: LookOptions,
  ) {}

  /** Checks the cases that were accepted and rejected so far. */
  public async look(tally: Tally): Promise<readonly Seen[]> {
    const seen = [this.rejection(tally), ...(this.backend ? [await this.growth(tally), await this.mixture(tally)] : [])];
    return seen.flatMap((each) => each ?? []);
  }

  /**
   * Replays events. Returns the message if they show a finding with this cause again, and undefined if not. Returns false if the cause is not one of
   * these checks.
   */
  public async shows(cause: string, events: readonly FuzzCase[]): Promise<string | undefined | false> {
    switch (cause) {
      case 'growing-state':
        return this.growing(events);
      case 'mixed-invocations':
        return this.mixed(events[0], events[1]);
      case 'kept-value':
        return this.keptBetween(events[0], events[1]);
      case 'valid-rejected all':
        return this.allRejected(events);
      default:
        return false;
    }
  }

  /** Returns the finding if the last response shows a value of an earlier event. */
  public async keptIn(sent: FuzzCase, run: Run | undefined): Promise<Seen | undefined> {
    const earlier = this.kept.suspect(sent, run);
    const message = earlier && (await this.keptBetween(earlier, sent));
    return message === undefined ? undefined : { cause: 'kept-value', id: 'kept-value', message, events: [earlier!, sent] };
  }

  /** Returns a message if a response shows a value of an event before it, and neither AWS nor the event itself has it. */
  private async keptBetween(earlier: FuzzCase, sent: FuzzCase): Promise<string | undefined> {
    const { handler, aws } = this.backend!;
    // A server in --aws-endpoint keeps stored data between runs.
    if (!aws) return undefined;
    await handler.stop();
    const { run: alone } = await this.sender.send(sent);
    await handler.stop();
    await this.sender.send(earlier);
    aws.forget();
    const { run } = await this.sender.send(sent);
    return this.kept.isKept(earlier, sent, run, alone) ? 'a response shows a value of an earlier event, which the process has kept' : undefined;
  }

  private rejection({ counts: { valid, validRejected }, rejected }: Tally): Seen | undefined {
    if (valid < FEWEST_VALID || validRejected < valid) return undefined;
    return { cause: 'valid-rejected all', id: 'valid-rejected', message: rejectedMessage(valid), events: rejected };
  }

  /** Checks whether memory grows with each accepted event. */
  private async growth({ accepted }: Tally): Promise<Seen | undefined> {
    // Failed connections leave memory behind in the runtime.
    if (this.options.watchState === false || accepted.length < 5 || this.sender.hosts.size > 0 || this.deadline.isOver) return undefined;
    const shortest = [...accepted].sort((a, b) => a.event.length - b.event.length);
    let events = shortest.slice(0, MAX_SOAKED);
    const message = await this.growing(events, true);
    if (message === undefined) return undefined;
    if (this.options.confirm !== false && (await this.growing([shortest[0]])) !== undefined) events = [shortest[0]];
    return { cause: 'growing-state', id: 'growing-state', message, events };
  }

  /** Returns a message if memory grows with the events. Returns undefined if it does not, or if the check has no conclusion. */
  private async growing(events: readonly FuzzCase[], isFirst = false): Promise<string | undefined> {
    const delivered = events.flatMap((sent) => this.sender.delivered(sent) ?? []);
    this.backend!.aws?.begin(USUAL);
    const limits = { within: this.deadline.left, look: this.options.look };
    const { verdict, bytes, events: count, reason } = await growthOf(this.backend!.handler, delivered, limits);
    if (verdict === 'undetermined' && isFirst) this.notes.push(`whether memory grows can’t be determined: ${reason}`);
    return verdict === 'grows' ? `the memory of the handler grows with each event, by about ${bytes} bytes over ${count} events` : undefined;
  }

  /** Checks whether two invocations at the same time interfere with each other. */
  private async mixture({ accepted }: Tally): Promise<Seen | undefined> {
    if (this.entryPoint.fn?.language !== 'node') return undefined;
    const distinct = [...new Map(accepted.map((sent) => [sent.event, sent])).values()].slice(-2 * PAIRS);
    for (let at = 0; at + 1 < distinct.length && !this.deadline.isOver; at += 2) {
      const [first, second] = distinct.slice(at, at + 2);
      const message = await this.mixed(first, second);
      if (message !== undefined) return { cause: 'mixed-invocations', id: 'mixed-invocations', message, events: [first, second] };
    }
    return undefined;
  }

  /**
   * Returns a message if the response of an invocation changes while another one runs. Returns undefined if the first one alone does not always give the same
   * answer.
   */
  private async mixed(first: FuzzCase, second: FuzzCase): Promise<string | undefined> {
    const events = [first, second].flatMap((sent) => this.sender.delivered(sent) ?? []);
    if (events.length < 2) return undefined;
    const results: (string | undefined)[] = [];
    for (const run of [[events[0]], events, [events[0]], events, [events[0]]]) {
      const { result } = await this.sender.invoke({ ...first, aws: USUAL }, run);
      results.push(result);
    }
    const [alone, together, again, togetherAgain, last] = results;
    if (alone === undefined || alone !== again || alone !== last || together === alone || togetherAgain === alone) return undefined;
    return `the response of an invocation differs if another runs at the same time: ${shortOf(together)} instead of ${shortOf(alone)}`;
  }

  private async allRejected(events: readonly FuzzCase[]): Promise<string | undefined> {
    await this.backend?.handler.stop();
    for (const sent of events) if (!(await this.sender.send(sent)).judgement?.rejectsValid) return undefined;
    return rejectedMessage(events.length);
  }
}

function rejectedMessage(count: number): string {
  return `all ${count} bodies that the model accepts are rejected`;
}

function shortOf(text: string | undefined): string {
  return (text ?? 'nothing').slice(0, 80);
}
