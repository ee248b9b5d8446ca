/** Tells memory that grows with each event from memory that fills up, and from chance. */
import { HandlerProcess, Soak } from '../runner/handler-process';

/** What came of a look at the memory of a handler. */
export interface Growth {
  /** `grows`: with each event; `undetermined`: it may. */
  readonly verdict: 'grows' | 'bounded' | 'undetermined';
  /** By how many bytes with each event, where it grows. */
  readonly bytes?: number;
  /** Over how many events that was measured. */
  readonly events: number;
  /** Why nothing can be said. */
  readonly reason?: string;
}

/** How many events are run to see whether there is anything to look into. */
export const FIRST_LOOK = 600;

/** How many have to be run until memory is said to grow; caches that hold fewer entries than that are full by then. */
const MOST = 12_000;
const LEAST = 8000;
/** Milliseconds that each look takes at most, unless a caller says otherwise. */
const LOOK = 10_000;
/** The fewest bytes with each event that are growth: below is what the engine itself keeps. */
const MIN_BYTES = 16;
/** Share of the events in which code is compiled and buffers get their size. */
const WARM_UP = 0.25;

/** How long a handler is looked at. */
export interface GrowthLimits {
  /** Milliseconds that all of it may take. @default Infinity */
  readonly within?: number;
  /** Milliseconds that one of the two looks may take; a handler that is too slow for it is undetermined. @default 10,000 */
  readonly look?: number;
}

/** Runs a handler's events until it is known whether what stays in memory grows with each. */
export async function growthOf(handler: HandlerProcess, events: readonly string[], limits: GrowthLimits = {}): Promise<Growth> {
  const { within = Infinity, look: most = LOOK } = limits;
  const end = Date.now() + within;
  const left = () => Math.max(1, Math.min(most, end - Date.now()));
  const first = await look(handler, { events, most: FIRST_LOOK, every: FIRST_LOOK / 8, within: left() });
  if (typeof first === 'string') return { verdict: 'undetermined', events: 0, reason: first };
  if (slopeOf(kept(first.sizes), first.every) < MIN_BYTES) return { verdict: 'bounded', events: first.count };
  const needed = (first.spent / first.count) * LEAST;
  if (needed > most) return { verdict: 'undetermined', events: first.count, reason: `${LEAST} events are needed, which would take ${Math.ceil(needed / 1000)} seconds` };
  // In a process of its own, and for much longer: most of what grows at first is a cache.
  const second = await look(handler, { events, most: MOST, every: MOST / 12, within: left() });
  if (typeof second === 'string') return { verdict: 'undetermined', events: first.count, reason: second };
  const { sizes, every, count } = second;
  const bytes = slopeOf(sizes, every);
  if (bytes < MIN_BYTES) return { verdict: 'bounded', events: count };
  if (count < LEAST) return { verdict: 'undetermined', events: count, reason: `${count} events are too few to tell growth from a cache that fills` };
  if (!isSteady(sizes, every, bytes)) return { verdict: 'bounded', events: count };
  // What a timer lets go of later is not kept for ever.
  if (second.timers > count / 100) return { verdict: 'undetermined', events: count, reason: 'timers are running that may let go of it' };
  return { verdict: 'grows', bytes: Math.round(bytes), events: count };
}

interface Look {
  readonly sizes: readonly number[];
  readonly every: number;
  /** How many events were run. */
  readonly count: number;
  /** Milliseconds that they took. */
  readonly spent: number;
  readonly timers: number;
}

async function look(handler: HandlerProcess, soak: Soak): Promise<Look | string> {
  const { every, within } = soak;
  const soaked = await handler.soak(soak);
  if (!soaked) return 'the handler did not get through all events';
  const { sizes, failed, spent, timers } = soaked;
  const count = (sizes.length - 1) * every;
  if (failed > count / 2) return `the handler failed at ${failed} of ${count} events`;
  if (sizes.length < 6) return `the handler got through ${count} events in ${Math.ceil(within / 1000)} seconds, which are too few`;
  return { sizes: sizes.slice(Math.ceil(sizes.length * WARM_UP)), every, count, spent, timers };
}

/** What is there still at the end: the engine takes memory for a while, which is more than a few events leave behind. */
function kept(sizes: readonly number[]): number[] {
  return sizes.map((_, index) => Math.min(...sizes.slice(index)));
}

/** Bytes with each event: the median of the slopes between any two measurements, which outliers don't move. */
export function slopeOf(sizes: readonly number[], every: number): number {
  return median(slopesOf(sizes, every));
}

/** Whether memory grows at the end as it did at the start, and almost always. */
export function isSteady(sizes: readonly number[], every: number, bytes: number): boolean {
  const half = Math.floor(sizes.length / 2);
  const slopes = slopesOf(sizes, every);
  const growing = slopes.filter((slope) => slope > 0).length;
  return slopeOf(sizes.slice(-half), every) >= bytes * 0.4 && slopeOf(sizes.slice(0, half), every) >= bytes * 0.4 && growing >= slopes.length * 0.85;
}

function slopesOf(sizes: readonly number[], every: number): number[] {
  return sizes.flatMap((size, index) => sizes.slice(index + 1).map((later, distance) => (later - size) / ((distance + 1) * every)));
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}
