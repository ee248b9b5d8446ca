import { SensitivityPlan } from './contract';

/** What keeps sensitive values out of logs (redaction/redaction.ts). */
export interface Memory {
  /** How many values it ever took. */
  readonly met: number;
  /** Takes a value with all that is sensitive in it; the first plan is that of the value, which is called `name`. */
  search(value: unknown, plans: readonly SensitivityPlan[], name: string): void;
  /** Takes a sensitive value, and the name of its property; empty if it has none. */
  meet(value: string, name: string): void;
}

/** That of the process: lines may come from what other invocations left behind. None where no schema marks anything, as in most functions. */
let memory: Memory | undefined;

export function remember(given: Memory): void {
  memory = given;
}

/** @throws Error where a schema marks something, and nothing would come of it */
export function remembered(): Memory {
  if (!memory) throw new Error('what keeps sensitive values out of logs is not loaded');
  return memory;
}
