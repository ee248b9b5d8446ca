import { createHash } from 'crypto';

/** The files of a package: SHA-256 in base64 without padding, by path relative to the package, with `/`. */
export interface Files {
  readonly [path: string]: string;
}

/** How a file differs from the one that is expected; a file that is not there ships nothing, and is no difference. */
export interface FileDifference {
  readonly path: string;
  readonly kind: 'changed' | 'added';
}

/** Joins the hashes of a file that has several; none has it in it. */
const BOTH = '|';

/** The hash of a file's content. */
export function hashOf(content: Uint8Array | string): string {
  return createHash('sha256').update(content).digest('base64').slice(0, 43);
}

/** A hash over all files, names and contents, in the form of Subresource Integrity. */
export function contentDigest(files: Files): string {
  return `sha256-${createHash('sha256').update(filesText(files)).digest('base64')}`;
}

/** One line for each file, its hash before its path; sorted, so that the same files give the same text. */
export function filesText(files: Files): string {
  return Object.keys(files).sort().map((path) => `${files[path]} ${path}`).join('\n');
}

/** Reads what {@link filesText} wrote. */
export function filesFromText(text: string): Files {
  return filesFrom(text.split('\n').filter((line) => line !== '').map((line) => {
    const at = line.indexOf(' ');
    return [line.slice(at + 1), line.slice(0, at)] as const;
  }));
}

/** Files by their entries; names such as `__proto__` are names as any other. */
export function filesFrom(entries: Iterable<readonly [string, string]>): Files {
  const files: { [path: string]: string } = Object.create(null);
  for (const [path, hash] of entries) files[path] = hash;
  return files;
}

/** Two lots of files together. Of a file that has two contents, both are kept, which no single one equals. */
export function mergedFiles(one: Files | undefined, other: Files | undefined): Files | undefined {
  if (!one || !other) return one ?? other;
  const files = filesFrom(Object.entries(one));
  return filesFrom([
    ...Object.entries(files),
    ...Object.entries(other).map(([path, hash]) => [path, path in files ? bothOf(files[path], hash) : hash] as const),
  ]);
}

/** Files that have more than one content. */
export function contradictionsIn(files: Files): string[] {
  return Object.keys(files).filter((path) => files[path].includes(BOTH)).sort();
}

/** Files that ship and are not among those that are expected, or have another content. */
export function differencesOf(shipped: Files, expected: Files): FileDifference[] {
  return Object.keys(shipped).sort().flatMap((path): FileDifference[] => {
    if (!(path in expected)) return [{ path, kind: 'added' }];
    return shipped[path] === expected[path] ? [] : [{ path, kind: 'changed' }];
  });
}

const NAMED = 5;

/** Differences in words: `lodash.js (changed), evil.js (added) and 2 more`. */
export function differencesText(differences: readonly FileDifference[]): string {
  const named = differences.slice(0, NAMED).map(({ path, kind }) => `${path} (${kind})`).join(', ');
  return differences.length > NAMED ? `${named} and ${differences.length - NAMED} more` : named;
}

function bothOf(one: string, other: string): string {
  return [...new Set([...one.split(BOTH), ...other.split(BOTH)])].sort().join(BOTH);
}
