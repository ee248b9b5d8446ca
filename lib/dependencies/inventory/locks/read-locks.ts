import * as fs from 'fs';
import * as path from 'path';
import { LockedPackage, LockedPackages, UnreadableLock } from './lock-file';
import { npmPackages } from './npm-lock';
import { pnpmPackages } from './pnpm-lock';
import { pipfilePackages, poetryPackages, requirementPackages, uvPackages } from './python-locks';
import { yarnPackages } from './yarn-lock';
import { Known, remembered } from '../../content/remembered';
import { UnknownContent } from '../shipped-package';

const bun = (): never => {
  throw new UnreadableLock('is of bun, and not read', 'install with npm, pnpm or yarn, whose lock files are');
};

/** Lock files by name; of several in a folder, all count. */
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
  'requirements.txt': requirementPackages,
};

/** What lock files say, and which of them can't be read. */
export interface Locks {
  readonly locked: LockedPackages;
  readonly unknown: readonly UnknownContent[];
}

/** The lock files in a folder itself. */
export function lockFilesIn(folder: string): string[] {
  const installed = path.join(folder, 'node_modules/.package-lock.json');
  return [...Object.keys(READERS).map((name) => path.join(folder, name)), installed].filter((file) => fs.existsSync(file));
}

/** The lock files in the nearest folder that has some, from a given one upwards. */
export function lockFilesAbove(folder: string): string[] {
  for (let at = path.resolve(folder); ; at = path.dirname(at)) {
    const files = lockFilesIn(at);
    if (files.length > 0 || at === path.dirname(at)) return files;
  }
}

/** Reads lock files. One that can't be read is among what is unknown, and costs the packages in it their hashes. */
export function readLocks(files: readonly string[]): Locks {
  const packages: LockedPackage[] = [];
  const unknown: UnknownContent[] = [];
  for (const file of files) {
    const name = path.basename(file).replace(/^\.package-lock/, 'package-lock');
    try {
      packages.push(...packagesOf(file, READERS[name] ?? unsupported));
    } catch (e) {
      const fix = e instanceof UnreadableLock ? e.fix : 'write it again with the package manager that it is of';
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
  throw new UnreadableLock('has a name that is not known', 'use a lock file of npm, pnpm, yarn, uv, Poetry or Pipenv, or a requirements.txt');
}
