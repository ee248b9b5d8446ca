import { Criteria, DEFAULT_REQUIREMENT } from './criteria';
import type { Ecosystem } from '../inventory/shipped-package';

/** The version of the file format. */
export const FILE_VERSION = 2;

/** The default name of the file. */
export const CERTIFIED_FILE = 'certified-dependencies.json';

/** The functions that may use a certified package: all, or those at or below construct paths. */
export type Scope = 'all' | readonly string[];

/** The package that an entry is about. */
interface Subject {
  readonly ecosystem: Ecosystem;
  readonly name: string;
  /** The hashes of the archive, as in lock files. */
  readonly integrity?: string;
  /** The hash of its files; see `contentDigest`. */
  readonly content?: string;
}

/** A reviewer's approval of a package. */
export interface CertifiedPackage extends Subject {
  /** The base version, if only the difference to `version` was reviewed. It has to be certified itself. Only with `version`. */
  readonly from?: string;
  /** The version that is approved, together with `content` or, if its files can't be determined, `integrity`. Either this or `range`. */
  readonly version?: string;
  /** The versions that are accepted, as a range of npm or a specifier of PEP 440. */
  readonly range?: string;
  /** The criterion that the package meets. */
  readonly criteria: string;
  /** The conditions that the package met, if it was approved in bulk without a review. Never with the criterion `reviewed`. */
  readonly bulk?: string;
  readonly approvedBy: string;
  /** The day of the review, as `YYYY-MM-DD`. */
  readonly approvedOn: string;
  /** The last day on which it is valid, as `YYYY-MM-DD`. */
  readonly expires: string;
  readonly reason: string;
  readonly scope: Scope;
}

/** A package that may ship without certification, because it shipped already when the file was created. */
export interface Exemption extends Subject {
  readonly version: string;
  /** The day of the exemption, as `YYYY-MM-DD`. */
  readonly since: string;
  readonly reason: string;
}

/** Another file whose entries count in this one. */
export interface Import {
  /** Its path, relative to this file, or the path of a file in an installed package, such as `@acme/certified/certified-dependencies.json`. */
  readonly from: string;
  /** The hash of its text, in the format of Subresource Integrity. */
  readonly hash: string;
  /** Maps criteria of the other file to criteria of this one. The built-in criteria need no mapping. */
  readonly criteria?: { readonly [theirs: string]: string };
}

/** A reviewer's decision that an advisory does not apply here. */
export interface IgnoredAdvisory {
  /** The id of the advisory, or one of its aliases. */
  readonly id: string;
  /** The package for which it is ignored; all packages if undefined. */
  readonly package?: string;
  readonly reason: string;
  readonly approvedBy: string;
  /** The last day on which the decision is valid, as `YYYY-MM-DD`. */
  readonly expires: string;
}

/** The content of a `certified-dependencies.json`. */
export interface CertifiedFile {
  /** The location of its JSON Schema, for editors. */
  readonly $schema?: string;
  /** The criterion that a package has to meet to ship. */
  readonly requires: string;
  readonly criteria: Criteria;
  readonly imports: readonly Import[];
  readonly packages: readonly CertifiedPackage[];
  readonly exemptions: readonly Exemption[];
  readonly ignoredAdvisories: readonly IgnoredAdvisory[];
}

/** A file that certifies nothing. */
export const EMPTY_FILE: CertifiedFile = {
  requires: DEFAULT_REQUIREMENT,
  criteria: {},
  imports: [],
  packages: [],
  exemptions: [],
  ignoredAdvisories: [],
};

/**
 * Returns the text of a file. Entries are sorted, so that a diff of the text shows only the entries that changed.
 */
export function certifiedFileText({ $schema, requires, criteria, imports, packages, exemptions, ignoredAdvisories }: CertifiedFile): string {
  const document = {
    ...($schema !== undefined && { $schema }),
    version: FILE_VERSION,
    ...(requires !== DEFAULT_REQUIREMENT && { requires }),
    ...(Object.keys(criteria).length > 0 && { criteria }),
    ...(imports.length > 0 && { imports: sorted(imports.map(importDocument)) }),
    packages: sorted(packages.map(packageDocument)),
    ...(exemptions.length > 0 && { exemptions: sorted(exemptions.map(exemptionDocument)) }),
    ...(ignoredAdvisories.length > 0 && { ignoredAdvisories: sorted(ignoredAdvisories.map(advisoryDocument)) }),
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}

/** Returns the key that identifies the entry of a package. Two entries with the same key would be duplicates or contradict each other. */
export function entryKey({ ecosystem, name, version, range, from, scope }: CertifiedPackage): string {
  return JSON.stringify([ecosystem, name, version ?? null, range ?? null, from ?? null, sortedScope(scope)]);
}

/** Does the same as {@link entryKey} for exemptions. */
export function exemptionKey({ ecosystem, name, version }: Exemption): string {
  return JSON.stringify([ecosystem, name, version]);
}

function packageDocument(entry: CertifiedPackage): object {
  const { ecosystem, name, version, range, from, integrity, content, criteria, bulk, approvedBy, approvedOn, expires, reason, scope } = entry;
  const review = { criteria, bulk, approvedBy, approvedOn, expires, reason, scope: sortedScope(scope) };
  return { ecosystem, name, version, range, from, integrity, content, ...review };
}

function exemptionDocument({ ecosystem, name, version, integrity, content, since, reason }: Exemption): object {
  return { ecosystem, name, version, integrity, content, since, reason };
}

function importDocument({ from, hash, criteria }: Import): object {
  return { from, hash, criteria };
}

function advisoryDocument({ id, package: name, reason, approvedBy, expires }: IgnoredAdvisory): object {
  return { id, package: name, reason, approvedBy, expires };
}

function sortedScope(scope: Scope): Scope {
  return scope === 'all' ? scope : [...scope].sort();
}

/** Sorts documents by the text of their values. The first values identify the entry, and the order is the same on every machine. */
function sorted(documents: readonly object[]): object[] {
  return documents
    .map((document) => ({ document, text: JSON.stringify(Object.values(document)) }))
    .sort((a, b) => (a.text < b.text ? -1 : a.text > b.text ? 1 : 0))
    .map(({ document }) => document);
}
