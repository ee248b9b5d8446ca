import type { Ecosystem } from '../inventory/shipped-package';

/** The version of the format. */
export const FILE_VERSION = 1;

/** The name that the file has where nobody gives it another. */
export const CERTIFIED_FILE = 'certified-dependencies.json';

/** What a certified package may be used by: all functions, or those at or below construct paths. */
export type Scope = 'all' | readonly string[];

/** Somebody's word that a package was reviewed. */
export interface CertifiedPackage {
  readonly ecosystem: Ecosystem;
  readonly name: string;
  /** The one version that was reviewed. Either this or `range`. */
  readonly version?: string;
  /** The versions that are accepted, as npm or PEP 440 write them. */
  readonly range?: string;
  /** Hashes of the content that was reviewed, as lock files have them; always with `version`. */
  readonly integrity?: string;
  readonly approvedBy: string;
  /** The day of the review, as `YYYY-MM-DD`. */
  readonly approvedOn: string;
  /** The last day on which it holds, as `YYYY-MM-DD`. */
  readonly expires: string;
  readonly reason: string;
  readonly scope: Scope;
}

/** Somebody's word that an advisory does not matter here. */
export interface IgnoredAdvisory {
  /** The id of the advisory, or one of its aliases. */
  readonly id: string;
  /** The package for which it is ignored; all where there is none. */
  readonly package?: string;
  readonly reason: string;
  readonly approvedBy: string;
  /** The last day on which it holds, as `YYYY-MM-DD`. */
  readonly expires: string;
}

/** What a `certified-dependencies.json` says. */
export interface CertifiedFile {
  /** Where its JSON Schema is, for editors. */
  readonly $schema?: string;
  readonly packages: readonly CertifiedPackage[];
  readonly ignoredAdvisories: readonly IgnoredAdvisory[];
}

/** A file that certifies nothing. */
export const EMPTY_FILE: CertifiedFile = { packages: [], ignoredAdvisories: [] };

/**
 * The text of a file: sorted, so that one change of meaning is one change of the text, and each review shows what it adds.
 */
export function certifiedFileText({ $schema, packages, ignoredAdvisories }: CertifiedFile): string {
  const document = {
    ...($schema !== undefined && { $schema }),
    version: FILE_VERSION,
    packages: sorted(packages.map(packageDocument)),
    ...(ignoredAdvisories.length > 0 && { ignoredAdvisories: sorted(ignoredAdvisories.map(advisoryDocument)) }),
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}

/** What tells the entries of packages apart: two with the same would contradict each other, or say the same. */
export function entryKey({ ecosystem, name, version, range, scope }: CertifiedPackage): string {
  return JSON.stringify([ecosystem, name, version ?? null, range ?? null, sortedScope(scope)]);
}

function packageDocument(entry: CertifiedPackage): object {
  const { ecosystem, name, version, range, integrity, approvedBy, approvedOn, expires, reason, scope } = entry;
  return { ecosystem, name, version, range, integrity, approvedBy, approvedOn, expires, reason, scope: sortedScope(scope) };
}

function advisoryDocument({ id, package: name, reason, approvedBy, expires }: IgnoredAdvisory): object {
  return { id, package: name, reason, approvedBy, expires };
}

function sortedScope(scope: Scope): Scope {
  return scope === 'all' ? scope : [...scope].sort();
}

/** By their text, whose first keys are what tells entries apart; the same on every machine. */
function sorted(documents: readonly object[]): object[] {
  return documents
    .map((document) => ({ document, text: JSON.stringify(Object.values(document)) }))
    .sort((a, b) => (a.text < b.text ? -1 : a.text > b.text ? 1 : 0))
    .map(({ document }) => document);
}
