import { spawnSync } from 'child_process';
import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';

/** The Node.js releases that the runtime guard is tested on. */
export const NODE_MAJORS = [20, 22, 24, 26] as const;

export type NodeMajor = (typeof NODE_MAJORS)[number];

/** Node.js binaries of other major versions, from npm, in a temporary folder of their own. */
export class NodeReleases {
  private readonly folder = fs.mkdtempSync(path.join(os.tmpdir(), 'sec3-node-'));

  /** The path of a `node` binary of this major version: the one that runs the tests, or one that is installed the first time. */
  public binary(major: NodeMajor): string {
    if (Number.parseInt(process.versions.node, 10) === major) return process.execPath;
    const release = path.join(this.folder, `${major}`);
    const binary = path.join(release, `node_modules/node-linux-${process.arch}/bin/node`);
    if (!fs.existsSync(binary)) npmInstall(release, [`node-linux-${process.arch}@${major}`]);
    return binary;
  }

  public remove(): void {
    fs.rmSync(this.folder, { recursive: true, force: true });
  }
}

/** Installs packages into a folder, without running their scripts. */
export function npmInstall(folder: string, packages: readonly string[]): void {
  fs.mkdirSync(folder, { recursive: true });
  fs.writeFileSync(path.join(folder, 'package.json'), '{ "private": true }');
  const { status, stderr } = spawnSync('npm', ['install', '--no-audit', '--no-fund', '--ignore-scripts', ...packages], { cwd: folder, encoding: 'utf8' });
  if (status !== 0) throw new Error(`npm install ${packages.join(' ')} failed: ${stderr}`);
}
