/** The evidence for the gate: that functions were fuzzed with their current code, and how thoroughly. `FuzzEvidence` reads it. */
import type { EntryPointReport } from './finding';
import type { FuzzOutcome } from './fuzzer';

/** Limits of a fuzz run. */
export interface FuzzBudget {
  /** The number of cases for each entry point. */
  readonly runs: number;
  /** The time for all entry points, in milliseconds. @default - no limit */
  readonly time?: number;
  /** The time limit of one run, in milliseconds. */
  readonly timeout: number;
}

/** Returns the content of a file for each function, by its construct path. */
export function evidenceFiles({ reports, branches }: FuzzOutcome, seed: number, budget: FuzzBudget): ReadonlyMap<string, object> {
  const byFunction = new Map<string, EntryPointReport[]>();
  // A method with a service behind it has no code to report on.
  for (const report of reports.filter(({ kind }) => kind !== 'service')) byFunction.set(report.function, [...(byFunction.get(report.function) ?? []), report]);
  return new Map([...byFunction].map(([fn, own]) => {
    const [{ assetHash, runtime, ranOn }] = own;
    const entryPoints = own.map(entryPointOf);
    return [fn, { version: 2, function: fn, assetHash, runtime, ranOn, seed, budget, branches: branches.get(fn), entryPoints }];
  }));
}

function entryPointOf(entryPoint: EntryPointReport): object {
  const {
    name, kind, declaredBy, cases, accepted, rejected, broken, offline, passedOn, answered, branches, failure, incomplete, findings,
  } = entryPoint;
  const figures = { cases, accepted, rejected, broken, offline, passedOn, answered, branches };
  return { name, kind, declaredBy, ...figures, failure, incomplete, findings: findings.map(({ id, message }) => ({ id, message })) };
}
