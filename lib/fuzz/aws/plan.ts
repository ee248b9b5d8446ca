/** Behavior of AWS during a case. The plan is part of the case: it is minimized and replayed with it. */
import * as fc from 'fast-check';

/** Faults of a call. */
export const FAULTS = ['throttled', 'denied', 'conflict', 'timeout', 'declared'] as const;

export type Fault = typeof FAULTS[number];

export interface AwsPlan {
  /** Whether AWS finds requested items. Items that the handler itself has stored are found in any case. */
  readonly items: 'found' | 'missing';
  /** Whether lists come in two pages. */
  readonly pages: boolean;
  /** Fault of the calls. @default - none */
  readonly fault?: Fault;
  /** The index of the call that goes wrong, from 0. */
  readonly call: number;
  /** The seed of made-up values. */
  readonly draw: number;
  /** Whether made-up values are as plain as possible, without words of the code. */
  readonly plain?: boolean;
  /** Changes the seed of contents, but not of outputs that a model describes. @default 0 */
  readonly again?: number;
  /** Whether objects are empty. Only if the one who sends the events also sends the objects. @default false */
  readonly isEmpty?: boolean;
  /**
   * The seed that selects generated values of another kind than the learned one. A failure with such a value is not a finding about the handler. @default
   * - all values are of the learned kind
   */
  readonly other?: number;
}

/** The plan in which AWS finds requested items, and no call fails. */
export const USUAL: AwsPlan = { items: 'found', pages: false, call: 0, draw: 0 };

/** Random plans. Most of them are similar to the usual one. */
const PLANS: fc.Arbitrary<AwsPlan> = fc.record({
  items: fc.oneof({ arbitrary: fc.constant('found' as const), weight: 4 }, { arbitrary: fc.constant('missing' as const), weight: 1 }),
  pages: fc.oneof({ arbitrary: fc.constant(false), weight: 5 }, { arbitrary: fc.constant(true), weight: 1 }),
  // Only calls with a condition meet a conflict, and handlers have to expect it.
  fault: fc.oneof({ arbitrary: fc.constant(undefined), weight: 4 }, { arbitrary: fc.constantFrom(...FAULTS, 'conflict' as const), weight: 1 }),
  call: fc.oneof({ arbitrary: fc.constant(0), weight: 1 }, { arbitrary: fc.nat(2), weight: 2 }),
  draw: fc.nat(1_000_000),
  other: fc.oneof({ arbitrary: fc.constant(undefined), weight: 3 }, { arbitrary: fc.nat(1_000_000), weight: 1 }),
});

/** Plans for an entry point; some objects are empty if the sender of its events sends them, too. */
export function plans(sendsObjects: boolean): fc.Arbitrary<AwsPlan> {
  if (!sendsObjects) return PLANS;
  return fc.oneof({ arbitrary: PLANS, weight: 8 }, { arbitrary: PLANS.map((plan): AwsPlan => ({ ...plan, items: 'found', isEmpty: true })), weight: 1 });
}
