import { execFile, spawnSync } from 'child_process';
import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { promisify } from 'util';
import { PythonTool } from '../tools/python-tool';

/** A compiled package, one that contains copies of others, and licenses as expressions, words and classifiers. */
const PACKAGES = { 'flask': '3.0.3', 'setuptools': '75.8.0', 'typing-extensions': '4.12.2' };
const FOR_DEVELOPMENT = { six: '1.17.0' };

/** Programs, in versions that are known to write these lock files. */
const VERSIONS: { readonly [tool: string]: string } = { uv: '0.9.7', poetry: '2.2.1', pipenv: '2025.0.4' };

/** A locked and installed app. */
export interface PythonApp {
  /** Folder with the project and its lock file. */
  readonly folder: string;
  /** Folder with the shipped code: the packages, and a handler. */
  readonly code: string;
}

/** Writes a project, locks it and installs it; returns the folder with the packages. */
type Manager = (folder: string, run: Run) => Promise<string>;
type Run = (command: string, args: readonly string[]) => Promise<unknown>;

const pinned = (packages: object): string[] => Object.entries(packages).map(([name, version]) => `${name}==${version}`);

/** Functions that lock and install one app with each package manager. */
export const PYTHON_MANAGERS: { readonly [kind: string]: Manager } = {
  uv: async (folder, run) => {
    writeProject(folder);
    await run('uv', ['sync', '--quiet', '--no-dev']);
    return sitePackages(folder);
  },
  pip: async (folder, run) => {
    writeProject(folder);
    await run('uv', ['export', '--quiet', '--no-dev', '--no-emit-project', '--no-header', '--output-file', 'requirements.txt']);
    fs.rmSync(path.join(folder, 'uv.lock'));
    await run('pip', ['install', '--quiet', '--require-hashes', '--target', 'build', '--requirement', 'requirements.txt']);
    return path.join(folder, 'build');
  },
  Poetry: async (folder, run) => {
    const table = (packages: object): string[] => Object.entries(packages).map(([name, version]) => `${name} = "${version}"`);
    fs.writeFileSync(path.join(folder, 'pyproject.toml'), [
      '[tool.poetry]', 'name = "app"', 'version = "1.0.0"', 'package-mode = false',
      // Poetry uses a separate interface of its known registry; others use that of pip.
      '[[tool.poetry.source]]', 'name = "registry"', `url = "${REGISTRY}"`,
      '[tool.poetry.dependencies]', 'python = ">=3.10,<4.0"', ...table(PACKAGES), '[tool.poetry.group.dev.dependencies]', ...table(FOR_DEVELOPMENT), '',
    ].join('\n'));
    await run('poetry', ['lock', '--quiet']);
    await run('poetry', ['install', '--quiet', '--only', 'main']);
    return sitePackages(folder);
  },
  Pipenv: async (folder, run) => {
    const table = (packages: object): string[] => Object.entries(packages).map(([name, version]) => `${name} = "==${version}"`);
    fs.writeFileSync(path.join(folder, 'Pipfile'), [
      '[[source]]', 'name = "registry"', `url = "${REGISTRY}"`, 'verify_ssl = true', '[packages]', ...table(PACKAGES), '[dev-packages]', ...table(FOR_DEVELOPMENT), '',
    ].join('\n'));
    await run('pipenv', ['--quiet', 'lock']);
    await run('pipenv', ['--quiet', 'sync']);
    return sitePackages(folder);
  },
};

const PYTHON = spawnSync('python3', ['-c', 'import sys; print(sys.executable)'], { encoding: 'utf8' }).stdout.trim();

/** Registry that pip uses. */
const REGISTRY = (spawnSync('pip', ['config', 'get', 'global.index-url'], { encoding: 'utf8' }).stdout.trim() || 'https://pypi.org/simple').replace(/\/?$/, '/');

/** Apps in a separate folder, which also has the caches of package managers. */
export class PythonApps {
  private readonly root = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'sec3-python-apps-')));
  /** Cache of Poetry's downloads. */
  public readonly poetryCache = path.join(this.root, 'poetry-cache');

  /** @param name name of its folder: the same app can be installed more than once */
  public async install(kind: string, name = kind): Promise<PythonApp> {
    const folder = path.join(this.root, name);
    fs.mkdirSync(folder);
    const packages = await PYTHON_MANAGERS[kind](folder, (command, args) => this.run(command, args, folder));
    const code = path.join(folder, 'code');
    fs.cpSync(packages, code, { recursive: true });
    fs.writeFileSync(path.join(code, 'handler.py'), 'import flask\n');
    return { folder, code };
  }

  public remove(): void {
    fs.rmSync(this.root, { recursive: true, force: true });
  }

  private async run(command: string, args: readonly string[], cwd: string): Promise<void> {
    const env = {
      ...process.env,
      // All use the same Python, so that all install the same files.
      UV_PYTHON: PYTHON,
      PIPENV_DEFAULT_PYTHON_VERSION: PYTHON,
      PIPENV_VENV_IN_PROJECT: '1',
      PIPENV_IGNORE_VIRTUALENVS: '1',
      POETRY_CACHE_DIR: this.poetryCache,
      POETRY_VIRTUALENVS_IN_PROJECT: 'true',
    };
    const [program, ...first] = command in VERSIONS ? new PythonTool(command, VERSIONS[command]).command : [command];
    await promisify(execFile)(program, [...first, ...args], { cwd, env });
  }
}

function writeProject(folder: string): void {
  fs.writeFileSync(path.join(folder, 'pyproject.toml'), [
    '[project]', 'name = "app"', 'version = "1.0.0"', 'requires-python = ">=3.10"', `dependencies = ${JSON.stringify(pinned(PACKAGES))}`,
    '[dependency-groups]', `dev = ${JSON.stringify(pinned(FOR_DEVELOPMENT))}`, '',
  ].join('\n'));
}

function sitePackages(folder: string): string {
  const lib = path.join(folder, '.venv/lib');
  return path.join(lib, fs.readdirSync(lib).find((name) => name.startsWith('python'))!, 'site-packages');
}
