import * as fs from 'fs';
import * as path from 'path';
import type { Described } from './python-packages';
import { Files, filesFrom } from '../content/files';
import { fileHash } from '../content/hash-file';

/** What installers write by themselves, other on each machine: none of it is code of the package. */
const OF_INSTALLER = /^(?:\.\.\/|bin\/)|\.(?:dist|egg)-info\/(?:RECORD|INSTALLER|REQUESTED|direct_url\.json|uv_cache\.json|installed-files\.txt)$/;

/** Code that Python imports. */
const IMPORTABLE = /\.(?:pyc?|so|pyd)$/;

/** As the CDK dates what it packs: 1980-01-01. */
const PACKED_AT = 315_532_800;

/**
 * The files of Python packages: those that their RECORD lists, and others that lie in the same folders, since nothing else would say whose
 * they are.
 *
 * @param files all files of the folder, relative to it, with `/`
 * @returns files by the folder of the description, relative to the folder that the package is installed in
 */
export function pythonFiles(root: string, files: readonly string[], described: readonly Described[]): ReadonlyMap<string, Files> {
  const owners = new Map<string, string>();
  const folders = new Map<string, string>();
  const modules = new Map<string, string>();
  for (const { path: at } of described) {
    const own = path.posix.dirname(at);
    for (const file of recordedFiles(root, at)) {
      if (OF_INSTALLER.test(path.posix.relative(own, file))) continue;
      owners.set(file, at);
      if (path.posix.dirname(file) === own && IMPORTABLE.test(file)) modules.set(moduleOf(file), at);
      for (let folder = path.posix.dirname(file); folder !== own && !folders.has(folder); folder = path.posix.dirname(folder)) {
        folders.set(folder, at);
      }
    }
  }
  const hashes = new Map<string, [string, string][]>();
  for (const file of files) {
    const owner = owners.get(file) ?? holderOf(file, folders) ?? shadowed(file, modules);
    if (owner === undefined || OF_INSTALLER.test(file) || isNeverRead(root, file)) continue;
    const list = hashes.get(owner) ?? [];
    list.push([path.posix.relative(path.posix.dirname(owner), file), fileHash(path.join(root, file))]);
    hashes.set(owner, list);
  }
  return new Map([...hashes].map(([owner, entries]) => [owner, filesFrom(entries)]));
}

/** What a package's description lists, relative to the root; of what has no list, the folders and modules that it names. */
function recordedFiles(root: string, at: string): string[] {
  const base = path.posix.dirname(at);
  const record = path.join(root, at, 'RECORD');
  if (fs.existsSync(record)) return linesOf(record).map((line) => path.posix.join(base, /^"/.test(line) ? line.slice(1, line.indexOf('"', 1)) : line.split(',', 1)[0]));
  const modules = path.join(root, at, 'top_level.txt');
  if (!fs.existsSync(modules)) return [];
  return linesOf(modules).flatMap((name) => [path.posix.join(base, name, '__init__.py'), path.posix.join(base, `${name}.py`)]);
}

function linesOf(file: string): string[] {
  return fs.readFileSync(file, 'utf8').split(/\r?\n/).filter((line) => line.trim() !== '');
}

function holderOf(file: string, folders: ReadonlyMap<string, string>): string | undefined {
  for (let folder = path.posix.dirname(file); folder !== '.'; folder = path.posix.dirname(folder)) {
    if (folders.has(folder)) return folders.get(folder);
  }
  return undefined;
}

/** What is imported by a file: `six` by `six.py`, `six/__init__.py`, `six.abi3.so` and `__pycache__/six.cpython-312.pyc`. */
function moduleOf(file: string): string {
  const module = file.replace(/(^|\/)__pycache__\//, '$1').replace(/\/__init__\.[^/]+$/, '');
  return path.posix.join(path.posix.dirname(module), path.posix.basename(module).split('.', 1)[0]);
}

/** The package of one file instead of which Python loads a file of the same name. Of packages that are folders, none has precedence. */
function shadowed(file: string, modules: ReadonlyMap<string, string>): string | undefined {
  return IMPORTABLE.test(file) ? modules.get(moduleOf(file)) : undefined;
}

/**
 * Whether Python passes a file by: compiled code that names a source of another time than the packed one has. It differs from machine to
 * machine, so that it can't be pinned.
 *
 * @see https://peps.python.org/pep-0552/
 */
function isNeverRead(root: string, file: string): boolean {
  if (!/(?:^|\/)__pycache__\/[^/]+\.pyc$/.test(file)) return false;
  const header = fs.readFileSync(path.join(root, file)).subarray(0, 16);
  return header.length === 16 && header.readUInt32LE(4) === 0 && header.readUInt32LE(8) !== PACKED_AT;
}
