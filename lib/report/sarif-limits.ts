import { gzipSync } from 'zlib';

/**
 * What code scanning of GitHub takes in one upload. It stores the 5,000 heaviest results, and rejects a file with more than these.
 *
 * @see https://docs.github.com/en/code-security/code-scanning/troubleshooting-sarif-uploads/results-exceed-limit
 */
const MAX_RESULTS = 25_000;

const MAX_GZIPPED_BYTES = 10_000_000;

/** A result in SARIF, and what came of it. */
export interface Sarif {
  readonly text: string;
  /** Message for the user who uploads it. @default - nothing was left out */
  readonly note?: string;
}

/** What of a result of SARIF says how much it weighs. */
interface Weighed {
  readonly level: string;
  readonly suppressions?: readonly unknown[];
}

const LEVELS = ['error', 'warning', 'none'];

/** Writes as many results as fit, the heaviest first where not all do, with a note that says so. */
export function withinLimits<T extends Weighed>(results: readonly T[], write: (kept: readonly T[], note?: string) => string): Sarif {
  let kept = results.length > MAX_RESULTS ? heaviest(results, MAX_RESULTS) : results;
  for (;;) {
    const note = kept.length < results.length ? noteOn(results.length - kept.length) : undefined;
    const text = write(kept, note);
    const size = gzipSync(text).length;
    if (size <= MAX_GZIPPED_BYTES || kept.length === 0) return { text, note };
    kept = heaviest(results, Math.floor(kept.length * Math.min(0.9, MAX_GZIPPED_BYTES / size)));
  }
}

function noteOn(leftOut: number): string {
  return `${leftOut} of the lightest results are left out: GitHub takes at most ${MAX_RESULTS} results and ${MAX_GZIPPED_BYTES / 1e6} MB. Check fewer stacks at a time to have them all.`;
}

function heaviest<T extends Weighed>(results: readonly T[], count: number): T[] {
  const weight = ({ level, suppressions }: T) => (suppressions ? LEVELS.length : LEVELS.indexOf(level));
  return [...results].sort((a, b) => weight(a) - weight(b)).slice(0, count);
}
