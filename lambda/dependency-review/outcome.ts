import * as fs from 'fs';
import { ReviewFailed } from './errors';
import { Ended, ending } from './programs';

/** The result of a scanner. A failure says nothing about the dependencies, and is never clean. */
export interface Outcome {
  readonly outcome: 'clean' | 'findings' | 'failed';
  /** One sentence. */
  readonly detail: string;
}

export function clean(detail: string): Outcome {
  return { outcome: 'clean', detail };
}

export function findings(detail: string): Outcome {
  return { outcome: 'findings', detail };
}

export function failed(detail: string): Outcome {
  return { outcome: 'failed', detail };
}

/** The exit codes of a scanner that are results. */
export interface ExitCodes {
  readonly findings: number;
  /** Its report in SARIF; without it, exit codes are not trusted. */
  readonly sarif?: string;
}

/** Zero is clean, one code means findings, and any other exit means that there was no review. */
export function byExitCode(name: string, { code, stderr, stdout }: Ended, { findings: found, sarif }: ExitCodes): Outcome {
  if (code !== 0 && code !== found) return failed(`${name} ${ending(code)}, which is not a result of a review: ${tail(stderr || stdout)}`);
  if (sarif !== undefined) {
    try {
      const runs: unknown = (JSON.parse(fs.readFileSync(sarif, 'utf8')) as { runs?: unknown } | null)?.runs;
      if (!Array.isArray(runs)) throw new ReviewFailed('it has no runs');
    } catch (e) {
      return failed(`${name} ${ending(code)}, but wrote no readable SARIF report: ${(e as Error).message}`);
    }
  }
  return code === 0 ? clean(`${name} found nothing`) : findings(`${name} found something: see its report`);
}

function tail(text: string): string {
  return text.trim().split('\n').slice(-3).join(' ').slice(-500);
}
