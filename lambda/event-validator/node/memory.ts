import { SensitivityPlan } from './contract';

/** Collects sensitive values, to keep them out of logs (redaction/redaction.ts). */
export interface Memory {
  /** The number of values so far. */
  readonly met: number;
  /** Adds the sensitive parts of a value. The first plan is for the value itself, whose name is `name`. */
  search(value: unknown, plans: readonly SensitivityPlan[], name: string): void;
  /** Adds a sensitive value and the name of its property. The name is empty if there is none. */
  meet(value: string, name: string): void;
}

/**
 * The memory of the process. Invocations share it, because earlier ones may still write lines. Undefined if no schema has sensitive values, as in
 * most functions.
 */
let memory: Memory | undefined;

export function remember(given: Memory): void {
  memory = given;
}

/** @throws Error if a schema has sensitive values, but the redaction is not loaded */
export function remembered(): Memory {
  if (!memory) throw new Error('the redaction of sensitive values is not loaded');
  return memory;
}
