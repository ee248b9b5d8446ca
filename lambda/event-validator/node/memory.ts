import { SensitivityPlan } from './contract';

/** Keeps sensitive values out of logs (redaction/redaction.ts). */
export interface Memory {
  /** The number of values so far. */
  readonly met: number;
  /** Adds the sensitive parts of a value; the first plan is for the value itself, which is called `name`. */
  search(value: unknown, plans: readonly SensitivityPlan[], name: string): void;
  /** Adds a sensitive value, and the name of its property; empty if it has none. */
  meet(value: string, name: string): void;
}

/** One for the process, since other invocations may still write lines. Undefined if no schema has sensitive values, as in most functions. */
let memory: Memory | undefined;

export function remember(given: Memory): void {
  memory = given;
}

/** @throws Error if a schema has sensitive values, and the redaction is not loaded */
export function remembered(): Memory {
  if (!memory) throw new Error('the redaction of sensitive values is not loaded');
  return memory;
}
