/** What is news of a bulletin: against what is known of it, and against what other sources said of the same. */
import type { Bulletin } from './bulletin';
import type { Change } from './notification';
import type { KnownBulletin, Source } from './source';
import type { AliasRecord, Entry } from './store';
import { digestOf } from './text';
import { Affected, reachOf } from './used-software';
import { rank, Severity } from '../../dependencies/advisories/severity';

/** Ids that several sources have in common. */
const SHARED_ID = /^(?:CVE|GHSA|PYSEC|MAL|OSV|RUSTSEC|GO)-/i;

const CVE = /^CVE-/i;

/** What is that old when it is first seen was news before: databases touch their old records. In milliseconds. */
const NEWS_AGE = 30 * 86_400_000;

/** What a bulletin says, with what other sources said of the same. */
export interface Said {
  readonly bulletin: Bulletin;
  readonly affected: readonly Affected[];
  readonly reach: readonly string[];
  readonly exploited: boolean;
}

/** The ids of a bulletin by which other sources know the same. */
export function sharedIds({ id, aliases }: Bulletin): string[] {
  return [id, ...aliases].filter((candidate) => SHARED_ID.test(candidate));
}

/** Ids of CVEs among those of a bulletin. */
export function cvesOf(bulletin: Bulletin): string[] {
  return sharedIds(bulletin).filter((id) => CVE.test(id));
}

/** What all messages on the same thing have in common: its first CVE, or else the source and the id there. */
export function threadOf(bulletin: Bulletin): string {
  return cvesOf(bulletin).sort()[0] ?? `${bulletin.source}/${bulletin.id}`;
}

/** Whether and why a bulletin is news, by what is known of it from the same source. */
export function changeOf(before: KnownBulletin | undefined, bulletin: Bulletin, reach: readonly string[]): Change | undefined {
  if (!before) return 'new';
  if (bulletin.exploited && !before.exploited) return 'exploited';
  if (reach.some((digest) => !before.reach.includes(digest))) return 'affects-more';
  if (before.facts === bulletin.facts) return undefined;
  // Of what the workload does not ship, a database has no other news than that it is worse.
  if (bulletin.isRecord && reach.length === 0 && rank(bulletin.severity) <= rank(before.severity)) return undefined;
  return 'changed';
}

/** Whether it was news long before it was first seen. */
export function isOld({ published, exploitedSince }: Bulletin, now: number): boolean {
  return published !== undefined && Math.max(published, exploitedSince ?? 0) < now - NEWS_AGE;
}

/**
 * Whether a notification of all of it was sent already, under any name and from any source.
 *
 * @param otherOf what is known of an id from other bulletins than this one
 */
export function isCovered(said: Said, otherOf: (id: string) => AliasRecord | undefined): boolean {
  const covers = (id: string) => {
    const record = otherOf(id);
    return record !== undefined && saysAsMuch(record, said);
  };
  // An advisory on several CVEs says more than what was said of one of them.
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

/** The kind of an update to what was notified before, from another source. */
export function updateOf({ exploited, reach }: Said, notified: readonly AliasRecord[]): Change {
  if (exploited && !notified.some((record) => record.exploited)) return 'exploited';
  return reach.some((digest) => !notified.some((record) => record.reach.includes(digest))) ? 'affects-more' : 'changed';
}

/** What other sources learn from this one, together with what they said themselves. */
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

/** Of those that are known. */
function highest(severities: readonly (Severity | undefined)[]): Severity | undefined {
  const known = severities.filter((severity) => severity !== undefined);
  return known.sort((a, b) => rank(b) - rank(a))[0];
}

/** Distinguishes a package in use from others. */
export function idOf({ ecosystem, name, version }: Pick<Affected, 'ecosystem' | 'name' | 'version'>): string {
  return digestOf([ecosystem, name, version]);
}
