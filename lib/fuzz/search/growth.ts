/** Distinguishes memory that grows with each event from caches that fill up, and from chance. */
import { HandlerProcess, Soak } from '../runner/handler-process';

/** The result of watching the memory of a handler. */
export interface Growth {
  /** `grows`: memory grows with each event; `undetermined`: it may grow. */
  readonly verdict: 'grows' | 'bounded' | 'undetermined';
  /** The bytes by which memory grows with each event, if it grows. */
  readonly bytes?: number;
  /** The number of events that were measured. */
  readonly events: number;
  /** Reason why there is no conclusion. */
  readonly reason?: string;
}

/** The number of events of the first, short measurement. */
const FIRST_LOOK = 600;

/** The maximum and minimum number of events for the verdict that memory grows. Caches with fewer entries than the minimum are full by then. */
const MOST = 12_000;
const LEAST = 8000;
/** The default time limit of each measurement, in milliseconds. */
const LOOK = 10_000;
/** The minimum growth in bytes for each event. The engine itself can keep less than that. */
const MIN_BYTES = 16;
/** The share of the measurements that is dropped, because code is compiled and buffers get their size. */
const WARM_UP = 0.25;

/** Time limits for watching the memory of a handler. */
export interface GrowthLimits {
  /** The total time limit in milliseconds. @default Infinity */
  readonly within?: number;
  /**
   * The time limit of each of the two measurements, in milliseconds. If a handler is too slow for it, the verdict is undetermined. @default 10,000
   */
  readonly look?: number;
}

/** Runs events until it is known whether the memory that a handler keeps grows with each of them. */
export async function growthOf(handler: HandlerProcess, events: readonly string[], limits: GrowthLimits = {}): Promise<Growth> {
  const { within = Infinity, look: most = LOOK } = limits;
  const end = Date.now() + within;
  const left = () => Math.max(1, Math.min(most, end - Date.now()));
  const first = await look(handler, { events, most: FIRST_LOOK, every: FIRST_LOOK / 8, within: left() });
  if (typeof first === 'string') return { verdict: 'undetermined', events: 0, reason: first };
  if (slopeOf(kept(first.sizes), first.every) < MIN_BYTES) return { verdict: 'bounded', events: first.count };
  const needed = (first.spent / first.count) * LEAST;
  if (needed > most) return { verdict: 'undetermined', events: first.count, reason: `${LEAST} events are needed, which would take ${Math.ceil(needed / 1000)} seconds` };
  // Measure again in another process, and for much longer: most memory that grows at first is a cache.
  const second = await look(handler, { events, most: MOST, every: MOST / 12, within: left() });
  if (typeof second === 'string') return { verdict: 'undetermined', events: first.count, reason: second };
  const { sizes, every, count } = second;
  const bytes = slopeOf(sizes, every);
  if (bytes < MIN_BYTES) return { verdict: 'bounded', events: count };
  if (count < LEAST) return { verdict: 'undetermined', events: count, reason: `${count} events are too few to distinguish growth from a cache that fills` };
  if (!isSteady(sizes, every, bytes)) return { verdict: 'bounded', events: count };
  // A timer can still release memory later.
  if (second.timers > count / 100) return { verdict: 'undetermined', events: count, reason: 'timers are running that may let go of it' };
  return { verdict: 'grows', bytes: Math.round(bytes), events: count };
}

interface Look {
  readonly sizes: readonly number[];
  readonly every: number;
  /** The number of events that were run. */
  readonly count: number;
  /** The time for the events in milliseconds. */
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

/** Returns the memory that is still in use later. Temporary use by the engine is larger than the growth of a few events. */
function kept(sizes: readonly number[]): number[] {
  return sizes.map((_, index) => Math.min(...sizes.slice(index)));
}

/** Returns the bytes for each event: the median of the slopes between any two measurements, which is robust against outliers. */
export function slopeOf(sizes: readonly number[], every: number): number {
  return median(slopesOf(sizes, every));
}

/** Checks whether memory grows almost always, and at the end as it did at the start. */
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
