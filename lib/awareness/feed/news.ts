/** Decides whether a bulletin is news, compared with stored data from its own source and from others. */
import type { Bulletin } from './bulletin';
import type { Change } from './notification';
import type { KnownBulletin, Source } from './source';
import type { AliasRecord, Entry } from './store';
import { digestOf } from './text';
import { Affected, reachOf } from './used-software';
import { rank, Severity } from '../../dependencies/advisories/severity';

/** Ids that several sources use. */
const SHARED_ID = /^(?:CVE|GHSA|PYSEC|MAL|OSV|RUSTSEC|GO)-/i;

const CVE = /^CVE-/i;

/** Age, in milliseconds, above which a new record is not news, because databases edit old records. */
const NEWS_AGE = 30 * 86_400_000;

/** A bulletin with data of other sources on the same vulnerability. */
export interface Said {
  readonly bulletin: Bulletin;
  readonly affected: readonly Affected[];
  readonly reach: readonly string[];
  readonly exploited: boolean;
}

/** Returns the ids of a bulletin that other sources use as well. */
export function sharedIds({ id, aliases }: Bulletin): string[] {
  return [id, ...aliases].filter((candidate) => SHARED_ID.test(candidate));
}

/** Returns the CVE ids of a bulletin. */
export function cvesOf(bulletin: Bulletin): string[] {
  return sharedIds(bulletin).filter((id) => CVE.test(id));
}

/** Returns the key of the thread of messages: the first CVE id, or else the source and the id in the source. */
export function threadOf(bulletin: Bulletin): string {
  return cvesOf(bulletin).sort()[0] ?? `${bulletin.source}/${bulletin.id}`;
}

/** Returns why a bulletin is news, compared with stored data from the same source; undefined if it is not. */
export function changeOf(before: KnownBulletin | undefined, bulletin: Bulletin, reach: readonly string[]): Change | undefined {
  if (!before) return 'new';
  if (bulletin.exploited && !before.exploited) return 'exploited';
  if (reach.some((digest) => !before.reach.includes(digest))) return 'affects-more';
  if (before.facts === bulletin.facts) return undefined;
  // For packages that the workload does not ship, only a higher severity is news in a database record.
  if (bulletin.isRecord && reach.length === 0 && rank(bulletin.severity) <= rank(before.severity)) return undefined;
  return 'changed';
}

/** Checks whether it was already old when it was first seen. */
export function isOld({ published, exploitedSince }: Bulletin, now: number): boolean {
  return published !== undefined && Math.max(published, exploitedSince ?? 0) < now - NEWS_AGE;
}

/**
 * Checks whether its content was already sent, under any id and from any source.
 *
 * @param otherOf returns stored data on an id from other bulletins
 */
export function isCovered(said: Said, otherOf: (id: string) => AliasRecord | undefined): boolean {
  const covers = (id: string) => {
    const record = otherOf(id);
    return record !== undefined && saysAsMuch(record, said);
  };
  // An advisory on several CVEs contains more than a notification of one of them.
  const cves = cvesOf(said.bulletin);
  return cves.length > 0 ? cves.every(covers) : sharedIds(said.bulletin).some(covers);
}

function saysAsMuch(record: AliasRecord, { bulletin: { severity }, affected, reach, exploited }: Said): boolean {
  return (
    record.notified &&
    (record.exploited || !exploited) &&
    (severity === undefined || rank(record.severity) >= rank(severity)) &&
    reach.every((digest) => record.reach.includes(digest)) &&
    affected.every((one) => one.fixedIn === undefined || record.affected.some((known) => known.fixedIn !== undefined && idOf(known) === idOf(one)))
  );
}

/** Returns the kind of update to an earlier notification from another source. */
export function updateOf({ exploited, reach }: Said, notified: readonly AliasRecord[]): Change {
  if (exploited && !notified.some((record) => record.exploited)) return 'exploited';
  return reach.some((digest) => !notified.some((record) => record.reach.includes(digest))) ? 'affects-more' : 'changed';
}

/** Returns the stored data on the ids of this bulletin, merged with data from other sources. */
export function aliasOf({ id: source }: Source, said: Said, records: readonly AliasRecord[], notified: boolean): Entry['alias'] {
  const { bulletin, exploited } = said;
  const affected = said.affected.map(({ ecosystem, name, version, fixedIn }) => ({ ecosystem, name, version, fixedIn }));
  const severities = [bulletin.severity, ...records.filter((record) => record.notified).map(({ severity }) => severity)];
  return {
    ids: sharedIds(bulletin),
    record: {
      source, id: bulletin.id, affected, reach: reachOf(said.affected), severity: highest(severities), notified, exploited: notified && exploited,
    },
  };
}

/** Returns the highest of the known severities; undefined if all are unknown. */
function highest(severities: readonly (Severity | undefined)[]): Severity | undefined {
  const known = severities.filter((severity) => severity !== undefined);
  return known.sort((a, b) => rank(b) - rank(a))[0];
}

/** Returns the key of a package in use. */
export function idOf({ ecosystem, name, version }: Pick<Affected, 'ecosystem' | 'name' | 'version'>): string {
  return digestOf([ecosystem, name, version]);
}
