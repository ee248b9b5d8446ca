import { byExitCode, Outcome } from '../outcome';
import { ScannerPlan } from '../plan';
import { run } from '../programs';
import { Workplace } from '../workplace';

type Settings = Extract<ScannerPlan, { name: 'snyk' }>;

/**
 * Runs Snyk. Exit code 2 means that it failed, and 3 that it found no project: neither is a result.
 *
 * @see https://docs.snyk.io/developer-tools/snyk-cli/commands/test
 */
export async function snyk({ download, severity, token }: Settings, place: Workplace): Promise<Outcome> {
  const program = await place.download('snyk', download);
  const sarif = place.report('snyk.sarif');
  const args = ['test', '--all-projects', `--severity-threshold=${severity}`, `--sarif-file-output=${sarif}`];
  const env = { SNYK_TOKEN: await place.secret(token), SNYK_DISABLE_ANALYTICS: '1' };
  return byExitCode('snyk', await run(program, args, { cwd: place.source, env }), { findings: 1, sarif });
}
