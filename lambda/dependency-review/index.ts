/**
 * Two commands that an AWS CodeBuild build runs to review dependencies, so that events of the build distinguish a failed
 * review from one with findings:
 *
 * - `review` runs the scanners; it exits with 0 if all of them have a result, and with 2 if one has not.
 * - `verdict` evaluates the results of `review`; it exits with 0 without findings, with 1 with findings, and with 2 without results.
 */
import * as os from 'os';
import * as path from 'path';
import { readPlan } from './plan';
import { readResults, Results } from './results';
import { review } from './review';
import { Workplace } from './workplace';

const FINDINGS = 1;
const FAILED = 2;

async function main(command: string | undefined): Promise<number> {
  const home = process.env.SEC3_REVIEW_HOME ?? path.join(os.tmpdir(), 'sec3-review');
  switch (command) {
    case 'review':
      return reviewed(home);
    case 'verdict':
      return verdict(readResults(home));
    default:
      throw new Error(`the command is ${JSON.stringify(command)}; review or verdict is expected`);
  }
}

async function reviewed(home: string): Promise<number> {
  const cache = process.env.SEC3_REVIEW_CACHE ?? path.join(os.homedir(), '.cache', 'sec3-review');
  const place = new Workplace(process.cwd(), home, cache);
  const { outcome } = await review(readPlan(process.env.SEC3_REVIEW_PLAN), place, idOf(process.env));
  return outcome === 'failed' ? FAILED : 0;
}

/** Returns the pipeline's execution, if there is one, so that a link to the reports is known in advance; otherwise the build. */
function idOf({ SEC3_REVIEW_ID, CODEBUILD_BUILD_ID }: NodeJS.ProcessEnv): string {
  const id = SEC3_REVIEW_ID ?? CODEBUILD_BUILD_ID?.split(':').at(-1) ?? new Date().toISOString();
  return id.replace(/[^A-Za-z0-9-]/g, '-');
}

function verdict({ scanners }: Results): number {
  for (const { name, outcome, detail } of scanners) console.log(`${outcome.padEnd(8)}  ${name}: ${detail}`);
  return scanners.some(({ outcome }) => outcome === 'findings') ? FINDINGS : 0;
}

main(process.argv[2]).then(
  (code) => (process.exitCode = code),
  (e: Error) => {
    console.error(`dependency review failed: ${e.message}`);
    process.exitCode = FAILED;
  },
);
