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

/** What the feed needs of the world around it. */
export interface Ports {
  readonly store: Store;
  readonly publisher: Publisher;
  readonly transport: Transport;
  readonly workload: UsedSoftware;
  readonly thresholds: Thresholds;
  /** Whether scores of EPSS are asked for. */
  readonly epss: boolean;
  /** In milliseconds since 1970. */
  readonly clock: () => number;
  readonly pause: (milliseconds: number) => Promise<void>;
  /** In milliseconds, for what is still to be done. */
  readonly remaining: () => number;
}

/** What came of reading a source. */
export interface Outcome {
  readonly source: string;
  readonly status: 'read' | 'postponed' | 'failed';
  /** Bulletins that came, and of those the ones that are sent at once and that the digest has. */
  readonly items: number;
  readonly told: number;
  readonly digested: number;
  /** Where documents are not as their formats promise. */
  readonly drift: number;
  readonly problems: readonly string[];
  /** Why it could not be read. */
  readonly error?: SourceFailed;
  /** When it was last read, in milliseconds since 1970. */
  readonly readAt?: number;
}

/** A bulletin with what is to be kept of it. */
type Considered = Omit<Entry, 'notification'> & { readonly bulletin: Bulletin; readonly notification?: BulletinNotification };

/** What is remembered of bulletins, and of the same things elsewhere. */
interface Remembered {
  readonly known: ReadonlyMap<string, KnownBulletin>;
  readonly aliases: Map<string, AliasRecord>;
  readonly exploited: ReadonlySet<string>;
}

/** The reading that bulletins come from. */
interface Occasion {
  readonly source: Source;
  readonly seeded: boolean;
  readonly now: number;
}

/** Bulletins that are dealt with at once. */
const CHUNK = 500;

/** Weeks without a digest that are made up for. */
const MOST_WEEKS = 8;

/**
 * Reads sources, sends what is relevant, and keeps the rest for the digest.
 *
 * Whatever is told is kept first, together with the fact that it is known: a crash loses nothing. A crash between telling and
 * keeping that it was told repeats the one message that was on its way.
 */
export class Feed {
  private readonly relevances: Relevances;

  constructor(private readonly ports: Ports) {
    this.relevances = new Relevances(ports.workload);
  }

  /**
   * Reads a source, and keeps what is news. What the source does wrong is part of the outcome.
   *
   * @param secret its key or token
   */
  public async read(source: Source, secret?: string): Promise<Outcome> {
    const { store, clock, workload } = this.ports;
    const now = clock();
    const cursor = (await store.cursor(source.id)) ?? { seeded: false };
    const nothing = { source: source.id, items: 0, told: 0, digested: 0, readAt: cursor.readAt };
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
    const counts = { told: 0, digested: 0 };
    for (let first = 0; first < bulletins.length; first += CHUNK) {
      const entries = await this.news(source, bulletins.slice(first, first + CHUNK), cursor.seeded, now, drift);
      await store.record(source.id, entries);
      for (const { notification, digest } of entries) {
        if (notification) counts.told += 1;
        if (digest) counts.digested += 1;
      }
    }
    await store.saveCursor(source.id, { ...reading.next, seeded: true, readAt: now, workload: workload.digest });
    return { source: source.id, status: 'read', items: bulletins.length, ...counts, drift: drift.count, problems: drift.problems, readAt: now };
  }

  /** Sends what is kept for that; see `deliver`. */
  public deliver(): Promise<{ readonly told: number; readonly left: number }> {
    return deliver(this.ports);
  }

  /** Keeps the digests of past weeks, to be sent. */
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
      // What is there already was not compared with this workload.
      cursor: cursor.workload === workload.digest ? cursor : { ...cursor, validators: undefined },
      now,
      workload,
      drift,
      secret,
      known: (ids) => store.known(source.id, ids),
      pause,
    });
  }

  /** What is to be kept of bulletins; those that are known as they are need nothing. */
  private async news(source: Source, bulletins: readonly Bulletin[], seeded: boolean, now: number, drift: Drift): Promise<Entry[]> {
    const { store } = this.ports;
    const shared = [...new Set(bulletins.flatMap(sharedIds))];
    const before: Remembered = {
      known: await store.known(source.id, bulletins.flatMap((bulletin) => [bulletin.id, ...textIds(bulletin)])),
      aliases: new Map(await store.aliases(shared)),
      exploited: source.id === KEV ? new Set() : new Set((await store.known(KEV, shared.filter((id) => id.startsWith('CVE-')))).keys()),
    };
    // By id, so that of several names for the same thing the one that says most comes first: GHSA before PYSEC.
    const sorted = [...bulletins].sort((a, b) => (a.id < b.id ? -1 : 1));
    const entries = sorted.flatMap((bulletin) => this.consider(bulletin, before, { source, seeded, now }) ?? []);
    const byText = entries.flatMap(({ bulletin, known }) => textIds(bulletin).map((id) => ({ bulletin, id, known })));
    return this.withScores([...entries, ...byText], drift);
  }

  private consider(bulletin: Bulletin, { known, aliases, exploited }: Remembered, { source, seeded, now }: Occasion): Considered | undefined {
    const { id, facts, severity } = bulletin;
    const before = [id, ...textIds(bulletin)].map((one) => known.get(one)).find((one) => one !== undefined);
    // What claims to be from the future would overtake all that comes later.
    const modified = (bulletin.modified ?? 0) > now ? before?.modified ?? now : bulletin.modified;
    // A copy that was overtaken.
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
    const earlier = ids.flatMap((shared) => otherOf(shared) ?? []).filter((record) => record.told);
    const counts = passes(bulletin, relevance, this.ports.thresholds);
    const old = !before && affected.length === 0 && isOld(bulletin, now);
    const said: Said = { bulletin, affected: own, reach, exploited: isExploited };
    const told = seeded && counts && !old && !isCovered(said, otherOf);
    // What is there at first is known to the world; what of it affects a function is not silenced for good.
    const digested = seeded ? (old ? relevance.services.length > 0 : !counts) : own.length > 0;
    const alias = told || (own.length > 0 && earlier.length === 0) ? aliasOf(source, { ...said, affected }, records, told) : undefined;
    for (const shared of alias?.ids ?? []) aliases.set(shared, alias!.record);
    const shown = change === 'new' && earlier.length > 0 ? updateOf(said, earlier) : change;
    return {
      ...entry,
      alias,
      notification: told ? notificationOf(bulletin, source.title, relevance, shown, reach) : undefined,
      digest: digested ? { week: weekOf(now), entry: digestEntryOf(bulletin, relevance) } : undefined,
    };
  }

  /** What a bulletin affects by itself, and by what other sources said of the same. */
  private withOthers(own: readonly Affected[], records: readonly AliasRecord[]): Affected[] {
    const found = new Map(own.map((affected) => [idOf(affected), affected]));
    for (const said of records.flatMap(({ affected }) => affected)) {
      if (found.has(idOf(said))) continue;
      const used = this.ports.workload.versionsOf(keyOf(said.ecosystem, said.name)).find(({ version }) => version === said.version);
      if (used) found.set(idOf(said), this.ports.workload.affectedBy(used, said.fixedIn));
    }
    return [...found.values()];
  }

  /** Adds EPSS scores to notifications. Without them they are sent all the same. */
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

/** Whether there is nothing to be kept. */
function isSame(before: KnownBulletin, known: KnownBulletin): boolean {
  return before.modified === known.modified && before.facts === known.facts && before.reach.length === known.reach.length;
}
