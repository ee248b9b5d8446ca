import * as fs from 'fs';
import * as path from 'path';
import { LockedPackage, LockedPackages, UnreadableLock } from './lock-file';
import { npmPackages } from './npm-lock';
import { pnpmPackages } from './pnpm-lock';
import { pipfilePackages, poetryPackages, pylockPackages, requirementPackages, uvPackages } from './python-locks';
import { yarnPackages } from './yarn-lock';
import { Known, remembered } from '../../content/remembered';
import { UnknownContent } from '../shipped-package';

const bun = (): never => {
  throw new UnreadableLock('has a format of bun, which is not supported', 'install with npm, pnpm or yarn');
};

/** The readers of lock files by file name. If a folder has several lock files, all of them are read. */
const READERS: { readonly [name: string]: (text: string) => Iterable<LockedPackage> } = {
  'package-lock.json': npmPackages,
  'npm-shrinkwrap.json': npmPackages,
  'pnpm-lock.yaml': pnpmPackages,
  'yarn.lock': yarnPackages,
  'bun.lock': bun,
  'bun.lockb': bun,
  'uv.lock': uvPackages,
  'poetry.lock': poetryPackages,
  'Pipfile.lock': pipfilePackages,
  'pylock.toml': pylockPackages,
  'requirements.txt': requirementPackages,
};

/** The packages of lock files, and the lock files that can't be read. */
export interface Locks {
  readonly locked: LockedPackages;
  readonly unknown: readonly UnknownContent[];
}

/** Returns the lock files in a folder, and the one that npm writes to its `node_modules`. */
export function lockFilesIn(folder: string): string[] {
  const installed = path.join(folder, 'node_modules/.package-lock.json');
  return [...Object.keys(READERS).map((name) => path.join(folder, name)), installed].filter((file) => fs.existsSync(file));
}

/** Returns the lock files of the nearest folder that contains any, starting at a given folder and going up. */
export function lockFilesAbove(folder: string): string[] {
  for (let at = path.resolve(folder); ; at = path.dirname(at)) {
    const files = lockFilesIn(at);
    if (files.length > 0 || at === path.dirname(at)) return files;
  }
}

/** Reads lock files. An unreadable one is reported as unknown, and its packages have no hashes. */
export function readLocks(files: readonly string[]): Locks {
  const packages: LockedPackage[] = [];
  const unknown: UnknownContent[] = [];
  for (const file of files) {
    const name = path.basename(file).replace(/^\.package-lock/, 'package-lock');
    try {
      packages.push(...packagesOf(file, READERS[name] ?? unsupported));
    } catch (e) {
      const fix = e instanceof UnreadableLock ? e.fix : 'generate it again with its package manager';
      unknown.push({ what: name, why: `the lock file ${(e instanceof UnreadableLock ? '' : "can't be read: ") + (e as Error).message}`, fix });
    }
  }
  return { locked: new LockedPackages(packages), unknown };
}

const read: Known<readonly LockedPackage[]> = new Map();

function packagesOf(file: string, reader: (text: string) => Iterable<LockedPackage>): readonly LockedPackage[] {
  return remembered(read, file, () => [...reader(fs.readFileSync(file, 'utf8'))]);
}

function unsupported(): never {
  throw new UnreadableLock('has an unknown name', 'use a lock file of npm, pnpm, yarn, uv, Poetry or Pipenv, a pylock.toml or a requirements.txt');
}
