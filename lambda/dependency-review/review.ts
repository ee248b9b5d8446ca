import * as fs from 'fs';
import { collectBills } from './bill-of-materials';
import { ReviewFailed } from './errors';
import { toJunit } from './junit';
import { failed, Outcome } from './outcome';
import { Plan, ScannerPlan } from './plan';
import { must } from './programs';
import { combined, Results, resultsFile, ScannerResult } from './results';
import { certify, gate } from './scanners/cdk-sec3';
import { dependencyCheck } from './scanners/dependency-check';
import { eslintSecurity } from './scanners/eslint-security';
import { lockfileLint } from './scanners/lockfile-lint';
import { npmAdvisories } from './scanners/npm-advisories';
import { osvScanner } from './scanners/osv-scanner';
import { semgrep } from './scanners/semgrep';
import { snyk } from './scanners/snyk';
import { Workplace } from './workplace';

type Scan<Name extends ScannerPlan['name']> = (settings: Extract<ScannerPlan, { name: Name }>, place: Workplace) => Promise<Outcome>;

const SCANS: { readonly [Name in ScannerPlan['name']]: Scan<Name> } = {
  'npm-advisories': npmAdvisories,
  'osv-scanner': osvScanner,
  'dependency-check': dependencyCheck,
  'snyk': snyk,
  'semgrep': semgrep,
  'eslint-security': eslintSecurity,
  'lockfile-lint': lockfileLint,
  'certify': certify,
  'gate': gate,
};

/**
 * Runs each scanner, regardless of the results of the previous ones, writes the reports, and uploads them.
 *
 * @param id name of the folder of reports
 * @throws ReviewFailed if reports can't be written or uploaded
 */
export async function review(plan: Plan, place: Workplace, id: string): Promise<Results> {
  const scanners: ScannerResult[] = [];
  for (const scanner of plan.scanners) {
    const start = Date.now();
    console.log(`\n== ${scanner.name}`);
    const outcome = await attempt(() => scan(scanner, place));
    console.log(`== ${scanner.name}: ${outcome.outcome}: ${outcome.detail}`);
    scanners.push({ name: scanner.name, seconds: Math.round((Date.now() - start) / 1000), ...outcome });
  }
  const results = combined(scanners);
  await collectBills(place);
  fs.writeFileSync(place.report('junit.xml'), toJunit(scanners));
  fs.writeFileSync(resultsFile(place.home), JSON.stringify(results, undefined, 2));
  if (plan.reports !== undefined) {
    const target = `${plan.reports}/${id}/`;
    await must('aws', ['s3', 'cp', place.reports, target, '--recursive', '--only-show-errors'], { cwd: place.home, asRole: true });
    console.log(`\nReports: ${target}`);
  }
  return results;
}

function scan(scanner: ScannerPlan, place: Workplace): Promise<Outcome> {
  const scans: { readonly [name: string]: ((settings: never, place: Workplace) => Promise<Outcome>) | undefined } = SCANS;
  const known = Object.hasOwn(scans, scanner.name) ? scans[scanner.name] : undefined;
  if (!known) throw new ReviewFailed(`no scanner is named ${JSON.stringify(scanner.name)}`);
  return known(scanner as never, place);
}

/** A scanner that throws does not stop the others, and the review has failed. */
async function attempt(work: () => Promise<Outcome>): Promise<Outcome> {
  try {
    return await work();
  } catch (e) {
    return failed((e as Error).message);
  }
}
