import * as fs from 'fs';
import * as path from 'path';
import { ReviewFailed } from './errors';
import { Outcome } from './outcome';

/** The result of one scanner. */
export interface ScannerResult extends Outcome {
  readonly name: string;
  readonly seconds: number;
}

/** The result of a review. */
export interface Results {
  readonly outcome: Outcome['outcome'];
  readonly scanners: readonly ScannerResult[];
}

/** Returns the overall result: a review with a failed part has failed, regardless of the other results. */
export function combined(scanners: readonly ScannerResult[]): Results {
  const outcome = (['failed', 'findings'] as const).find((one) => scanners.some((scanner) => scanner.outcome === one)) ?? 'clean';
  return { outcome, scanners };
}

/** Returns the path of the results, in the folder of reports. */
export function resultsFile(home: string): string {
  return path.join(home, 'reports', 'results.json');
}

/** @throws ReviewFailed if there are none */
export function readResults(home: string): Results {
  const file = resultsFile(home);
  try {
    const results = JSON.parse(fs.readFileSync(file, 'utf8')) as Results;
    if (!Array.isArray(results.scanners) || results.scanners.length === 0) throw new Error('it lists no scanner');
    return results;
  } catch (e) {
    throw new ReviewFailed(`there is no review to evaluate: ${file}: ${(e as Error).message}`);
  }
}
