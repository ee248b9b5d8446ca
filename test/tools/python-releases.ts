import { spawnSync } from 'child_process';
import * as fs from 'fs';
import * as path from 'path';
import { sharedFolder } from './shared-folder';

/** Source of a Python release that neither the system nor pyenv has: Maven Central has CPython as a part of JavaCPP. */
const MAVEN = { minor: '3.14', artifact: 'org.bytedeco:cpython:3.14.3-1.5.13:jar:linux-x86_64', root: 'org/bytedeco/cpython/linux-x86_64' };

/** A Python release, as `major.minor`, and its binary. */
export interface PythonRelease {
  readonly minor: string;
  readonly binary: string;
}

/** Returns all available Pythons from 3.11 on, one of each `major.minor`, in order. */
export function pythonReleases(): PythonRelease[] {
  const found = new Map<string, string>();
  for (const binary of [...installed(), ...pyenv(), ...maven()]) {
    const { stdout } = spawnSync(binary, ['-c', 'import sys; print("%d.%d" % sys.version_info[:2])'], { encoding: 'utf8' });
    const minor = stdout?.trim();
    if (/^3\.1[1-9]$/.test(minor) && !found.has(minor)) found.set(minor, binary);
  }
  return [...found].map(([minor, binary]) => ({ minor, binary })).sort((a, b) => a.minor.localeCompare(b.minor));
}

/** Installs packages from PyPI into a folder, to be used on PYTHONPATH. Modules are only compiled on demand. */
export function pipInstall(python: PythonRelease, target: string, packages: readonly string[], { compile = false } = {}): void {
  run(python.binary, ['-m', 'pip', 'install', '--quiet', compile ? '--compile' : '--no-compile', '--disable-pip-version-check', '--root-user-action=ignore', '--target', target, ...packages]);
}

function installed(): string[] {
  return fs.readdirSync('/usr/bin').filter((name) => /^python3\.\d+$/.test(name)).map((name) => path.join('/usr/bin', name));
}

function pyenv(): string[] {
  const { stdout } = spawnSync('pyenv', ['root'], { encoding: 'utf8' });
  const versions = path.join((stdout ?? '').trim(), 'versions');
  if (!stdout || !fs.existsSync(versions)) return [];
  return fs.readdirSync(versions).map((version) => path.join(versions, version, 'bin', `python${version.split('.').slice(0, 2).join('.')}`)).filter((file) => fs.existsSync(file));
}

function maven(): string[] {
  if (process.arch !== 'x64' || spawnSync('mvn', ['--version']).status !== 0) return [];
  const folder = sharedFolder(MAVEN.artifact.split(':').slice(1, 3).join('-'), unpack);
  return [path.join(folder, MAVEN.root, `bin/python${MAVEN.minor}`)];
}

function unpack(folder: string): void {
  run('mvn', ['-q', '-B', 'dependency:copy', `-Dartifact=${MAVEN.artifact}`, `-DoutputDirectory=${folder}`]);
  const [jar] = fs.readdirSync(folder).filter((name) => name.endsWith('.jar'));
  run('python3', ['-m', 'zipfile', '-e', path.join(folder, jar), folder]);
  fs.rmSync(path.join(folder, jar));
  const python = path.join(folder, MAVEN.root, `bin/python${MAVEN.minor}`);
  fs.chmodSync(python, 0o755);
  // It has no compiled modules, and would compile them in each process.
  run(python, ['-m', 'compileall', '-q', '-j', '0', path.join(folder, MAVEN.root, 'lib', `python${MAVEN.minor}`)], [0, 1]);
}

function run(command: string, args: readonly string[], statuses: readonly number[] = [0]): void {
  const { status, stdout, stderr } = spawnSync(command, args, { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });
  if (status === null || !statuses.includes(status)) throw new Error(`${command} ${args.join(' ')} failed: ${stdout}${stderr}`);
}
