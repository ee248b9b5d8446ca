/**
 * Fuzzes functions with events that their entry points accept, and keeps a minimized reproducer of each failure. Where the event validator stands before a function's own
 * handler, it runs, too, and what it keeps out of logs is not in them.
 */
import { BranchCoverage, BranchShare } from './branches/branch-coverage';
import { EntryPointFuzzer, FuzzOptions, roundsOf } from './entry-point-fuzzer';
import type { EntryPointReport, ReplayedFinding } from './finding';
import type { EntryPoint } from './targets/entry-points';

/** What came of several entry points. */
export interface FuzzOutcome {
  readonly reports: readonly EntryPointReport[];
  /** Branches that ran through any of the entry points of a function, by its construct path. */
  readonly branches: ReadonlyMap<string, BranchShare>;
}

/** Fuzzes entry points, round by round. Each gets its share of the time, and what one does not need is for the others. */
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
        // A process for each of many entry points would be too many.
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

/** When a turn is over: each of those that are left gets the same time. */
function shareOf(deadline: number, turns: number): number {
  return Date.now() + Math.max(0, deadline - Date.now()) / turns;
}

/** Fuzzes one entry point. */
export async function fuzzEntryPoint(entryPoint: EntryPoint, options: FuzzOptions): Promise<EntryPointReport> {
  const { reports: [report] } = await fuzzEntryPoints([entryPoint], options);
  return report;
}

/** Runs the events of a finding again; undefined where the finding does not show. */
export async function replayFinding(entryPoint: EntryPoint, finding: ReplayedFinding, options: FuzzOptions): Promise<string | undefined> {
  const fuzzer = new EntryPointFuzzer(entryPoint, options);
  try {
    return await fuzzer.replay(finding);
  } finally {
    await fuzzer.stop();
  }
}
