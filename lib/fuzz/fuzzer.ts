/**
 * Fuzzes functions with events that their entry points accept, and keeps a minimized reproducer of each failure. If the event validator runs before
 * the function's own handler, the validator runs here, too. Values that it keeps out of logs are then absent from the logs.
 */
import { BranchCoverage, BranchShare } from './branches/branch-coverage';
import { EntryPointFuzzer, FuzzOptions, roundsOf } from './entry-point-fuzzer';
import type { EntryPointReport, ReplayedFinding } from './finding';
import type { EntryPoint } from './targets/entry-points';

/** The results of fuzzing several entry points. */
export interface FuzzOutcome {
  readonly reports: readonly EntryPointReport[];
  /** The branches that ran through any entry point of a function, by the construct path of the function. */
  readonly branches: ReadonlyMap<string, BranchShare>;
}

/** Fuzzes entry points in rounds. Each gets an equal share of the time. The others get the time that one does not need. */
export async function fuzzEntryPoints(
  entryPoints: readonly EntryPoint[], options: FuzzOptions, progress?: (entryPoint: EntryPoint, cases: number, findings: number) => void,
): Promise<FuzzOutcome> {
  const fuzzers = entryPoints.map((entryPoint) =>
    new EntryPointFuzzer(entryPoint, { ...options, progress: (cases, findings) => progress?.(entryPoint, cases, findings) }),
  );
  try {
    const rounds = roundsOf(options.runs);
    for (const [round, runs] of rounds.entries()) {
      for (const [index, fuzzer] of fuzzers.entries()) {
        const left = (rounds.length - round) * fuzzers.length - index;
        await fuzzer.advance(runs, options.deadline === undefined ? undefined : shareOf(options.deadline, left));
        // Avoid one running process per entry point.
        await fuzzer.rest();
      }
    }
    const coverages = new Map<string, BranchCoverage>();
    const reports: EntryPointReport[] = [];
    for (const fuzzer of fuzzers) {
      reports.push(fuzzer.report());
      if (!fuzzer.coverage) continue;
      const { fn } = fuzzer.entryPoint;
      const all = coverages.get(fn!.path);
      if (all) all.add(fuzzer.coverage);
      else coverages.set(fn!.path, fuzzer.coverage);
    }
    return { reports, branches: new Map([...coverages].map(([at, coverage]) => [at, coverage.share()])) };
  } finally {
    for (const fuzzer of fuzzers) await fuzzer.stop();
  }
}

/** Returns when a turn ends: the remaining turns share the remaining time equally. */
function shareOf(deadline: number, turns: number): number {
  return Date.now() + Math.max(0, deadline - Date.now()) / turns;
}

/** Fuzzes one entry point. */
export async function fuzzEntryPoint(entryPoint: EntryPoint, options: FuzzOptions): Promise<EntryPointReport> {
  const { reports: [report] } = await fuzzEntryPoints([entryPoint], options);
  return report;
}

/** Replays the events of a finding. Returns its message, or undefined if the finding does not show. */
export async function replayFinding(entryPoint: EntryPoint, finding: ReplayedFinding, options: FuzzOptions): Promise<string | undefined> {
  const fuzzer = new EntryPointFuzzer(entryPoint, options);
  try {
    return await fuzzer.replay(finding);
  } finally {
    await fuzzer.stop();
  }
}
