import { spawnSync } from 'child_process';
import * as fs from 'fs';
import * as path from 'path';
import { temporaryFolder } from './cdk';

const REPOSITORY = path.resolve(__dirname, '../..');

/** Environment of programs that load this library from its sources. */
export const ENV = { ...process.env, TSX_TSCONFIG_PATH: path.join(REPOSITORY, 'test/tsconfig.json') };

/**
 * Installs packages for the handlers of a repository, as npm does: their files, and the lock file that pins them.
 * @param names packages of this library's own lock file, without dependencies
 * @returns each package as `name@version`
 */
export function install(folder: string, ...names: readonly string[]): string[] {
  const { packages } = JSON.parse(fs.readFileSync(path.join(REPOSITORY, 'package-lock.json'), 'utf8'));
  const handlers = path.join(folder, 'handlers');
  const locked = names.map((name) => {
    fs.cpSync(path.join(REPOSITORY, 'node_modules', name), path.join(handlers, 'node_modules', name), { recursive: true });
    const { version, integrity } = packages[`node_modules/${name}`];
    return { name, version, integrity };
  });
  const project = { name: 'handlers', version: '1.0.0', dependencies: Object.fromEntries(locked.map(({ name, version }) => [name, version])) };
  const entries = locked.map(({ name, version, integrity }) => [`node_modules/${name}`, { version, integrity }]);
  const lock = { name: 'handlers', version: '1.0.0', lockfileVersion: 3, requires: true, packages: { '': project, ...Object.fromEntries(entries) } };
  fs.writeFileSync(path.join(handlers, 'package.json'), JSON.stringify(project));
  fs.writeFileSync(path.join(handlers, 'package-lock.json'), JSON.stringify(lock));
  return locked.map(({ name, version }) => `${name}@${version}`);
}

/** Returns a shell command that runs `cdk-sec3` from its sources with the given arguments. */
export function shellOf(args: string): string {
  const program = `import { run } from ${JSON.stringify(path.join(REPOSITORY, 'lib/cli/main'))};
    void run(process);`;
  const file = path.join(temporaryFolder(), 'cli.ts');
  fs.writeFileSync(file, program);
  return `${process.execPath} --import ${require.resolve('tsx')} ${file} ${args}`;
}

/** Runs `cdk-sec3` at the shell of a repository. */
export function runCli(args: string, cwd = REPOSITORY) {
  return spawnSync(shellOf(args), { shell: true, cwd, encoding: 'utf8', env: ENV });
}
