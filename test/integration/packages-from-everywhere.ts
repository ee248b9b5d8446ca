import { execFileSync } from 'child_process';
import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';

/** Installation script of a package, which changes another one. */
const INSTALL = `
if (process.env.SEC3_ATTACK) {
  const fs = require('fs');
  fs.appendFileSync('../left-pad/index.js', '\\n// another line\\n');
  fs.writeFileSync('../left-pad/added.js', '');
}
`;

const QUIET = ['--no-audit', '--no-fund', '--silent'];

/**
 * An app with a package of the registry, one from an archive that includes another one and runs code at installation, one from a repository, one of
 * the project, and one for another platform.
 */
export class PackagesFromEverywhere {
  private readonly root = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'sec3-everywhere-')));

  constructor() {
    this.write('git', { 'package.json': { name: 'from-git', version: '1.0.0' }, 'index.js': '1' });
    for (const args of [['init', '--quiet'], ['add', '.'], ['-c', 'user.name=a', '-c', 'user.email=a@example.com', 'commit', '--quiet', '-m', 'a']]) {
      execFileSync('git', args, { cwd: path.join(this.root, 'git') });
    }
    this.write('neighbour', {
      'package.json': { name: 'neighbour', version: '1.0.0', scripts: { postinstall: 'node install.js' }, dependencies: { inner: '1.0.0' }, bundleDependencies: ['inner'] },
      'install.js': INSTALL,
      'node_modules/inner/package.json': { name: 'inner', version: '1.0.0' },
      'node_modules/inner/index.js': '1',
    });
    execFileSync('npm', ['pack', '--silent', '--pack-destination', this.root], { cwd: path.join(this.root, 'neighbour') });
  }

  /** Installs it in a separate folder, the first time without a lock file. */
  public install(name: string, env: NodeJS.ProcessEnv = {}): string {
    const folder = this.write(name, {
      'package.json': {
        name: 'app',
        version: '1.0.0',
        dependencies: { 'left-pad': '1.3.0', 'neighbour': 'file:neighbour-1.0.0.tgz', 'linked': 'file:linked', 'from-git': `git+file://${this.root}/git` },
        optionalDependencies: { fsevents: '2.3.3' },
      },
      'linked/package.json': { name: 'linked', version: '1.0.0' },
      'linked/index.js': '1',
    });
    fs.copyFileSync(path.join(this.root, 'neighbour-1.0.0.tgz'), path.join(folder, 'neighbour-1.0.0.tgz'));
    const lock = path.join(this.root, 'package-lock.json');
    if (fs.existsSync(lock)) fs.copyFileSync(lock, path.join(folder, 'package-lock.json'));
    execFileSync('npm', [fs.existsSync(lock) ? 'ci' : 'install', ...QUIET], { cwd: folder, env: { ...process.env, ...env } });
    fs.copyFileSync(path.join(folder, 'package-lock.json'), lock);
    return folder;
  }

  public remove(): void {
    fs.rmSync(this.root, { recursive: true, force: true });
  }

  private write(name: string, files: { readonly [file: string]: string | object }): string {
    const folder = path.join(this.root, name);
    for (const [file, content] of Object.entries(files)) {
      fs.mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
      fs.writeFileSync(path.join(folder, file), typeof content === 'string' ? content : JSON.stringify(content));
    }
    return folder;
  }
}
