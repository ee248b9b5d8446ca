import { PolicyName } from './results';

/** An attack that the guard does not stop, or that it does not report, and why. */
export interface Leftover {
  readonly name: string;
  readonly policy: PolicyName;
  /** Major versions of Node. */
  readonly nodes: readonly number[];
  readonly reason: string;
}

/** What is known to get through. Tests hold the list to the truth in both directions. */
export const LEFTOVERS: readonly Leftover[] = [
  ...[
    'memory: node:ffi, bytes at an address',
    'native: node:ffi, the C library',
    'threads: node:ffi asked for by NODE_OPTIONS',
    'threads: node:ffi asked for by an argument',
  ].map((name): Leftover => ({ name, policy: 'alertOnly', nodes: [26], reason: 'node:ffi calls what the process has loaded already; where native code is blocked it is turned off, under alert it is left alone' })),
];
