import * as path from 'path';
import { byExitCode, failed, Outcome } from '../outcome';
import { ScannerPlan } from '../plan';
import { run } from '../programs';
import { Workplace } from '../workplace';

const PROGRAM = path.join('node_modules', '.bin', 'cdk-sec3');

/** Runs `cdk-sec3 certify --check`: whether each package that ships is certified. */
export function certify({ assembly }: Extract<ScannerPlan, { name: 'certify' }>, place: Workplace): Promise<Outcome> {
  return cdkSec3('cdk-sec3 certify', assembly, place, ['certify', '--check', assembly]);
}

/** Runs `cdk-sec3 check`: the gate's result for the cloud assembly. */
export function gate({ assembly, failOn }: Extract<ScannerPlan, { name: 'gate' }>, place: Workplace): Promise<Outcome> {
  const sarif = place.report('gate.sarif');
  return cdkSec3('cdk-sec3 check', assembly, place, ['check', assembly, '--fail-on', failOn, '--format', 'sarif', '--output', sarif], sarif);
}

async function cdkSec3(name: string, assembly: string, place: Workplace, args: readonly string[], sarif?: string): Promise<Outcome> {
  if (!place.has(PROGRAM)) return failed(`${name} is not installed with the application: npm install --save-dev cdk-sec3`);
  if (!place.has(assembly)) return failed(`there is no ${assembly}: synthesize before the review`);
  return byExitCode(name, await run(path.join(place.source, PROGRAM), args, { cwd: place.source }), { findings: 1, sarif });
}
