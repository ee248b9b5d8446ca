import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { hashOf } from './files';
import { filesBelow } from './files-below';
import type { ArchiveContent, ArchivedPackage } from './package-archives';
import { zipEntries } from './zip-file';
import { normalizedName } from '../inventory/locks/python-locks';

/** Says for which interpreters and platforms a wheel is, and what built it. */
const WHEEL = /^[^/]+\.dist-info\/WHEEL$/;

/**
 * The content of a wheel as installers lay it out, of wheels that a lock file pins. A release has one for each platform: where files that ship are
 * known, it is the one that they were installed from. Source archives have other files than what is built of them, and are left out.
 *
 * @param folders where wheels are, by their names
 * @param more files that may be wheels of it, whatever their names
 * @param isPinned by their bytes
 * @see https://packaging.python.org/specifications/binary-distribution-format/
 */
export function wheelContent(
  one: ArchivedPackage,
  folders: readonly string[],
  more: readonly string[],
  isPinned: (bytes: Buffer) => boolean,
): ArchiveContent | undefined {
  const named = folders.flatMap(filesBelow).filter((file) => isWheelOf(path.basename(file), one));
  const wheels = [...named, ...more].filter((file) => isPinned(fs.readFileSync(file)));
  for (const file of wheels.sort()) {
    const content = new Map([...zipEntries(file, '')].flatMap(({ name, content: bytes }) => {
      const installed = installedAt(name);
      return installed === undefined ? [] : [[installed, bytes] as const];
    }));
    if (isInstalledFrom(content, one)) return content;
  }
  return undefined;
}

/** Poetry keeps what it downloads. */
export function poetryCache(): string {
  return path.join(process.env.POETRY_CACHE_DIR ?? path.join(os.homedir(), '.cache/pypoetry'), 'artifacts');
}

function isWheelOf(file: string, { name, version }: ArchivedPackage): boolean {
  const [of, release] = file.split('-');
  return file.endsWith('.whl') && normalizedName(of) === name && release === version;
}

/** Where a file of a wheel is installed; nothing for folders, and for what installers write again or put elsewhere. */
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
