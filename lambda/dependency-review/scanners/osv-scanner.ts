import { byExitCode, Outcome } from '../outcome';
import { ScannerPlan } from '../plan';
import { run } from '../programs';
import { Workplace } from '../workplace';

type Settings = Extract<ScannerPlan, { name: 'osv-scanner' }>;

/**
 * Runs OSV-Scanner, which compares the packages in lock files of all package managers with the database of osv.dev. Exit codes 127 and 129 mean that
 * it could not query, and 128 that it found no packages: none of them is a result.
 *
 * @see https://google.github.io/osv-scanner/usage/
 */
export async function osvScanner({ download }: Settings, place: Workplace): Promise<Outcome> {
  const program = await place.download('osv-scanner', download);
  const sarif = place.report('osv-scanner.sarif');
  const ended = await run(program, ['scan', 'source', '--recursive', '--format', 'sarif', '--output-file', sarif, '.'], { cwd: place.source });
  return byExitCode('osv-scanner', ended, { findings: 1, sarif });
}
