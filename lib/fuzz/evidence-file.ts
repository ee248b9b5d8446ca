/** What the gate is given: that functions, with the code that they have, were fuzzed, and by how much. `FuzzEvidence` reads it. */
import type { EntryPointReport } from './finding';
import type { FuzzOutcome } from './fuzzer';

/** How much was to be run. */
export interface FuzzBudget {
  /** Cases for each entry point. */
  readonly runs: number;
  /** Milliseconds for all of them. @default - as long as it takes */
  readonly time?: number;
  /** Milliseconds that one run may take. */
  readonly timeout: number;
}

/** The content of a file for each function, by its construct path. */
export function evidenceFiles({ reports, branches }: FuzzOutcome, seed: number, budget: FuzzBudget): ReadonlyMap<string, object> {
  const byFunction = new Map<string, EntryPointReport[]>();
  // Where a service is behind a method there is no code to have a report about.
  for (const report of reports.filter(({ kind }) => kind !== 'service')) byFunction.set(report.function, [...(byFunction.get(report.function) ?? []), report]);
  return new Map([...byFunction].map(([fn, own]) => {
    const [{ assetHash, runtime, ranOn }] = own;
    const entryPoints = own.map(entryPointOf);
    return [fn, { version: 2, function: fn, assetHash, runtime, ranOn, seed, budget, branches: branches.get(fn), entryPoints }];
  }));
}

function entryPointOf(entryPoint: EntryPointReport): object {
  const { name, kind, cases, accepted, rejected, broken, offline, passedOn, answered, branches, failure, incomplete, findings } = entryPoint;
  const figures = { cases, accepted, rejected, broken, offline, passedOn, answered, branches };
  return { name, kind, ...figures, failure, incomplete, findings: findings.map(({ id, message }) => ({ id, message })) };
}
