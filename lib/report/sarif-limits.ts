import { gzipSync } from 'zlib';

/**
 * Limits of GitHub code scanning for one upload. It stores the 5,000 most severe results, and rejects files above these limits.
 *
 * @see https://docs.github.com/en/code-security/code-scanning/troubleshooting-sarif-uploads/results-exceed-limit
 */
const MAX_RESULTS = 25_000;

const MAX_GZIPPED_BYTES = 10_000_000;

/** A SARIF log as text. */
export interface Sarif {
  readonly text: string;
  /** Message for the user. @default - nothing was omitted */
  readonly note?: string;
}

/** The parts of a SARIF result that determine its severity. */
interface Weighed {
  readonly level: string;
  readonly suppressions?: readonly unknown[];
}

const LEVELS = ['error', 'warning', 'none'];

/** Writes as many results as fit, with a note. If not all fit, the most severe ones are kept. */
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
  return `${leftOut} of the least severe results are omitted: GitHub accepts at most ${MAX_RESULTS} results and ${MAX_GZIPPED_BYTES / 1e6} MB. Check fewer stacks at a time to have them all.`;
}

function heaviest<T extends Weighed>(results: readonly T[], count: number): T[] {
  const weight = ({ level, suppressions }: T) => (suppressions ? LEVELS.length : LEVELS.indexOf(level));
  return [...results].sort((a, b) => weight(a) - weight(b)).slice(0, count);
}
