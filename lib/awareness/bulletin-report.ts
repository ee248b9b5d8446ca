import {
  BulletinNotification, Cursor, DigestEntry, Entry, Feed, internet, KnownBulletin, Reading, Source, SourceFailed, Store, Thresholds, Transport,
  UsedSoftware,
} from './feed';
import { Drift } from './feed/drift';
import { Http } from './feed/http';
import { KEV } from './feed/sources/kev-source';
import type { AliasRecord, Outgoing } from './feed/store';

/** The result of reading one source. */
export interface SourceReport {
  readonly source: string;
  readonly title: string;
  /** Bulletins since the requested time. */
  readonly items: number;
  /** Deviations of its documents from their formats. */
  readonly problems: readonly string[];
  /** Reason why it could not be read. */
  readonly error?: string;
}

/** The bulletins of several sources since a time. */
export interface BulletinReport {
  readonly sources: readonly SourceReport[];
  /** At a threshold or above. */
  readonly above: readonly BulletinNotification[];
  readonly below: readonly DigestEntry[];
}

/** Sources to read, and settings for reading. */
export interface BulletinQuery {
  readonly sources: readonly Source[];
  /** Start of the period, in milliseconds since 1970. */
  readonly since: number;
  readonly now: number;
  readonly workload: UsedSoftware;
  readonly thresholds: Thresholds;
  /** @default - the Internet */
  readonly transport?: Transport;
  /** Keys and tokens, by the id of their source. */
  readonly secrets: { readonly [source: string]: string | undefined };
  /** Called with the source that is being read. */
  readonly progress: (title: string) => void;
  readonly pause: (milliseconds: number) => Promise<void>;
}

/** Sources that report by package come first, since bulletins of other sources are matched with theirs. */
const FIRST = ['ghsa', 'osv'];

/** Reads sources once, with the code of the feed, as if all older bulletins were known. */
export async function bulletinReport(query: BulletinQuery): Promise<BulletinReport> {
  const { sources, now, since, workload, thresholds, transport = internet(), pause } = query;
  const readings = new Map<Source, FirstReading>();
  for (const source of sources) {
    query.progress(source.title);
    readings.set(source, await firstReading(source, query, transport));
  }
  const kev = [...readings].find(([{ id }]) => id === KEV)?.[1].reading?.bulletins ?? [];
  const store = new ReportStore(since, new Set(kev.map(({ id }) => id)));
  const feed = new Feed({
    store,
    publisher: { publish: nothing, announce: nothing },
    transport,
    workload,
    thresholds,
    epss: true,
    clock: () => now,
    pause,
    remaining: () => Infinity,
  });
  const reports = new Map<Source, SourceReport>();
  for (const source of [...sources].sort((a, b) => Number(FIRST.includes(b.id)) - Number(FIRST.includes(a.id)))) {
    const { reading, drift, error } = readings.get(source)!;
    const recent = (reading?.bulletins ?? []).filter(({ modified, published }) => (modified ?? published ?? now) >= since);
    const replayed: Source = { id: source.id, title: source.title, hosts: source.hosts, read: async () => ({ bulletins: recent, next: {} }) };
    store.reading = source.id;
    const { problems } = await feed.read(replayed);
    const { id, title } = source;
    const failure = error === undefined ? {} : { error };
    reports.set(source, { source: id, title, items: recent.length, problems: [...drift.problems, ...problems], ...failure });
  }
  return { sources: sources.map((source) => reports.get(source)!), above: store.above, below: store.below };
}

interface FirstReading {
  readonly reading?: Reading;
  readonly drift: Drift;
  readonly error?: string;
}

async function firstReading(source: Source, { since, now, workload, secrets, pause }: BulletinQuery, transport: Transport): Promise<FirstReading> {
  const drift = new Drift();
  const http = new Http(transport, source.hosts, () => now);
  const known = async (): Promise<ReadonlyMap<string, KnownBulletin>> => new Map();
  try {
    const reading = await source.read({ http, cursor: { seeded: true, since }, now, workload, drift, secret: secrets[source.id], known, pause });
    return { reading, drift };
  } catch (e) {
    if (!(e instanceof SourceFailed)) throw e;
    return { drift, error: e.message };
  }
}

/** The store for a single report: it only knows which CVEs are exploited, and sends nothing. */
class ReportStore implements Store {
  public readonly above: BulletinNotification[] = [];
  public readonly below: DigestEntry[] = [];
  public readonly saveCursor = nothing;
  public readonly mark = nothing;
  public readonly sent = nothing;
  public readonly closeWeek = nothing;
  /** The source that is read as new. */
  public reading = '';
  private readonly aliasRecords = new Map<string, AliasRecord>();

  constructor(
    private readonly since: number,
    private readonly exploited: ReadonlySet<string>,
  ) {}

  public async cursor(): Promise<Cursor> {
    return { seeded: true, since: this.since };
  }

  public async known(source: string, ids: readonly string[]): Promise<ReadonlyMap<string, KnownBulletin>> {
    const listed: KnownBulletin = { facts: '', exploited: true, reach: [] };
    return new Map(source === this.reading ? [] : ids.filter((id) => this.exploited.has(id)).map((id) => [id, listed]));
  }

  public async aliases(ids: readonly string[]): Promise<ReadonlyMap<string, AliasRecord>> {
    return new Map([...this.aliasRecords].filter(([id]) => ids.includes(id)));
  }

  public async record(_source: string, entries: readonly Entry[]): Promise<void> {
    for (const { notification, digest, alias } of entries) {
      if (notification?.kind === 'bulletin') this.above.push(notification);
      if (digest) this.below.push(digest.entry);
      for (const id of alias?.ids ?? []) this.aliasRecords.set(id, alias!.record);
    }
  }

  public async outgoing(): Promise<readonly Outgoing[]> {
    return [];
  }

  public async digestEntries(): Promise<readonly DigestEntry[]> {
    return [];
  }

  public async closedWeek(): Promise<string | undefined> {
    return undefined;
  }
}

async function nothing(): Promise<void> {}
