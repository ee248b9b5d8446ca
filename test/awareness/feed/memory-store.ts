import type { AliasRecord, Announced, Cursor, DigestEntry, Entry, KnownBulletin, Notification, Outgoing, Publisher, Store } from '../../../lib/awareness/feed';

/** End of the process in the middle of its work. */
export class Crash extends Error {}

/** Steps of invocations. Each step with an effect can be the last one before a crash, or the first one after. */
export class Steps {
  public taken = 0;
  public crashes = 0;
  /** Steps before which the process crashes. Each step has a number before its effect, and one after. */
  private crashAt: ReadonlySet<number> = new Set();
  private isOver = false;

  /** Begins an invocation that crashes at the first of these steps; its later steps have no effect. */
  public begin(crashes: readonly number[]): void {
    this.crashAt = new Set(crashes.map((step) => this.taken + step));
    this.isOver = false;
  }

  public async step<T>(effect: () => T): Promise<T> {
    this.check();
    const result = effect();
    this.check();
    return result;
  }

  private check(): void {
    if (this.isOver) throw new Crash('it is over');
    this.taken += 1;
    if (!this.crashAt.has(this.taken)) return;
    this.crashes += 1;
    this.isOver = true;
    throw new Crash(`at step ${this.taken}`);
  }
}

/** A store in memory with the guarantees of the one in DynamoDB, and no others. */
export class MemoryStore implements Store {
  public readonly cursors = new Map<string, string>();
  public readonly items = new Map<string, string>();
  public readonly aliasRecords = new Map<string, string>();
  public readonly outbox = new Map<string, { state: Outgoing['state']; notification: string }>();
  public readonly digests = new Map<string, Map<string, DigestEntry>>();
  public closed?: string;

  constructor(public readonly steps: Steps = new Steps()) {}

  public async cursor(source: string): Promise<Cursor | undefined> {
    return parsed(this.cursors.get(source));
  }

  public saveCursor(source: string, cursor: Cursor): Promise<void> {
    return this.steps.step(() => void this.cursors.set(source, JSON.stringify(cursor)));
  }

  public async known(source: string, ids: readonly string[]): Promise<Map<string, KnownBulletin>> {
    return found(ids, (id) => this.items.get(`${source} ${id}`));
  }

  public async aliases(ids: readonly string[]): Promise<Map<string, AliasRecord>> {
    return found(ids, (id) => this.aliasRecords.get(id));
  }

  public async record(source: string, entries: readonly Entry[]): Promise<void> {
    for (const { id, known, notification, digest, alias } of entries) {
      await this.steps.step(() => {
        this.items.set(`${source} ${id}`, JSON.stringify(known));
        if (notification) this.put(`${source} ${id} ${notification.notificationId}`, notification);
        if (digest) this.digests.set(digest.week, (this.digests.get(digest.week) ?? new Map()).set(`${source} ${id}`, digest.entry));
        for (const shared of alias?.ids ?? []) this.aliasRecords.set(shared, JSON.stringify(alias!.record));
      });
    }
  }

  public async outgoing(): Promise<Outgoing[]> {
    return [...this.outbox].map(([key, { state, notification }]) => ({ key, state, notification: JSON.parse(notification) }));
  }

  public mark(key: string, state: Outgoing['state']): Promise<void> {
    return this.steps.step(() => void (this.outbox.get(key)!.state = state));
  }

  public sent(key: string): Promise<void> {
    return this.steps.step(() => void this.outbox.delete(key));
  }

  public async digestEntries(week: string): Promise<DigestEntry[]> {
    return [...(this.digests.get(week)?.values() ?? [])];
  }

  public async closedWeek(): Promise<string | undefined> {
    return this.closed;
  }

  public closeWeek(week: string, notification: Announced): Promise<void> {
    return this.steps.step(() => {
      this.closed = week;
      this.put(`digest ${week}`, notification);
    });
  }

  private put(key: string, notification: Announced): void {
    this.outbox.set(key, { state: 'pending', notification: JSON.stringify(notification) });
  }
}

/** A publisher that keeps the reports. */
export class MemoryPublisher implements Publisher {
  public readonly published: Notification[] = [];
  public readonly announced: Announced[] = [];
  /** Notifications whose report fails. */
  public readonly rejected = new Set<string>();

  constructor(private readonly steps: Steps = new Steps()) {}

  public publish(notification: Notification): Promise<void> {
    return this.steps.step(() => {
      if (titlesOf(notification).some((title) => this.rejected.has(title))) throw new Error(`rejected ${titlesOf(notification)[0]}`);
      this.published.push(notification);
    });
  }

  public announce(notification: Announced): Promise<void> {
    return this.steps.step(() => void this.announced.push(notification));
  }

  public get titles(): string[] {
    return this.published.flatMap(titlesOf);
  }
}

/** Returns the titles of the bulletins in a notification; for a digest, its week. */
export function titlesOf(notification: Notification): string[] {
  if (notification.kind === 'burst') return notification.entries.map(({ title }) => title);
  return [notification.kind === 'bulletin' ? notification.title : notification.week];
}

function found<T>(ids: readonly string[], text: (id: string) => string | undefined): Map<string, T> {
  return new Map(ids.flatMap((id) => (text(id) === undefined ? [] : [[id, JSON.parse(text(id)!) as T]])));
}

function parsed<T>(text: string | undefined): T | undefined {
  return text === undefined ? undefined : JSON.parse(text);
}
