/** How AWS behaves while a case runs: part of the case, so that it is made smaller with it, and shown again. */
import * as fc from 'fast-check';

/** What may go wrong with a call. */
export const FAULTS = ['throttled', 'denied', 'conflict', 'timeout', 'declared'] as const;

export type Fault = typeof FAULTS[number];

export interface AwsPlan {
  /** Whether what is asked for is there. What the handler has put there itself always is. */
  readonly items: 'found' | 'missing';
  /** Whether lists come in two pages. */
  readonly pages: boolean;
  /** What goes wrong. @default - nothing */
  readonly fault?: Fault;
  /** Which call goes wrong, from 0. */
  readonly call: number;
  /** What made-up values are drawn by. */
  readonly draw: number;
  /** Whether made-up values are as plain as can be, without words of the code. */
  readonly plain?: boolean;
  /** Draws other contents, with the same of what models have. @default 0 */
  readonly again?: number;
  /** What decides which made-up values are of another kind than they were found to be: what breaks the handler then says nothing of it. @default - none is */
  readonly other?: number;
}

/** Everything is there, and nothing goes wrong. */
export const USUAL: AwsPlan = { items: 'found', pages: false, call: 0, draw: 0 };

/** Plans; most of them are like the usual one. */
export const PLANS: fc.Arbitrary<AwsPlan> = fc.record({
  items: fc.oneof({ arbitrary: fc.constant('found' as const), weight: 4 }, { arbitrary: fc.constant('missing' as const), weight: 1 }),
  pages: fc.oneof({ arbitrary: fc.constant(false), weight: 5 }, { arbitrary: fc.constant(true), weight: 1 }),
  fault: fc.oneof({ arbitrary: fc.constant(undefined), weight: 4 }, { arbitrary: fc.constantFrom(...FAULTS), weight: 1 }),
  call: fc.nat(2),
  draw: fc.nat(1_000_000),
  other: fc.oneof({ arbitrary: fc.constant(undefined), weight: 3 }, { arbitrary: fc.nat(1_000_000), weight: 1 }),
});
