import * as fs from 'fs';
import * as path from 'path';
import type { Described } from './python-packages';
import { Files, filesFrom } from '../content/files';
import { fileHash, linkHash } from '../content/hash-file';

/** Files that installers write, and that differ from machine to machine. None of them is code of the package. */
const OF_INSTALLER = /^(?:\.\.\/|bin\/)|\.(?:dist|egg)-info\/(?:RECORD|INSTALLER|REQUESTED|direct_url\.json|uv_cache\.json|installed-files\.txt)$/;

/** Matches files that Python imports. */
const IMPORTABLE = /\.(?:pyc?|so|pyd)$/;

/** The time that the CDK gives to files in archives: 1980-01-01, in seconds. */
const PACKED_AT = 315_532_800;

/** The files and links of a folder, relative to it, with `/`. */
export interface FolderContent {
  readonly files: readonly string[];
  readonly links: readonly string[];
}

/**
 * Returns the files of Python packages: those that their RECORD lists, and other files in the same folders, which belong to no other package.
 * A link that replaces a file or a folder of a package is one of its files.
 *
 * @returns for each package, by its metadata folder, its files relative to the folder that it is installed in
 */
export function pythonFiles(root: string, { files, links }: FolderContent, described: readonly Described[]): ReadonlyMap<string, Files> {
  const owners = new Map<string, string>();
  const folders = new Map<string, string>();
  // Python may load a file or folder instead of a top-level module of the same name. For packages that are folders, this can't happen.
  const modules = new Map<string, string>();
  const withCode = new Set<string>();
  const claim = (at: string, claimed: readonly string[]): void => {
    const own = path.posix.dirname(at);
    for (const file of claimed) {
      if (OF_INSTALLER.test(path.posix.relative(own, file))) continue;
      if (!owners.has(file)) owners.set(file, at);
      if (!file.startsWith(`${at}/`)) withCode.add(at);
      if (path.posix.dirname(file) === own && IMPORTABLE.test(file)) modules.set(moduleOf(file), at);
      for (let folder = path.posix.dirname(file); folder !== own && !folders.has(folder); folder = path.posix.dirname(folder)) {
        folders.set(folder, at);
      }
    }
  };
  for (const { path: at } of described) claim(at, recordedFiles(root, at));
  for (const { path: at } of described) claim(at, namedModules(root, at));
  for (const { path: at, name } of described.filter((one) => !withCode.has(one.path))) claim(at, modulesOf(at, [name.replace(/-/g, '_')]));
  const hashes = new Map<string, [string, string][]>();
  const add = (owner: string, file: string, hash: string): void => {
    hashes.set(owner, [...(hashes.get(owner) ?? []), [path.posix.relative(path.posix.dirname(owner), file), hash]]);
  };
  for (const file of files) {
    const owner = owners.get(file) ?? holderOf(file, folders) ?? (IMPORTABLE.test(file) ? modules.get(moduleOf(file)) : undefined);
    if (owner !== undefined && !OF_INSTALLER.test(file) && !isNeverRead(root, file)) add(owner, file, fileHash(path.join(root, file)));
  }
  for (const link of links) {
    const owner = owners.get(link) ?? folders.get(link) ?? holderOf(link, folders) ?? modules.get(moduleOf(link));
    if (owner !== undefined) add(owner, link, linkHash(path.join(root, link)));
  }
  return new Map([...hashes].map(([owner, entries]) => [owner, filesFrom(entries)]));
}

/** Returns the files in a package's RECORD, relative to the root. */
function recordedFiles(root: string, at: string): string[] {
  return linesOf(path.join(root, at, 'RECORD')).map((line) =>
    path.posix.join(path.posix.dirname(at), /^"/.test(line) ? line.slice(1, line.indexOf('"', 1)) : line.split(',', 1)[0]),
  );
}

/** Returns the files of the modules in a package's `top_level.txt`. A RECORD may be missing, or have lost them. */
function namedModules(root: string, at: string): string[] {
  return modulesOf(at, linesOf(path.join(root, at, 'top_level.txt')));
}

function modulesOf(at: string, names: readonly string[]): string[] {
  return names.flatMap((name) => [`${name}/__init__.py`, `${name}.py`]).map((file) => path.posix.join(path.posix.dirname(at), file));
}

/** Returns the lines of a file that are not empty; none if there is no such file. */
function linesOf(file: string): string[] {
  if (!fs.existsSync(file)) return [];
  return fs.readFileSync(file, 'utf8').split(/\r?\n/).filter((line) => line.trim() !== '');
}

function holderOf(file: string, folders: ReadonlyMap<string, string>): string | undefined {
  for (let folder = path.posix.dirname(file); folder !== '.'; folder = path.posix.dirname(folder)) {
    if (folders.has(folder)) return folders.get(folder);
  }
  return undefined;
}

/** Returns the module that a file provides, such as `six` for `six.py`, `six/__init__.py`, `six.abi3.so` and `__pycache__/six.cpython-312.pyc`. */
function moduleOf(file: string): string {
  const module = file.replace(/(^|\/)__pycache__\//, '$1').replace(/\/__init__\.[^/]+$/, '');
  return path.posix.join(path.posix.dirname(module), path.posix.basename(module).split('.', 1)[0]);
}

/**
 * Checks whether Python ignores a file: compiled code with another source time than the packed source has. Such files differ from machine to machine,
 * so that they can't be pinned.
 * @see https://peps.python.org/pep-0552/
 */
function isNeverRead(root: string, file: string): boolean {
  if (!/(?:^|\/)__pycache__\/[^/]+\.pyc$/.test(file)) return false;
  const header = fs.readFileSync(path.join(root, file)).subarray(0, 16);
  return header.length === 16 && header.readUInt32LE(4) === 0 && header.readUInt32LE(8) !== PACKED_AT;
}
