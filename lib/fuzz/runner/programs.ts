/** The interpreters on this machine. They run handlers with the version that the function has in AWS, if it is installed. */
import { spawnSync } from 'child_process';
import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { isOfVersion, runtimeVersion } from '../../inbound-events/template/fuzz-evidence';

/** An interpreter. */
export interface Program {
  readonly path: string;
  /** The version, such as `20.20.2`. Undefined if it is not known. */
  readonly version?: string;
}

/** The requirements for an interpreter. */
export interface ProgramFor {
  readonly language: 'node' | 'python';
  /** The runtime, such as `nodejs24.x` or `python3.13`. @default - any version */
  readonly runtime?: string;
  /** Folders of packages, one of which may be an interpreter. */
  readonly packages?: readonly string[];
}

const known = new Map<string, Program | undefined>();

/** Returns the interpreter for a runtime: the given one, else one of its version, else that of this process or `python3`. */
export function programFor({ language, runtime, packages = [] }: ProgramFor, given?: string): Program {
  if (given !== undefined) return programAt(given, language) ?? { path: given };
  const usual = language === 'node' ? programAt(process.execPath, language)! : programAt('python3', language) ?? { path: 'python3' };
  const wanted = runtimeVersion(runtime);
  if (wanted === undefined || isOfVersion(usual.version, wanted)) return usual;
  const isAsAble = (program: Program) => language === 'node' || !hasBoto3(usual.path) || hasBoto3(program.path);
  for (const candidate of candidates(language, wanted, packages)) {
    const program = programAt(candidate, language);
    if (program && isOfVersion(program.version, wanted) && isAsAble(program)) return program;
  }
  return usual;
}

/** Returns candidates on the path, and in the folders of version managers. */
function* candidates(language: 'node' | 'python', version: string, packages: readonly string[]): Generator<string> {
  const home = os.homedir();
  if (language === 'python') {
    yield `python${version}`;
    for (const folder of foldersIn(path.join(process.env.PYENV_ROOT ?? path.join(home, '.pyenv'), 'versions'), `${version}.`)) yield path.join(folder, 'bin', 'python3');
    return;
  }
  for (const name of [`node${version}`, `node-${version}`, 'node']) yield name;
  for (const folder of packages) yield path.join(folder, 'node', 'bin', 'node');
  const managers = [
    [path.join(process.env.NVM_DIR ?? path.join(home, '.nvm'), 'versions', 'node'), 'v', 'bin/node'],
    [path.join(process.env.FNM_DIR ?? path.join(home, '.local', 'share', 'fnm'), 'node-versions'), 'v', 'installation/bin/node'],
    [path.join(home, '.volta', 'tools', 'image', 'node'), '', 'bin/node'],
    [path.join(home, '.asdf', 'installs', 'nodejs'), '', 'bin/node'],
    ['/usr/local/n/versions/node', '', 'bin/node'],
  ];
  for (const [folder, prefix, program] of managers) for (const each of foldersIn(folder, `${prefix}${version}.`)) yield path.join(each, program);
}

function foldersIn(folder: string, prefix: string): string[] {
  if (!fs.existsSync(folder)) return [];
  return fs.readdirSync(folder).filter((name) => name.startsWith(prefix)).sort().reverse().map((name) => path.join(folder, name));
}

function programAt(name: string, language: 'node' | 'python'): Program | undefined {
  const key = `${language} ${name}`;
  if (!known.has(key)) known.set(key, read(name, language));
  return known.get(key);
}

/** Resolves the interpreter itself. The name can lead to a script that starts it, and the guard blocks starting programs. */
function read(name: string, language: 'node' | 'python'): Program | undefined {
  const asked = language === 'node' ? ['-p', 'process.execPath + "\\n" + process.versions.node'] : ['-I', '-c', 'import sys, platform; print(sys.executable); print(platform.python_version())'];
  const { stdout, status } = spawnSync(name, asked, { encoding: 'utf8', timeout: 20_000 });
  const [found, version] = status === 0 ? stdout.trim().split('\n') : [];
  return found ? { path: found, version } : undefined;
}

/** Checks whether boto3 is installed, as it is in Lambda. */
function hasBoto3(python: string): boolean {
  const key = `boto3 ${python}`;
  if (!known.has(key)) known.set(key, spawnSync(python, ['-I', '-c', 'import boto3'], { timeout: 20_000 }).status === 0 ? { path: python } : undefined);
  return known.get(key) !== undefined;
}
