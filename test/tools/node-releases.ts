import { spawnSync } from 'child_process';
import * as fs from 'fs';
import * as path from 'path';
import { sharedFolder } from './shared-folder';

/** Node.js releases on which the runtime guard is tested. */
export const NODE_MAJORS = [20, 22, 24, 26] as const;

export type NodeMajor = (typeof NODE_MAJORS)[number];

const binaries = new Map<NodeMajor, string>();

/** Returns the path of a `node` binary of this major version: the one that runs the tests, or its latest release, from npm. */
export function nodeBinary(major: NodeMajor): string {
  const known = binaries.get(major) ?? findBinary(major);
  binaries.set(major, known);
  return known;
}

function findBinary(major: NodeMajor): string {
  if (Number.parseInt(process.versions.node, 10) === major) return process.execPath;
  const name = `node-linux-${process.arch}`;
  const version = latest(`${name}@${major}`);
  const folder = sharedFolder(`node-${version}`, (own) => npmInstall(own, [`${name}@${version}`]));
  return path.join(folder, `node_modules/${name}/bin/node`);
}

function latest(range: string): string {
  const { status, stdout, stderr } = spawnSync('npm', ['view', range, 'version', '--json'], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`npm view ${range} failed: ${stderr}`);
  const [version] = [JSON.parse(stdout)].flat().sort((a: string, b: string) => b.localeCompare(a, 'en', { numeric: true }));
  return version;
}

/** Installs packages into a folder, without running their scripts. */
export function npmInstall(folder: string, packages: readonly string[]): void {
  fs.mkdirSync(folder, { recursive: true });
  fs.writeFileSync(path.join(folder, 'package.json'), '{ "private": true }');
  const { status, stderr } = spawnSync('npm', ['install', '--no-audit', '--no-fund', '--ignore-scripts', ...packages], { cwd: folder, encoding: 'utf8' });
  if (status !== 0) throw new Error(`npm install ${packages.join(' ')} failed: ${stderr}`);
}
