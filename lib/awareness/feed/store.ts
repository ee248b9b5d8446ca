import type { Announced } from './event';
import type { DigestEntry, Notification } from './notification';
import type { Cursor, KnownBulletin } from './source';
import type { Affected } from './used-software';
import type { Severity } from '../../dependencies/advisories/severity';

/** What is known of something that has several ids, such as a CVE and the advisories on it. */
export interface AliasRecord {
  /** The source that it is known from. */
  readonly source: string;
  /** Its id there. */
  readonly id: string;
  /** What it affects; which functions is read from the workload. */
  readonly affected: readonly Omit<Affected, 'functions'>[];
  readonly reach: readonly string[];
  /** Of what was notified of it, the highest. */
  readonly severity?: Severity;
  /** Whether a notification was sent, and whether it said that the vulnerability is exploited. */
  readonly told: boolean;
  readonly exploited: boolean;
}

/** All that is kept of a bulletin. Where it is known, all the rest is kept too. */
export interface Entry {
  readonly id: string;
  readonly known: KnownBulletin;
  /** To be sent. */
  readonly notification?: Announced;
  /** For the digest of a week. */
  readonly digest?: { readonly week: string; readonly entry: DigestEntry };
  readonly alias?: { readonly ids: readonly string[]; readonly record: AliasRecord };
}

/**
 * A message to be sent.
 *
 * - `pending`: kept, not sent yet
 * - `bundled`: as `pending`, and chosen for a message on several
 * - `published`: people were notified, machines were not
 *
 * What is sent is no longer there.
 */
export interface Outgoing {
  readonly key: string;
  readonly state: 'pending' | 'bundled' | 'published';
  readonly notification: Announced;
}

/** What is remembered from one reading to the next. */
export interface Store {
  cursor(source: string): Promise<Cursor | undefined>;
  saveCursor(source: string, cursor: Cursor): Promise<void>;
  known(source: string, ids: readonly string[]): Promise<ReadonlyMap<string, KnownBulletin>>;
  aliases(ids: readonly string[]): Promise<ReadonlyMap<string, AliasRecord>>;
  /** Keeps entries, in any order; messages to be sent and known bulletins are kept at once. */
  record(source: string, entries: readonly Entry[]): Promise<void>;
  /** What is not sent yet, with all that was recorded before. */
  outgoing(): Promise<readonly Outgoing[]>;
  mark(key: string, state: 'bundled' | 'published'): Promise<void>;
  sent(key: string): Promise<void>;
  digestEntries(week: string): Promise<readonly DigestEntry[]>;
  /** The last week whose digest is to be sent or was. */
  closedWeek(): Promise<string | undefined>;
  /** Keeps the digest of a week for being sent, at once with the week. */
  closeWeek(week: string, notification: Announced): Promise<void>;
}

/** Notifies people and machines. */
export interface Publisher {
  /** Notifies people, once for each call. */
  publish(notification: Notification): Promise<void>;
  /** Notifies machines, possibly twice. */
  announce(notification: Announced): Promise<void>;
}
