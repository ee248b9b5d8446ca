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
export const LEFTOVERS: readonly Leftover[] = [];
