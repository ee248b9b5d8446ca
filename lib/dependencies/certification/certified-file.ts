import { Criteria, DEFAULT_REQUIREMENT } from './criteria';
import type { Ecosystem } from '../inventory/shipped-package';

/** The version of the format. */
export const FILE_VERSION = 2;

/** The name that the file has where no one gives it another. */
export const CERTIFIED_FILE = 'certified-dependencies.json';

/** What a certified package may be used by: all functions, or those at or below construct paths. */
export type Scope = 'all' | readonly string[];

/** What an entry is about. */
interface Subject {
  readonly ecosystem: Ecosystem;
  readonly name: string;
  /** Hashes of the archive, as lock files have them. */
  readonly integrity?: string;
  /** The hash over its files: `contentDigest`. */
  readonly content?: string;
}

/** Someone's word on a package. */
export interface CertifiedPackage extends Subject {
  /** The version that the difference to `version` was reviewed from; it has to be certified itself. Only with `version`. */
  readonly from?: string;
  /** The one version that it is about, with `content` or, where files can't be determined, `integrity`. Either this or `range`. */
  readonly version?: string;
  /** The versions that are accepted, as npm or PEP 440 write them. */
  readonly range?: string;
  /** What it meets: a criterion. */
  readonly criteria: string;
  /** There where no one looked at it: the conditions that it met. Never with `reviewed`. */
  readonly bulk?: string;
  readonly approvedBy: string;
  /** The day of the review, as `YYYY-MM-DD`. */
  readonly approvedOn: string;
  /** The last day on which it holds, as `YYYY-MM-DD`. */
  readonly expires: string;
  readonly reason: string;
  readonly scope: Scope;
}

/** A package that ships though no one has certified it, as it did when the file was begun. */
export interface Exemption extends Subject {
  readonly version: string;
  /** The day on which it was exempted, as `YYYY-MM-DD`. */
  readonly since: string;
  readonly reason: string;
}

/** Another file, whose word counts here. */
export interface Import {
  /** Its path, relative to this file, or a file of an installed package: `@acme/certified/certified-dependencies.json`. */
  readonly from: string;
  /** The hash of its text, in the form of Subresource Integrity. */
  readonly hash: string;
  /** Criteria of this file by those of the other one, besides those that every file has. */
  readonly criteria?: { readonly [theirs: string]: string };
}

/** Someone's word that an advisory does not matter here. */
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
  /** The criterion that packages have to meet to ship. */
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
 * The text of a file: sorted, so that one change of meaning is one change of the text, and each review shows what it adds.
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

/** What tells the entries of packages apart: two with the same would contradict each other, or say the same. */
export function entryKey({ ecosystem, name, version, range, from, scope }: CertifiedPackage): string {
  return JSON.stringify([ecosystem, name, version ?? null, range ?? null, from ?? null, sortedScope(scope)]);
}

/** As {@link entryKey}, of exemptions. */
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

/** By their text, whose first keys are what tells entries apart; the same on every machine. */
function sorted(documents: readonly object[]): object[] {
  return documents
    .map((document) => ({ document, text: JSON.stringify(Object.values(document)) }))
    .sort((a, b) => (a.text < b.text ? -1 : a.text > b.text ? 1 : 0))
    .map(({ document }) => document);
}
