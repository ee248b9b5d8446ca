import * as path from 'path';
import { byExitCode, Outcome } from '../outcome';
import { ScannerPlan } from '../plan';
import { run } from '../programs';
import tool from '../tools/semgrep.json';
import { Workplace } from '../workplace';

type Settings = Extract<ScannerPlan, { name: 'semgrep' }>;

/**
 * Runs Semgrep with the rules in its settings. `--strict` turns problems that it would otherwise skip into failures, such as an invalid rule.
 *
 * @see https://semgrep.dev/docs/cli-reference
 */
export async function semgrep({ configs, paths }: Settings, place: Workplace): Promise<Outcome> {
  const programs = await place.pythonTool('semgrep', tool);
  const sarif = place.report('semgrep.sarif');
  const args = ['scan', '--error', '--strict', '--metrics=off', '--disable-version-check', '--quiet', '--sarif', '--output', sarif];
  args.push(...configs.flatMap((config) => ['--config', config]), ...paths);
  const env = { PATH: `${programs}${path.delimiter}${process.env.PATH}` };
  return byExitCode('semgrep', await run(path.join(programs, 'semgrep'), args, { cwd: place.source, env }), { findings: 1, sarif });
}
