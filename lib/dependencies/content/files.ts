import { createHash } from 'crypto';

/** The files of a package: SHA-256 hashes in base64 without padding, by paths relative to the package, with `/`. */
export interface Files {
  readonly [path: string]: string;
}

/** A file that differs from the expected one. An expected file that does not ship is not a difference. */
export interface FileDifference {
  readonly path: string;
  readonly kind: 'changed' | 'added';
}

/** Separates the hashes of a file that has several contents. It is not a character of base64. */
const BOTH = '|';

/** Returns the hash of a file's content. */
export function hashOf(content: Uint8Array | string): string {
  return createHash('sha256').update(content).digest('base64').slice(0, 43);
}

/** Returns a hash over the names and contents of all files, in the format of Subresource Integrity. */
export function contentDigest(files: Files): string {
  return `sha256-${createHash('sha256').update(filesText(files)).digest('base64')}`;
}

/** Returns one line for each file, its hash before its path. Lines are sorted by path, so that the same files give the same text. */
export function filesText(files: Files): string {
  return Object.keys(files).sort().map((path) => `${files[path]} ${path}`).join('\n');
}

/** Parses the output of {@link filesText}. */
export function filesFromText(text: string): Files {
  return filesFrom(text.split('\n').filter((line) => line !== '').map((line) => {
    const at = line.indexOf(' ');
    return [line.slice(at + 1), line.slice(0, at)] as const;
  }));
}

/** Creates `Files` from entries. Names such as `__proto__` need no special treatment. */
export function filesFrom(entries: Iterable<readonly [string, string]>): Files {
  const files: { [path: string]: string } = Object.create(null);
  for (const [path, hash] of entries) files[path] = hash;
  return files;
}

/** Merges two sets of files. If a file has two contents, both hashes are kept; such a file equals neither content. */
export function mergedFiles(one: Files | undefined, other: Files | undefined): Files | undefined {
  if (!one || !other) return one ?? other;
  const files = filesFrom(Object.entries(one));
  return filesFrom([
    ...Object.entries(files),
    ...Object.entries(other).map(([path, hash]) => [path, path in files ? bothOf(files[path], hash) : hash] as const),
  ]);
}

/** Returns the files that have more than one content. */
export function contradictionsIn(files: Files): string[] {
  return Object.keys(files).filter((path) => files[path].includes(BOTH)).sort();
}

/** Returns the files that ship and are not expected, or have another content than expected. */
export function differencesOf(shipped: Files, expected: Files): FileDifference[] {
  return Object.keys(shipped).sort().flatMap((path): FileDifference[] => {
    if (!(path in expected)) return [{ path, kind: 'added' }];
    return shipped[path] === expected[path] ? [] : [{ path, kind: 'changed' }];
  });
}

const NAMED = 5;

/** Describes differences, such as `lodash.js (changed), evil.js (added) and 2 more`. */
export function differencesText(differences: readonly FileDifference[]): string {
  const named = differences.slice(0, NAMED).map(({ path, kind }) => `${path} (${kind})`).join(', ');
  return differences.length > NAMED ? `${named} and ${differences.length - NAMED} more` : named;
}

function bothOf(one: string, other: string): string {
  return [...new Set([...one.split(BOTH), ...other.split(BOTH)])].sort().join(BOTH);
}
