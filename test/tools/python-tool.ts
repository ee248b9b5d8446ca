import { ChildProcess, spawn, spawnSync, SpawnSyncReturns } from 'child_process';
import * as fs from 'fs';
import * as path from 'path';
import { sharedFolder } from './shared-folder';

/** A command-line tool from PyPI, in a separate virtual environment. */
export class PythonTool {
  /** The program, and its first arguments. */
  public readonly command: readonly [string, ...string[]];

  /**
   * @param name the package, with extras if there are any
   * @param command installed command, if it differs from the package's name
   */
  constructor(name: string, version: string, command = name) {
    const venv = sharedFolder(`venv-${name.replace(/\W+/g, '-')}-${version}`, (folder) => install(`${name}==${version}`, folder));
    const python = path.join(venv, 'bin/python');
    const file = path.join(venv, 'bin', command);
    // The first line of a script has the folder from before the move.
    this.command = fs.readFileSync(file).subarray(0, 2).toString() === '#!' ? [python, file] : [file];
  }

  public run(args: readonly string[], cwd: string, input = ''): SpawnSyncReturns<string> {
    const [program, ...first] = this.command;
    return spawnSync(program, [...first, ...args], { cwd, input, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });
  }

  /** Starts a tool that runs until it is killed; on Linux, it does not outlive this process. */
  public start(args: readonly string[]): ChildProcess {
    const [program, ...rest] = [...(process.platform === 'linux' ? ['setpriv', '--pdeathsig', 'KILL'] : []), ...this.command, ...args];
    return spawn(program, rest, { stdio: ['ignore', 'pipe', 'pipe'] });
  }
}

function install(requirement: string, venv: string): void {
  for (const [program, ...args] of [
    ['python3', '-m', 'venv', venv],
    [path.join(venv, 'bin/pip'), 'install', '--quiet', '--no-compile', '--disable-pip-version-check', requirement],
  ]) {
    const { status, stderr } = spawnSync(program, args, { encoding: 'utf8' });
    if (status !== 0) throw new Error(`${program} ${args.join(' ')} failed: ${stderr}`);
  }
}
