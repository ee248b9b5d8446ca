import { spawnSync } from 'child_process';
import * as path from 'path';
import { sharedFolder } from './shared-folder';

/** Returns the folder with the source of a PyPI package, including files that are not installed, such as its tests. */
export function pythonSource(name: string, version: string): string {
  const shared = sharedFolder(`source-${name}-${version}`, (folder) => {
    const archive = `${name.replaceAll('-', '_')}-${version}.tar.gz`;
    for (const [program, ...args] of [
      ['python3', '-m', 'pip', 'download', '--quiet', '--disable-pip-version-check', '--no-deps', '--no-binary', ':all:', '--dest', folder, `${name}==${version}`],
      ['tar', '--extract', '--file', path.join(folder, archive), '--directory', folder],
    ]) {
      const { status, stderr } = spawnSync(program, args, { encoding: 'utf8' });
      if (status !== 0) throw new Error(`${program} ${args.join(' ')} failed: ${stderr}`);
    }
  });
  return path.join(shared, `${name.replaceAll('-', '_')}-${version}`);
}
