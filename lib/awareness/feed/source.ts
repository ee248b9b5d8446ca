import type { Bulletin } from './bulletin';
import type { Drift } from './drift';
import type { Http, Validators } from './http';
import type { UsedSoftware } from './used-software';
import type { Severity } from '../../dependencies/advisories/severity';

/** Up to where a source was read. */
export interface Cursor {
  /** Whether it was read before: what is there at first is no news. */
  readonly seeded: boolean;
  /** When it was last read, in milliseconds since 1970, by our clock. */
  readonly readAt?: number;
  /** Up to when, by our clock, what it has is known; for sources that are asked for changes. */
  readonly since?: number;
  readonly validators?: Validators;
  /** Of the workload that it was read for: another one has to be compared with all that is there. */
  readonly workload?: string;
  /** Not to be asked before. */
  readonly postponedUntil?: number;
}

/** What is remembered of a bulletin. */
export interface KnownBulletin {
  readonly facts: string;
  readonly modified?: number;
  readonly severity?: Severity;
  readonly exploited: boolean;
  /** Digests of what it affects. */
  readonly reach: readonly string[];
}

/** All that a source needs for being read. */
export interface Session {
  readonly http: Http;
  readonly cursor: Cursor;
  readonly now: number;
  readonly workload: UsedSoftware;
  readonly drift: Drift;
  /** The key or token of the source, where there is one. */
  readonly secret?: string;
  /** What is remembered of bulletins of this source. */
  known(ids: readonly string[]): Promise<ReadonlyMap<string, KnownBulletin>>;
  pause(milliseconds: number): Promise<void>;
}

/** What a reading gives. */
export interface Reading {
  readonly bulletins: readonly Bulletin[];
  /** How far it came. */
  readonly next: Pick<Cursor, 'since' | 'validators'>;
}

/** A source of bulletins. */
export interface Source {
  readonly id: string;
  /** As people know it. */
  readonly title: string;
  /** Hosts that it is read from, with a port where that is not 443. */
  readonly hosts: readonly string[];
  /** @throws SourceFailed */
  read(session: Session): Promise<Reading>;
}
