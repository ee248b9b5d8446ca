import { ChildProcess, spawn, spawnSync, SpawnSyncReturns } from 'child_process';
import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';

/** A command-line tool from PyPI, in a virtual environment of its own. */
export class PythonTool {
  private readonly venv = fs.mkdtempSync(path.join(os.tmpdir(), 'sec3-venv-'));

  /**
   * @param name the package, with extras where there are any
   * @param command what the package installs, where that isn't the package's name
   */
  constructor(
    name: string,
    version: string,
    private readonly command = name,
  ) {
    for (const [program, ...args] of [
      ['python3', '-m', 'venv', this.venv],
      [path.join(this.venv, 'bin/pip'), 'install', '--quiet', '--no-compile', '--disable-pip-version-check', `${name}==${version}`],
    ]) {
      const { status, stderr } = spawnSync(program, args, { encoding: 'utf8' });
      if (status !== 0) throw new Error(`${program} ${args.join(' ')} failed: ${stderr}`);
    }
  }

  public run(args: readonly string[], cwd: string): SpawnSyncReturns<string> {
    return spawnSync(path.join(this.venv, 'bin', this.command), args, { cwd, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });
  }

  /** Starts a tool that goes on until it is killed. */
  public start(args: readonly string[]): ChildProcess {
    return spawn(path.join(this.venv, 'bin', this.command), args, { stdio: ['ignore', 'pipe', 'pipe'] });
  }

  public remove(): void {
    fs.rmSync(this.venv, { recursive: true, force: true });
  }
}
