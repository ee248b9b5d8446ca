import { spawnSync } from 'child_process';
import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';

const FIXTURES = path.join(__dirname, '../dependencies/fixtures');

/** Installation of each fixture. No script of a package runs. */
export const PACKAGE_MANAGERS = {
  'npm': { tool: 'npm', package: undefined, install: ['ci', '--ignore-scripts', '--no-audit', '--no-fund'] },
  'pnpm-6': { tool: 'pnpm', package: 'pnpm@8.15.9', install: ['install', '--frozen-lockfile', '--ignore-scripts'] },
  'pnpm-9': { tool: 'pnpm', package: 'pnpm@10.34.9', install: ['install', '--frozen-lockfile', '--ignore-scripts'] },
  'yarn-1': { tool: 'yarn', package: 'yarn@1.22.22', install: ['install', '--frozen-lockfile', '--ignore-scripts'] },
  'yarn-4': { tool: 'yarn', package: '@yarnpkg/cli-dist@4.18.1', install: ['install', '--immutable', '--mode=skip-build'] },
  'yarn-4-pnp': { tool: 'yarn', package: '@yarnpkg/cli-dist@4.18.1', install: ['install', '--immutable', '--mode=skip-build'] },
} as const;

export type Fixture = keyof typeof PACKAGE_MANAGERS;

/** Package managers, and apps that they install, in a separate folder. */
export class InstalledApps {
  private readonly root = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'sec3-apps-')));
  private readonly registry = this.run('npm', ['config', 'get', 'registry'], this.root).trim();
  private readonly authority = this.run('npm', ['config', 'get', 'cafile'], this.root).trim();

  /** Installs a fixture. Returns the folder of the app, and the environment in which its package manager is found. */
  public install(fixture: Fixture): { folder: string; env: NodeJS.ProcessEnv } {
    const folder = path.join(this.root, fixture);
    fs.cpSync(path.join(FIXTURES, 'app'), folder, { recursive: true });
    fs.cpSync(path.join(FIXTURES, fixture), folder, { recursive: true });
    return { folder, env: this.manage(fixture, folder, PACKAGE_MANAGERS[fixture].install) };
  }

  /** Runs the package manager of a fixture in a folder. @returns the environment in which it is found */
  public manage(fixture: Fixture, folder: string, args: readonly string[]): NodeJS.ProcessEnv {
    const { tool, package: name } = PACKAGE_MANAGERS[fixture];
    const env = { ...process.env, ...this.settings(), ...(name && { PATH: `${this.tools(fixture, name)}${path.delimiter}${process.env.PATH}` }) };
    this.run(tool, args, folder, env);
    return env;
  }

  public remove(): void {
    fs.rmSync(this.root, { recursive: true, force: true });
  }

  /** Returns settings for yarn 2 and later, which ignore npm's configuration. */
  private settings(): NodeJS.ProcessEnv {
    return {
      YARN_NPM_REGISTRY_SERVER: this.registry.replace(/\/$/, ''),
      ...(this.authority !== 'null' && this.authority !== 'undefined' && { YARN_HTTPS_CA_FILE_PATH: this.authority }),
      npm_config_registry: this.registry,
    };
  }

  /** Installs a package manager into a separate folder, and returns the folder with its commands. */
  private tools(fixture: Fixture, name: string): string {
    const folder = path.join(this.root, `${fixture}-tool`);
    fs.mkdirSync(folder);
    this.run('npm', ['install', '--prefix', folder, '--ignore-scripts', '--no-audit', '--no-fund', '--silent', name], folder);
    return path.join(folder, 'node_modules/.bin');
  }

  private run(command: string, args: readonly string[], cwd: string, env: NodeJS.ProcessEnv = process.env): string {
    const { status, stdout, stderr, error } = spawnSync(command, args, { cwd, env, encoding: 'utf8' });
    if (status !== 0) throw new Error(`${command} ${args.join(' ')} in ${cwd} failed: ${error?.message ?? ''}${stdout}${stderr}`);
    return stdout;
  }
}
