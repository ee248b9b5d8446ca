import { Bulletin, latestOfEach, textIds } from './bulletin';
import { deliver } from './delivery';
import { digestNotification } from './digest';
import { Drift } from './drift';
import { EPSS_HOST, epssOf } from './epss';
import { Postponed, SourceFailed } from './errors';
import { Http } from './http';
import { aliasOf, changeOf, cvesOf, idOf, isCovered, isOld, Said, sharedIds, updateOf } from './news';
import { BulletinNotification, digestEntryOf, isoOf, notificationOf } from './notification';
import { passes, Relevances, Thresholds } from './relevance';
import type { Cursor, KnownBulletin, Reading, Source } from './source';
import { KEV } from './sources/kev-source';
import type { AliasRecord, Entry, Publisher, Store } from './store';
import type { Transport } from './transport';
import { Affected, reachOf, UsedSoftware } from './used-software';
import { weekOf, weeksToClose } from './week';
import { keyOf } from '../../dependencies/advisories/osv-record';

/** The environment of the feed. */
export interface Ports {
  readonly store: Store;
  readonly publisher: Publisher;
  readonly transport: Transport;
  readonly workload: UsedSoftware;
  readonly thresholds: Thresholds;
  /** Whether EPSS scores are requested. */
  readonly epss: boolean;
  /** The current time, in milliseconds since 1970. */
  readonly clock: () => number;
  readonly pause: (milliseconds: number) => Promise<void>;
  /** Remaining time, in milliseconds. */
  readonly remaining: () => number;
}

/** The result of reading a source. */
export interface Outcome {
  readonly source: string;
  readonly status: 'read' | 'postponed' | 'failed';
  /** Numbers of bulletins: received, sent immediately, and added to the digest. */
  readonly items: number;
  readonly notified: number;
  readonly digested: number;
  /** Deviations of documents from their formats. */
  readonly drift: number;
  readonly problems: readonly string[];
  /** Reason why it could not be read. */
  readonly error?: SourceFailed;
  /** Time of the last reading, in milliseconds since 1970. */
  readonly readAt?: number;
}

/** A bulletin with the entry to store for it. */
type Considered = Omit<Entry, 'notification'> & { readonly bulletin: Bulletin; readonly notification?: BulletinNotification };

/** Stored data on bulletins, and on the same vulnerabilities in other sources. */
interface Remembered {
  readonly known: ReadonlyMap<string, KnownBulletin>;
  readonly aliases: Map<string, AliasRecord>;
  readonly exploited: ReadonlySet<string>;
}

/** The reading that the bulletins come from. */
interface Occasion {
  readonly source: Source;
  readonly seeded: boolean;
  readonly now: number;
}

/** Number of bulletins that are processed together. */
const CHUNK = 500;

/** Maximum number of missed weekly digests that are sent later. */
const MOST_WEEKS = 8;

/**
 * Reads sources, sends relevant bulletins, and stores the others for the digest.
 *
 * A notification is stored before it is sent, in the same step that marks the bulletin as known, so a crash loses nothing. A crash between sending a
 * message and recording that it was sent repeats this message.
 */
export class Feed {
  private readonly relevances: Relevances;

  constructor(private readonly ports: Ports) {
    this.relevances = new Relevances(ports.workload);
  }

  /**
   * Reads a source, and stores new bulletins. Failures of the source are part of the result.
   *
   * @param secret its key or token
   */
  public async read(source: Source, secret?: string): Promise<Outcome> {
    const { store, clock, workload } = this.ports;
    const now = clock();
    const cursor = (await store.cursor(source.id)) ?? { seeded: false };
    const nothing = { source: source.id, items: 0, notified: 0, digested: 0, readAt: cursor.readAt };
    if ((cursor.postponedUntil ?? 0) > now) return { ...nothing, status: 'postponed', drift: 0, problems: [] };
    const drift = new Drift();
    let reading: Reading;
    try {
      reading = await this.ask(source, cursor, now, drift, secret);
    } catch (e) {
      if (!(e instanceof SourceFailed)) throw e;
      if (e instanceof Postponed) await store.saveCursor(source.id, { ...cursor, postponedUntil: e.until });
      return { ...nothing, status: e instanceof Postponed ? 'postponed' : 'failed', drift: drift.count, problems: drift.problems, error: e };
    }
    const bulletins = latestOfEach(reading.bulletins);
    const counts = { notified: 0, digested: 0 };
    for (let first = 0; first < bulletins.length; first += CHUNK) {
      const entries = await this.news(source, bulletins.slice(first, first + CHUNK), cursor.seeded, now, drift);
      await store.record(source.id, entries);
      for (const { notification, digest } of entries) {
        if (notification) counts.notified += 1;
        if (digest) counts.digested += 1;
      }
    }
    await store.saveCursor(source.id, { ...reading.next, seeded: true, readAt: now, workload: workload.digest });
    return { source: source.id, status: 'read', items: bulletins.length, ...counts, drift: drift.count, problems: drift.problems, readAt: now };
  }

  /** Sends pending notifications; see `deliver`. */
  public deliver(): Promise<{ readonly notified: number; readonly left: number }> {
    return deliver(this.ports);
  }

  /** Stores the digests of past weeks as pending. */
  public async digest(sources: readonly Source[]): Promise<readonly string[]> {
    const { store, clock, workload } = this.ports;
    const weeks = weeksToClose(clock(), await store.closedWeek(), MOST_WEEKS);
    for (const week of weeks) {
      const cursors = await Promise.all(sources.map(({ id }) => store.cursor(id)));
      const states = sources.map(({ id, title }, index) => ({ source: id, title, readAt: isoOf(cursors[index]?.readAt) }));
      await store.closeWeek(week, digestNotification(week, await store.digestEntries(week), states, workload.document.unknown));
    }
    return weeks;
  }

  private ask(source: Source, cursor: Cursor, now: number, drift: Drift, secret: string | undefined): Promise<Reading> {
    const { store, workload, pause, clock } = this.ports;
    return source.read({
      http: new Http(this.ports.transport, source.hosts, clock),
      // Existing bulletins were not matched with this workload yet.
      cursor: cursor.workload === workload.digest ? cursor : { ...cursor, validators: undefined },
      now,
      workload,
      drift,
      secret,
      known: (ids) => store.known(source.id, ids),
      pause,
    });
  }

  /** Returns the entries to store for bulletins. Unchanged bulletins need none. */
  private async news(source: Source, bulletins: readonly Bulletin[], seeded: boolean, now: number, drift: Drift): Promise<Entry[]> {
    const { store } = this.ports;
    const shared = [...new Set(bulletins.flatMap(sharedIds))];
    const before: Remembered = {
      known: await store.known(source.id, bulletins.flatMap((bulletin) => [bulletin.id, ...textIds(bulletin)])),
      aliases: new Map(await store.aliases(shared)),
      exploited: source.id === KEV ? new Set() : new Set((await store.known(KEV, shared.filter((id) => id.startsWith('CVE-')))).keys()),
    };
    // Sorted by id. Of several ids for the same vulnerability, the most informative comes first: GHSA before PYSEC.
    const sorted = [...bulletins].sort((a, b) => (a.id < b.id ? -1 : 1));
    const entries = sorted.flatMap((bulletin) => this.consider(bulletin, before, { source, seeded, now }) ?? []);
    const byText = entries.flatMap(({ bulletin, known }) => textIds(bulletin).map((id) => ({ bulletin, id, known })));
    return this.withScores([...entries, ...byText], drift);
  }

  private consider(bulletin: Bulletin, { known, aliases, exploited }: Remembered, { source, seeded, now }: Occasion): Considered | undefined {
    const { id, facts, severity } = bulletin;
    const before = [id, ...textIds(bulletin)].map((one) => known.get(one)).find((one) => one !== undefined);
    // A modification time in the future would make all later changes look outdated.
    const modified = (bulletin.modified ?? 0) > now ? before?.modified ?? now : bulletin.modified;
    // An outdated copy.
    if (before && (modified ?? 0) < (before.modified ?? 0)) return undefined;
    const own = this.relevances.affected(bulletin);
    const reach = reachOf(own);
    const entry: Considered = { bulletin, id, known: { facts, modified, severity, exploited: bulletin.exploited, reach } };
    const change = changeOf(before, bulletin, reach);
    if (change === undefined) return isSame(before!, entry.known) ? undefined : entry;

    const ids = sharedIds(bulletin);
    const records = ids.flatMap((shared) => aliases.get(shared) ?? []);
    const isExploited = bulletin.exploited || ids.some((shared) => exploited.has(shared));
    const affected = this.withOthers(own, records);
    const relevance = this.relevances.of(bulletin, affected, isExploited);
    const otherOf = (shared: string) => {
      const record = aliases.get(shared);
      return record?.source === source.id && record.id === id ? undefined : record;
    };
    const earlier = ids.flatMap((shared) => otherOf(shared) ?? []).filter((record) => record.notified);
    const counts = passes(bulletin, relevance, this.ports.thresholds);
    const old = !before && affected.length === 0 && isOld(bulletin, now);
    const said: Said = { bulletin, affected: own, reach, exploited: isExploited };
    const notified = seeded && counts && !old && !isCovered(said, otherOf);
    // Bulletins of the first reading are not news, but those that affect a function go into the digest.
    const digested = seeded ? (old ? relevance.services.length > 0 : !counts) : own.length > 0;
    const alias = notified || (own.length > 0 && earlier.length === 0) ? aliasOf(source, { ...said, affected }, records, notified) : undefined;
    for (const shared of alias?.ids ?? []) aliases.set(shared, alias!.record);
    const shown = change === 'new' && earlier.length > 0 ? updateOf(said, earlier) : change;
    return {
      ...entry,
      alias,
      notification: notified ? notificationOf(bulletin, source.title, relevance, shown, reach) : undefined,
      digest: digested ? { week: weekOf(now), entry: digestEntryOf(bulletin, relevance) } : undefined,
    };
  }

  /** Returns the packages that a bulletin affects, according to its own source and to others. */
  private withOthers(own: readonly Affected[], records: readonly AliasRecord[]): Affected[] {
    const found = new Map(own.map((affected) => [idOf(affected), affected]));
    for (const said of records.flatMap(({ affected }) => affected)) {
      if (found.has(idOf(said))) continue;
      const used = this.ports.workload.versionsOf(keyOf(said.ecosystem, said.name)).find(({ version }) => version === said.version);
      if (used) found.set(idOf(said), this.ports.workload.affectedBy(used, said.fixedIn));
    }
    return [...found.values()];
  }

  /** Adds EPSS scores to notifications. A failure does not prevent the notifications. */
  private async withScores(entries: readonly Considered[], drift: Drift): Promise<Entry[]> {
    const scores = this.ports.epss ? await this.scores(entries.filter(({ notification }) => notification), drift) : new Map<string, number>();
    return entries.map(({ bulletin, notification, ...entry }) => {
      const own = sharedIds(bulletin).flatMap((cve) => scores.get(cve) ?? []);
      return { ...entry, notification: notification && own.length > 0 ? { ...notification, epss: Math.max(...own) } : notification };
    });
  }

  private async scores(entries: readonly Considered[], drift: Drift): Promise<Map<string, number>> {
    const cves = [...new Set(entries.flatMap(({ bulletin }) => cvesOf(bulletin)))];
    if (cves.length === 0) return new Map();
    try {
      return await epssOf(cves, new Http(this.ports.transport, [EPSS_HOST], this.ports.clock), drift);
    } catch (e) {
      if (!(e instanceof SourceFailed)) throw e;
      drift.note(`no scores of EPSS: ${e.message}`);
      return new Map();
    }
  }
}

/** Checks whether there is nothing to store. */
function isSame(before: KnownBulletin, known: KnownBulletin): boolean {
  return before.modified === known.modified && before.facts === known.facts && before.reach.length === known.reach.length;
}
