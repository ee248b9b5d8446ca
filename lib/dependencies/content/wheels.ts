import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { hashOf } from './files';
import { filesBelow } from './files-below';
import type { ArchiveContent, ArchivedPackage } from './package-archives';
import { byRelease, releaseKey, Wheels } from './releases';
import { zipEntries } from './zip-file';

/** The file that names the interpreters, the platforms and the build tool of a wheel. */
const WHEEL = /^[^/]+\.dist-info\/WHEEL$/;

/**
 * Returns the files of a wheel that a lock file pins, by the paths that installers give them. A release has one wheel for each platform: if the files
 * that ship are known, the wheel that they were installed from is used. Source archives are ignored, because their files differ from the built ones.
 *
 * @param candidates files that may be wheels of the release
 * @param isPinned whether the lock file pins a wheel with these bytes
 * @see https://packaging.python.org/specifications/binary-distribution-format/
 */
export function wheelContent(
  one: ArchivedPackage,
  candidates: readonly string[],
  isPinned: (bytes: Buffer) => boolean,
): ArchiveContent | undefined {
  for (const file of candidates.filter((candidate) => isPinned(fs.readFileSync(candidate))).sort()) {
    const content = new Map([...zipEntries(file, '')].flatMap(({ name, content: bytes }) => {
      const installed = installedAt(name);
      return installed === undefined ? [] : [[installed, bytes] as const];
    }));
    if (isInstalledFrom(content, one)) return content;
  }
  return undefined;
}

/** Returns the folder in which Poetry keeps downloaded archives. */
export function poetryCache(): string {
  return path.join(process.env.POETRY_CACHE_DIR ?? path.join(os.homedir(), '.cache/pypoetry'), 'artifacts');
}

/** Returns the wheels in folders and their subfolders, by their file names. */
export function wheelsBelow(folders: readonly string[]): Wheels {
  return byRelease(folders.flatMap(filesBelow).filter((file) => file.endsWith('.whl')), (file) => {
    const [name, version = ''] = path.basename(file).split('-');
    return releaseKey(name, version);
  });
}

/**
 * Returns the path at which a file of a wheel is installed; undefined for folders, and for files that installers rewrite or install outside of the
 * package folder.
 */
function installedAt(name: string): string | undefined {
  if (name.endsWith('/') || /^[^/]+\.dist-info\/RECORD$/.test(name)) return undefined;
  const [, kind, rest] = /^[^/]+\.data\/([^/]+)\/(.*)$/.exec(name) ?? [];
  if (kind === undefined) return name;
  return kind === 'purelib' || kind === 'platlib' ? rest : undefined;
}

function isInstalledFrom(content: ArchiveContent, { files }: ArchivedPackage): boolean {
  if (files === undefined) return true;
  return [...content].some(([name, bytes]) => WHEEL.test(name) && files[name] === hashOf(bytes));
}
