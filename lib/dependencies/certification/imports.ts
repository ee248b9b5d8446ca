import { createHash } from 'crypto';
import * as fs from 'fs';
import * as path from 'path';
import type { CertifiedPackage, Import } from './certified-file';
import { Contents, contentsOf, readContents } from './contents-file';
import { metBy, OWN_CRITERIA } from './criteria';
import { CertifiedFileError, parseCertifiedFile } from './read-certified-file';

/** What another file certifies. */
export interface ImportedPackage {
  readonly entry: CertifiedPackage;
  /** The criteria of the importing file that it meets. */
  readonly met: ReadonlySet<string>;
}

/** What another file brings. */
export interface Imported {
  readonly packages: readonly ImportedPackage[];
  readonly contents: Contents;
}

/**
 * Reads what a file imports of another one: packages that are certified for all functions. Its exemptions, what it ignores and what it
 * imports itself are its own business.
 *
 * @param importer the file that imports
 * @throws CertifiedFileError where it is absent, not right, or another one than was pinned
 */
export function readImport({ from, hash, criteria = {} }: Import, importer: string): Imported {
  const file = locate(from, importer);
  const text = fs.readFileSync(file, 'utf8');
  const found = importHash(text);
  if (found !== hash) {
    throw new CertifiedFileError(`${importer}: what it imports from ${from} has the hash ${found}, and ${hash} was pinned: review what changed there, and run npx cdk-sec3 certify --import ${from}`);
  }
  const theirs = parseCertifiedFile(text, file);
  const ours = (name: string): string[] => [
    ...(Object.hasOwn(OWN_CRITERIA, name) ? [name] : []),
    ...(Object.hasOwn(criteria, name) ? [criteria[name]] : []),
  ];
  const packages = theirs.packages.filter(({ scope }) => scope === 'all');
  return {
    packages: packages.map((entry) => ({ entry, met: new Set([...metBy(entry.criteria, theirs.criteria)].flatMap(ours)) })),
    contents: contentsOf(readContents(file)),
  };
}

/** The hash of a file that is imported. */
export function importHash(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`;
}

/** The file that an import names. @throws CertifiedFileError where there is none */
export function locate(from: string, importer: string): string {
  const folder = path.dirname(path.resolve(importer));
  if (/^\.{0,2}\//.test(from) || path.isAbsolute(from)) {
    const file = path.resolve(folder, from);
    if (fs.existsSync(file)) return file;
  } else {
    for (let at = folder; ; at = path.dirname(at)) {
      const file = path.join(at, 'node_modules', from);
      if (fs.existsSync(file)) return file;
      if (at === path.dirname(at)) break;
    }
  }
  throw new CertifiedFileError(
    `${importer}: ${from}, which it imports, does not exist: name a path that begins with ./ or ../, or a file of an installed package, such as @acme/certified/certified-dependencies.json`,
  );
}
