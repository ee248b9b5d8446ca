import * as pep440 from '@renovatebot/pep440';
import * as semver from 'semver';
import { isObject } from '../../json/json-object';
import type { Ecosystem } from '../inventory/shipped-package';

/** A list. Some databases write null for an empty one. */
type OsvList<T> = readonly T[] | null;

/**
 * An advisory in the Open Source Vulnerability (OSV) format: the fields that this library reads.
 *
 * @see https://ossf.github.io/osv-schema/
 */
export interface OsvRecord {
  readonly id: string;
  /** RFC 3339. */
  readonly modified: string;
  /** RFC 3339; present if the advisory was withdrawn. */
  readonly withdrawn?: string | null;
  readonly aliases?: OsvList<string>;
  readonly summary?: string | null;
  readonly severity?: OsvList<OsvSeverity>;
  readonly affected?: OsvList<OsvAffected>;
  readonly database_specific?: { readonly 'severity'?: unknown; readonly 'cwe_ids'?: unknown; readonly 'malicious-packages-origins'?: unknown };
}

export interface OsvSeverity {
  readonly type: string;
  readonly score: string;
}

export interface OsvAffected {
  readonly package?: { readonly ecosystem: string; readonly name: string };
  readonly severity?: OsvList<OsvSeverity>;
  readonly ranges?: OsvList<OsvRange>;
  readonly versions?: OsvList<string>;
}

export interface OsvRange {
  readonly type: string;
  readonly events: readonly OsvEvent[];
}

const EVENTS = ['introduced', 'fixed', 'last_affected', 'limit'] as const;

export type OsvEvent = { readonly [kind in (typeof EVENTS)[number]]?: string };

/** The ecosystems, by their names in OSV. */
const ECOSYSTEMS: { readonly [name: string]: Ecosystem } = { npm: 'npm', PyPI: 'pypi' };

/** The order of events at one version. A version that is both fixed and introduced is affected; the last affected version is affected, too. */
const ORDER = ['fixed', 'introduced', 'last_affected'] as const;

/** Returns an ecosystem by its name in OSV; undefined for ecosystems that this library does not support. */
export function ecosystemOf(name: string): Ecosystem | undefined {
  const [base] = name.split(':');
  return Object.hasOwn(ECOSYSTEMS, base) ? ECOSYSTEMS[base] : undefined;
}

/** Returns the URL at which the advisories of an ecosystem are published. */
export function archiveOf(ecosystem: Ecosystem): string {
  const [name] = Object.entries(ECOSYSTEMS).find(([, known]) => known === ecosystem)!;
  return `https://storage.googleapis.com/osv-vulnerabilities/${name}/all.zip`;
}

/** Returns the key under which advisories are indexed and packages are looked up; undefined for ecosystems that this library does not support. */
export function packageKey({ ecosystem, name }: { readonly ecosystem: string; readonly name: string }): string | undefined {
  const known = ecosystemOf(ecosystem);
  return known && keyOf(known, name);
}

/**
 * Does the same as {@link packageKey} for ecosystems by the names of this library. To PyPI, names that differ only in case and punctuation are the
 * same (PEP 503).
 */
export function keyOf(ecosystem: Ecosystem, name: string): string {
  return `${ecosystem}:${ecosystem === 'pypi' ? name.toLowerCase().replace(/[-_.]+/g, '-') : name}`;
}

/**
 * Checks whether a version is affected, by the algorithm of the specification.
 *
 * A version or a bound that can't be compared counts as affected: an unknown result must not pass. A local version of PyPI, such as `2.0.0+cpu`, is
 * affected if its release is: advisories list releases.
 *
 * @see https://ossf.github.io/osv-schema/#evaluation
 * @see https://peps.python.org/pep-0440/#local-version-identifiers
 */
export function isAffected(ecosystem: Ecosystem, built: string, { versions, ranges }: Pick<OsvAffected, 'versions' | 'ranges'>): boolean {
  const { compare, isVersion, releaseOf } = ORDERS[ecosystem];
  const version = releaseOf(built);
  const isSame = (listed: string): boolean => listed === version || (isVersion(listed) && isVersion(version) && compare(listed, version) === 0);
  if (versions?.some((listed) => listed === built || isSame(listed))) return true;
  const comparable = (ranges ?? []).filter(({ type }) => type !== 'GIT');
  if (comparable.length === 0) return false;
  if (!isVersion(version)) return true;
  return comparable.some((range) => isInRange(version, range, ORDERS[ecosystem]));
}

/** Returns the lowest version above the given one that has a fix; undefined if there is none. */
export function fixedIn(ecosystem: Ecosystem, version: string, { ranges }: Pick<OsvAffected, 'ranges'>): string | undefined {
  const { compare, isVersion } = ORDERS[ecosystem];
  if (!isVersion(version)) return undefined;
  const fixes = (ranges ?? []).flatMap(({ type, events }) => (type === 'GIT' ? [] : events.flatMap(({ fixed }) => (fixed === undefined ? [] : [fixed]))));
  return fixes.filter((fixed) => isVersion(fixed) && compare(fixed, version) > 0).sort(compare)[0];
}

/** The order of the versions of an ecosystem. */
interface Order {
  compare(a: string, b: string): number;
  isVersion(version: string): boolean;
  /** The version without its local part. */
  releaseOf(version: string): string;
}

const ORDERS: { readonly [ecosystem in Ecosystem]: Order } = {
  // The comparison of semantic versions ignores build metadata.
  npm: {
    compare: (a, b) => semver.compare(a, b, true),
    isVersion: (version) => semver.valid(version, true) !== null,
    releaseOf: (version) => version,
  },
  pypi: {
    compare: (a, b) => pep440.compare(a, b),
    isVersion: (version) => pep440.valid(version) !== null,
    releaseOf: (version) => version.replace(/\+.*$/, ''),
  },
};

function isInRange(version: string, { events }: OsvRange, { compare, isVersion }: Order): boolean {
  // '0' sorts before any other version, and a limit of '*' after. The comparison libraries know neither.
  const isBound = (kind: keyof OsvEvent, bound: string): boolean => bound === '0' || (kind === 'limit' && bound === '*') || isVersion(bound);
  if (!events.every((event) => EVENTS.every((kind) => event[kind] === undefined || isBound(kind, event[kind])))) return true;
  const at = (a: string, b: string) => (a === b ? 0 : a === '0' ? -1 : b === '0' ? 1 : compare(a, b));
  const limits = events.flatMap(({ limit }) => (limit === undefined ? [] : [limit]));
  if (limits.length > 0 && !limits.some((limit) => limit === '*' || at(version, limit) < 0)) return false;
  const changes = events.flatMap((event) => ORDER.flatMap((kind) => (event[kind] === undefined ? [] : [{ kind, bound: event[kind]! }])));
  changes.sort((a, b) => at(a.bound, b.bound) || ORDER.indexOf(a.kind) - ORDER.indexOf(b.kind));
  let affected = false;
  for (const { kind, bound } of changes) {
    const above = bound === '0' ? 1 : compare(version, bound);
    if (kind === 'introduced' && above >= 0) affected = true;
    else if (kind === 'fixed' && above >= 0) affected = false;
    else if (kind === 'last_affected' && above > 0) affected = false;
  }
  return affected;
}

/** Converts an RFC 3339 time to milliseconds since 1970. A leap second counts as the second before: `Date` does not support leap seconds. */
export function timeOf(text: string): number {
  return Date.parse(text.replace(/^(\d{4}-\d\d-\d\dT\d\d:\d\d):60/i, '$1:59'));
}

/** Returns what is wrong with a record; undefined if all fields that this library reads have the right type. */
export function recordProblem(record: unknown): string | undefined {
  if (!isObject(record)) return 'it is not an object';
  if (typeof record.id !== 'string' || record.id === '') return 'it has no id';
  if (typeof record.modified !== 'string' || Number.isNaN(timeOf(record.modified))) return 'modified is not a time';
  const { affected, severity, aliases } = record;
  if (!isAbsentOrList(affected, (entry) => isObject(entry) && isAffectedEntry(entry))) return 'affected does not match the format';
  if (!isAbsentOrList(severity, isSeverity)) return 'severity does not match the format';
  if (!isAbsentOrList(aliases, isText)) return 'aliases is not a list of ids';
  if (typeof (record.summary ?? '') !== 'string') return 'summary is not a string';
  return undefined;
}

function isAffectedEntry({ package: named, ranges, versions, severity }: { readonly [key: string]: unknown }): boolean {
  return (
    (named === undefined || (isObject(named) && isText(named.ecosystem) && isText(named.name))) &&
    isAbsentOrList(versions, isText) &&
    isAbsentOrList(severity, isSeverity) &&
    isAbsentOrList(ranges, (range) => isObject(range) && isText(range.type) && Array.isArray(range.events) && range.events.every(isEvent))
  );
}

function isEvent(event: unknown): boolean {
  return isObject(event) && EVENTS.every((kind) => event[kind] === undefined || isText(event[kind]));
}

function isSeverity(severity: unknown): boolean {
  return isObject(severity) && isText(severity.type) && isText(severity.score);
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

function isAbsentOrList(value: unknown, test: (entry: unknown) => boolean): boolean {
  return value === undefined || value === null || (Array.isArray(value) && value.every(test));
}
