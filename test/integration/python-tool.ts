import { spawnSync, SpawnSyncReturns } from 'child_process';
import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';

/** A command-line tool from PyPI, in a virtual environment of its own. */
export class PythonTool {
  private readonly venv = fs.mkdtempSync(path.join(os.tmpdir(), 'sec3-venv-'));

  constructor(
    private readonly name: string,
    version: string,
  ) {
    for (const [command, ...args] of [
      ['python3', '-m', 'venv', this.venv],
      [path.join(this.venv, 'bin/pip'), 'install', '--quiet', '--disable-pip-version-check', `${name}==${version}`],
    ]) {
      const { status, stderr } = spawnSync(command, args, { encoding: 'utf8' });
      if (status !== 0) throw new Error(`${command} ${args.join(' ')} failed: ${stderr}`);
    }
  }

  public run(args: readonly string[], cwd: string): SpawnSyncReturns<string> {
    return spawnSync(path.join(this.venv, 'bin', this.name), args, { cwd, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });
  }

  public remove(): void {
    fs.rmSync(this.venv, { recursive: true, force: true });
  }
}
