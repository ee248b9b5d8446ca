import type { Bulletin } from './bulletin';
import type { Drift } from './drift';
import type { Http, Validators } from './http';
import type { UsedSoftware } from './used-software';
import type { Severity } from '../../dependencies/advisories/severity';

/** The progress of reading a source. */
export interface Cursor {
  /** Whether it was read before. Bulletins of the first reading are not news. */
  readonly seeded: boolean;
  /** Time of the last reading by our clock, in milliseconds since 1970. */
  readonly readAt?: number;
  /** Time by our clock until which changes are known, for sources that return changes. */
  readonly since?: number;
  readonly validators?: Validators;
  /** Digest of the workload at the last reading. After a change, all bulletins are matched again. */
  readonly workload?: string;
  /** No requests before this time. */
  readonly postponedUntil?: number;
}

/** Stored data on a bulletin. */
export interface KnownBulletin {
  readonly facts: string;
  readonly modified?: number;
  readonly severity?: Severity;
  readonly exploited: boolean;
  /** Digests of the affected packages. */
  readonly reach: readonly string[];
}

/** The environment of a source. */
export interface Session {
  readonly http: Http;
  readonly cursor: Cursor;
  readonly now: number;
  readonly workload: UsedSoftware;
  readonly drift: Drift;
  /** The key or token of the source, if any. */
  readonly secret?: string;
  /** Stored data on bulletins of this source. */
  known(ids: readonly string[]): Promise<ReadonlyMap<string, KnownBulletin>>;
  pause(milliseconds: number): Promise<void>;
}

/** The result of a reading. */
export interface Reading {
  readonly bulletins: readonly Bulletin[];
  /** The new progress. */
  readonly next: Pick<Cursor, 'since' | 'validators'>;
}

/** A source of bulletins. */
export interface Source {
  readonly id: string;
  /** Display name. */
  readonly title: string;
  /** Hosts of the source, with a port if it is not 443. */
  readonly hosts: readonly string[];
  /** @throws SourceFailed */
  read(session: Session): Promise<Reading>;
}
