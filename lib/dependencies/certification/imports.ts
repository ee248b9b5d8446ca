import { createHash } from 'crypto';
import * as fs from 'fs';
import * as path from 'path';
import type { CertifiedFile, CertifiedPackage, Import } from './certified-file';
import { Contents, contentsOf, readContents } from './contents-file';
import { metBy, OWN_CRITERIA } from './criteria';
import { CertifiedFileError, parseCertifiedFile } from './read-certified-file';

/** A package that another file certifies. */
export interface ImportedPackage {
  readonly entry: CertifiedPackage;
  /** The criteria of the importing file that the package meets. */
  readonly met: ReadonlySet<string>;
}

/** The packages and contents of an imported file. */
export interface Imported {
  readonly packages: readonly ImportedPackage[];
  readonly contents: Contents;
}

/**
 * Reads the packages that another file certifies for all functions. Exemptions, ignored advisories and imports of the other file are not imported.
 *
 * @param importer the path of the file that imports
 * @param importing the content of that file, with the criteria that others are mapped to
 * @throws CertifiedFileError if the other file is absent, is invalid, or does not have the pinned hash
 */
export function readImport({ from, hash, criteria = {} }: Import, importer: string, importing: Pick<CertifiedFile, 'criteria'>): Imported {
  const file = locate(from, importer);
  const text = fs.readFileSync(file, 'utf8');
  const found = importHash(text);
  if (found !== hash) {
    throw new CertifiedFileError(`${importer}: the imported file ${from} has the hash ${found}, but ${hash} is pinned: review the changes, and run npx cdk-sec3 certify --import ${from}`);
  }
  const theirs = parseCertifiedFile(text, file);
  const ours = (name: string): string[] => [
    ...(Object.hasOwn(OWN_CRITERIA, name) ? [name] : []),
    ...(Object.hasOwn(criteria, name) ? metBy(criteria[name], importing.criteria) : []),
  ];
  const packages = theirs.packages.filter(({ scope }) => scope === 'all');
  return {
    packages: packages.map((entry) => ({ entry, met: new Set([...metBy(entry.criteria, theirs.criteria)].flatMap(ours)) })),
    contents: contentsOf(readContents(file)),
  };
}

/** Returns the hash that pins an imported file. */
export function importHash(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`;
}

/** Returns the path of the file that an import names. @throws CertifiedFileError if there is no such file */
export function locate(from: string, importer: string): string {
  const folder = path.dirname(path.resolve(importer));
  if (/^\.{0,2}\//.test(from) || path.isAbsolute(from)) {
    const file = path.resolve(folder, from);
    if (isFile(file)) return file;
  } else {
    for (let at = folder; ; at = path.dirname(at)) {
      const file = path.join(at, 'node_modules', from);
      if (isFile(file)) return file;
      if (at === path.dirname(at)) break;
    }
  }
  throw new CertifiedFileError(
    `${importer}: ${from}, which it imports, does not exist, or is not a file: name a path that begins with ./ or ../, or a file of an installed package, such as @acme/certified/certified-dependencies.json`,
  );
}

function isFile(file: string): boolean {
  return fs.statSync(file, { throwIfNoEntry: false })?.isFile() ?? false;
}
