import * as fs from 'fs';
import * as path from 'path';
import { byExitCode, Outcome } from '../outcome';
import { ScannerPlan } from '../plan';
import { must, run } from '../programs';
import { Workplace } from '../workplace';

type Settings = Extract<ScannerPlan, { name: 'dependency-check' }>;

/**
 * Turns off analyzers that fail, because they call an endpoint of the npm registry that no longer exists. Other scanners cover npm packages better.
 */
const WITHOUT = ['--disableNodeAudit', '--disableYarnAudit', '--disablePnpmAudit'];

/**
 * Runs OWASP Dependency-Check with the data of the NVD. Exit code 15 means findings; 13 and 14 mean that data or an analyzer is missing, with a
 * possibly empty report.
 *
 * @see https://dependency-check.github.io/DependencyCheck/dependency-check-cli/arguments.html
 */
export async function dependencyCheck({ download, failOnCvss, nvdApiKey }: Settings, place: Workplace): Promise<Outcome> {
  const archive = await place.download('dependency-check', download);
  const folder = path.dirname(archive);
  await must('unzip', ['-q', archive, '-d', folder], { cwd: folder });
  const args = ['--project', 'review', '--scan', '.', '--out', folder, '--format', 'SARIF', '--failOnCVSS', String(failOnCvss)];
  args.push('--data', place.cached('dependency-check'), ...WITHOUT);
  const properties = path.join(folder, 'key.properties');
  try {
    if (nvdApiKey) {
      fs.writeFileSync(properties, `nvd.api.key=${await place.secret(nvdApiKey)}\n`, { mode: 0o600 });
      args.push('--propertyfile', properties);
    }
    const ended = await run(path.join(folder, 'dependency-check', 'bin', 'dependency-check.sh'), args, { cwd: place.source });
    const sarif = place.report('dependency-check.sarif');
    const written = path.join(folder, 'dependency-check-report.sarif');
    if (fs.existsSync(written)) fs.copyFileSync(written, sarif);
    // It writes its errors to standard output; Java itself writes to standard error.
    return byExitCode('dependency-check', { ...ended, stderr: '' }, { findings: 15, sarif });
  } finally {
    fs.rmSync(properties, { force: true });
  }
}
