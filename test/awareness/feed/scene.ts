import { MemoryPublisher, MemoryStore, Steps } from './memory-store';
import { DEFAULT_THRESHOLDS, Feed, Ports, Reading, Session, Source, SourceFailed, UsedSoftware, WorkloadDocument } from '../../../lib/awareness/feed';
import { Bulletin, BulletinDraft, bulletinOf } from '../../../lib/awareness/feed/bulletin';

export const NOW = Date.parse('2026-11-25T12:00:00Z');
export const MINUTES = 60_000;
export const DAYS = 86_400_000;

/** An app with two functions: one package is in both, and one is only in the second. */
export const ORDERS: WorkloadDocument = {
  version: 1,
  functions: ['Orders/Create', 'Orders/Process'],
  packages: [
    { ecosystem: 'npm', name: 'left-join', version: '1.4.0', functions: [0, 1] },
    { ecosystem: 'pypi', name: 'example-reports', version: '2.0.1', functions: [1] },
  ],
  services: ['Lambda', 'DynamoDB'],
  technologies: ['PostgreSQL'],
  unknown: ['Orders/Legacy'],
};

/** A source whose content a test sets. */
export class FakeSource implements Source {
  public readonly title: string;
  public readonly hosts = ['example.com'];
  public bulletins: Bulletin[] = [];
  public error?: SourceFailed;
  public problems: string[] = [];
  public sessions: Session[] = [];

  constructor(public readonly id = 'news') {
    this.title = `Source ${id}`;
  }

  /** Adds a bulletin, or replaces the one with the same id. */
  public has(draft: Omit<BulletinDraft, 'source' | 'summary'> & { summary?: string }): this {
    this.bulletins = [...this.bulletins.filter(({ id }) => id !== draft.id), bulletinOf({ summary: '', ...draft, source: this.id })];
    return this;
  }

  public async read(session: Session): Promise<Reading> {
    this.sessions.push(session);
    if (this.error) throw this.error;
    for (const problem of this.problems) session.drift.note(problem);
    return { bulletins: this.bulletins, next: { validators: { etag: '"1"' } } };
  }
}

/** A feed with a store and a publisher in memory. */
export class Scene {
  public now = NOW;
  public workload = new UsedSoftware(ORDERS);
  public thresholds = DEFAULT_THRESHOLDS;
  public remaining = 60_000;
  public readonly steps = new Steps();
  public readonly store = new MemoryStore(this.steps);
  public readonly publisher = new MemoryPublisher(this.steps);

  public get feed(): Feed {
    const ports: Ports = {
      store: this.store,
      publisher: this.publisher,
      transport: () => Promise.reject(new Error('no request is expected')),
      workload: this.workload,
      thresholds: this.thresholds,
      epss: false,
      clock: () => this.now,
      pause: () => Promise.resolve(),
      remaining: () => this.remaining,
    };
    return new Feed(ports);
  }

  /** Runs one invocation: reads a source, and sends pending notifications. Returns the titles. */
  public async run(source: Source): Promise<string[]> {
    const before = this.publisher.published.length;
    const { feed } = this;
    await feed.read(source);
    await feed.deliver();
    return this.publisher.titles.slice(before);
  }

  /** Returns the titles in the digest of a week. */
  public async digested(week = '2026-W48'): Promise<string[]> {
    return (await this.store.digestEntries(week)).map(({ title }) => title);
  }
}
