/** What no single run shows: memory that grows, invocations that get into each other's way, and valid input of which all is rejected. */
import type { Deadline } from './deadline';
import { FIRST_LOOK, growthOf } from './growth';
import type { Backend, Sender } from './sender';
import type { Tally } from './tally';
import { USUAL } from '../aws/plan';
import type { FindingId } from '../judge/findings';
import type { FuzzCase } from '../targets/cases';
import type { EntryPoint } from '../targets/entry-points';

/** How to look. */
export interface LookOptions {
  /** Whether to look for state that grows. @default true */
  readonly watchState?: boolean;
  /** Milliseconds that each look at memory may take. @default 10,000 */
  readonly look?: number;
  /** Whether findings are made smaller, and shown once more in a fresh process. @default true */
  readonly confirm?: boolean;
}

/** What was found. */
export interface Seen {
  readonly cause: string;
  readonly id: FindingId;
  readonly message: string;
  readonly events: readonly FuzzCase[];
  /** Runs that were made beside those of cases. */
  readonly runs: number;
}

/** Most events that are run to see whether memory grows. */
const MAX_SOAKED = 20;
/** Pairs of cases that are run at the same time. */
const PAIRS = 6;
/** Fewest valid cases of which to say that all are rejected. */
const FEWEST_VALID = 20;

export class SeveralRuns {
  /** What could not be found out. */
  public readonly notes: string[] = [];

  constructor(
    private readonly entryPoint: EntryPoint,
    private readonly backend: Backend | undefined,
    private readonly sender: Sender,
    private readonly deadline: Deadline,
    private readonly options: LookOptions,
  ) {}

  /** Looks at what was accepted and rejected so far. */
  public async look(tally: Tally): Promise<readonly Seen[]> {
    const seen = [this.rejection(tally), ...(this.backend ? [await this.growth(tally), await this.mixture(tally)] : [])];
    return seen.flatMap((each) => each ?? []);
  }

  /** Whether events show once more what has this cause: undefined where they do not, and false where another kind of look has to say it. */
  public async shows(cause: string, events: readonly FuzzCase[]): Promise<string | undefined | false> {
    switch (cause) {
      case 'growing-state':
        return this.growing(events);
      case 'mixed-invocations':
        return this.mixed(events[0], events[1]);
      case 'valid-rejected all':
        return this.allRejected(events);
      default:
        return false;
    }
  }

  private rejection({ counts: { valid, validRejected }, rejected }: Tally): Seen | undefined {
    if (valid < FEWEST_VALID || validRejected < valid) return undefined;
    return { cause: 'valid-rejected all', id: 'valid-rejected', message: rejectedMessage(valid), events: rejected, runs: 0 };
  }

  /** Looks whether memory grows with each of the events that the handler took. */
  private async growth({ accepted }: Tally): Promise<Seen | undefined> {
    // Attempts to reach hosts leave something behind in the runtime.
    if (this.options.watchState === false || accepted.length < 5 || this.sender.hosts.size > 0 || this.deadline.isOver) return undefined;
    const shortest = [...accepted].sort((a, b) => a.event.length - b.event.length);
    let events = shortest.slice(0, MAX_SOAKED);
    const message = await this.growing(events, true);
    if (message === undefined) return undefined;
    if (this.options.confirm !== false && (await this.growing([shortest[0]])) !== undefined) events = [shortest[0]];
    return { cause: 'growing-state', id: 'growing-state', message, events, runs: FIRST_LOOK };
  }

  /** What is to be said of memory that grows with events; undefined where it does not, or where that can't be determined. */
  private async growing(events: readonly FuzzCase[], isFirst = false): Promise<string | undefined> {
    const delivered = events.flatMap((sent) => this.sender.delivered(sent) ?? []);
    this.backend!.aws?.begin(USUAL);
    const limits = { within: this.deadline.left, look: this.options.look };
    const { verdict, bytes, events: count, reason } = await growthOf(this.backend!.handler, delivered, limits);
    if (verdict === 'undetermined' && isFirst) this.notes.push(`whether memory grows can’t be determined: ${reason}`);
    return verdict === 'grows' ? `what the handler keeps grows with each event, by about ${bytes} bytes over ${count} events` : undefined;
  }

  /** Looks whether two invocations at the same time get into each other's way. */
  private async mixture({ accepted }: Tally): Promise<Seen | undefined> {
    if (this.entryPoint.fn?.language !== 'node') return undefined;
    const distinct = [...new Map(accepted.map((sent) => [sent.event, sent])).values()].slice(-2 * PAIRS);
    for (let at = 0; at + 1 < distinct.length && !this.deadline.isOver; at += 2) {
      const [first, second] = distinct.slice(at, at + 2);
      const message = await this.mixed(first, second);
      if (message !== undefined) return { cause: 'mixed-invocations', id: 'mixed-invocations', message, events: [first, second], runs: 0 };
    }
    return undefined;
  }

  /** What is to be said of two invocations at the same time; nothing where the first is not the same each time by itself. */
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
    return `an invocation answers otherwise when another runs at the same time: ${shortOf(together)} instead of ${shortOf(alone)}`;
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
