import * as path from 'path';
import { clean, failed, findings, Outcome } from '../outcome';
import { ScannerPlan } from '../plan';
import { ending, run } from '../programs';
import { writeSarif } from '../sarif';
import tool from '../tools/lockfile-lint.json';
import { Workplace } from '../workplace';

type Settings = Extract<ScannerPlan, { name: 'lockfile-lint' }>;

/**
 * Runs lockfile-lint: whether a lock file uses only trusted registries, over https, and with hashes. The exit code is 0 for a missing file, and 1 for
 * both findings and failures. Only the output distinguishes them.
 *
 * @see https://github.com/lirantal/lockfile-lint
 */
export async function lockfileLint({ file, type, hosts }: Settings, place: Workplace): Promise<Outcome> {
  if (!place.has(file)) return failed(`there is no ${file} to check`);
  const folder = await place.npmTool('lockfile-lint', tool);
  const program = path.join(folder, 'node_modules', 'lockfile-lint', 'bin', 'lockfile-lint.js');
  const args = [program, '--path', file, '--type', type, '--format', 'plain', '--validate-https', '--validate-integrity', '--allowed-hosts', ...hosts];
  const ended = await run(process.execPath, args, { cwd: place.source });
  const said = `${ended.stdout}\n${ended.stderr}`;
  const lines = said.split('\n').map((line) => line.trim()).filter((line) => /^detected /i.test(line));
  if (ended.code === 0 && /No issues detected/.test(said)) {
    writeSarif(place.report('lockfile-lint.sarif'), 'lockfile-lint', []);
    return clean(`lockfile-lint found nothing in ${file}`);
  }
  if (ended.code !== 1 || lines.length === 0 || /ABORTING/.test(said)) {
    return failed(`lockfile-lint ${ending(ended.code)}, which is not a result of a review: ${said.trim().slice(0, 300)}`);
  }
  writeSarif(place.report('lockfile-lint.sarif'), 'lockfile-lint', lines.map((message) => ({ ruleId: 'lockfile-lint', level: 'error', message, file })));
  return findings(`lockfile-lint found ${lines.length} problems in ${file}`);
}
