import type { Announced } from './event';
import type { DigestEntry, Notification } from './notification';
import type { Cursor, KnownBulletin } from './source';
import type { Affected } from './used-software';
import type { Severity } from '../../dependencies/advisories/severity';

/** Stored data on an id that several sources use, such as a CVE id. */
export interface AliasRecord {
  /** The source of the bulletin. */
  readonly source: string;
  /** The id in that source. */
  readonly id: string;
  /** The affected packages. Their functions are determined from the workload. */
  readonly affected: readonly Omit<Affected, 'functions'>[];
  readonly reach: readonly string[];
  /** The highest severity in notifications. */
  readonly severity?: Severity;
  /** Whether a notification was sent, and whether it reported exploitation. */
  readonly notified: boolean;
  readonly exploited: boolean;
}

/** The data to store for a bulletin, all in one step. */
export interface Entry {
  readonly id: string;
  readonly known: KnownBulletin;
  /** The pending notification. */
  readonly notification?: Announced;
  /** The entry for the digest of a week. */
  readonly digest?: { readonly week: string; readonly entry: DigestEntry };
  readonly alias?: { readonly ids: readonly string[]; readonly record: AliasRecord };
}

/**
 * A message in the store.
 *
 * - `pending`: stored, not sent yet
 * - `bundled`: like `pending`, and selected for a message on several bulletins
 * - `published`: people were notified, machines not yet
 *
 * Sent messages are removed.
 */
export interface Outgoing {
  readonly key: string;
  readonly state: 'pending' | 'bundled' | 'published';
  readonly notification: Announced;
}

/** The store that persists between readings. */
export interface Store {
  cursor(source: string): Promise<Cursor | undefined>;
  saveCursor(source: string, cursor: Cursor): Promise<void>;
  known(source: string, ids: readonly string[]): Promise<ReadonlyMap<string, KnownBulletin>>;
  aliases(ids: readonly string[]): Promise<ReadonlyMap<string, AliasRecord>>;
  /** Stores entries, in any order. The message of an entry and its known bulletin are stored in one step. */
  record(source: string, entries: readonly Entry[]): Promise<void>;
  /** Messages that are not sent yet. */
  outgoing(): Promise<readonly Outgoing[]>;
  mark(key: string, state: 'bundled' | 'published'): Promise<void>;
  sent(key: string): Promise<void>;
  digestEntries(week: string): Promise<readonly DigestEntry[]>;
  /** The last week whose digest is pending or sent. */
  closedWeek(): Promise<string | undefined>;
  /** Stores the digest of a week as pending, in one step with the week. */
  closeWeek(week: string, notification: Announced): Promise<void>;
}

/** Sends notifications to people and machines. */
export interface Publisher {
  /** Notifies people; each call sends one message. */
  publish(notification: Notification): Promise<void>;
  /** Notifies machines; events may be repeated. */
  announce(notification: Announced): Promise<void>;
}
