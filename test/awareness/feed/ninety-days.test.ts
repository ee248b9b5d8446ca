import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { MemoryPublisher, MemoryStore } from './memory-store';
import { TYPICAL, World } from './ninety-days';
import { DAYS, NOW } from './scene';
import { DEFAULT_THRESHOLDS, Feed, Notification, sourceOf, UsedSoftware } from '../../../lib/awareness/feed';
import { offline } from '../../../lib/awareness/offline-transport';

const DAYS_OF_NEWS = 90;
const SOURCES = ['aws', 'cisa', 'kev', 'nvd', 'ghsa', 'osv'].map((id) => sourceOf({ id }));

/** Returns pseudo-random numbers from 0 to 1 that follow from the seed. */
function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0; // eslint-disable-line no-bitwise -- A number of 32 bits without a sign.
    return state / 2 ** 32;
  };
}

function threadsOf(notification: Notification): string[] {
  if (notification.kind === 'bulletin') return [notification.thread];
  return notification.kind === 'burst' ? notification.entries.map(({ bulletinId }) => bulletinId) : [];
}

test('90 days of bulletins: the median is at most one message a day, and no relevant bulletin is lost', async () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'sec3-days-'));
  try {
    const world = new World(folder, randomOf(1), NOW);
    const store = new MemoryStore();
    const publisher = new MemoryPublisher();
    let now = NOW;
    const invoke = async () => {
      const feed = new Feed({
        store,
        publisher,
        transport: offline(folder),
        workload: new UsedSoftware(TYPICAL),
        thresholds: DEFAULT_THRESHOLDS,
        epss: false,
        clock: () => now,
        pause: () => Promise.resolve(),
        remaining: () => 60_000,
      });
      for (const source of SOURCES) {
        expect(await feed.read(source)).toMatchObject({ status: 'read', drift: 0 });
        await feed.deliver();
      }
    };
    const perDay: number[] = [];
    for (let step = 0; step < 2 * DAYS_OF_NEWS; step += 1) {
      world.step(step, now);
      const before = publisher.published.length;
      await invoke();
      perDay[Math.floor(step / 2)] = (perDay[Math.floor(step / 2)] ?? 0) + publisher.published.length - before;
      now += DAYS / 2;
    }
    const sorted = [...perDay].sort((a, b) => a - b);
    const counts = new Map<string, number>();
    for (const thread of publisher.published.flatMap(threadsOf)) counts.set(thread, (counts.get(thread) ?? 0) + 1);
    // Matters of the first reading, or after the last, are not news of these days.
    const lost = world.matters.filter(({ thread }) => !counts.has(thread));
    process.stdout.write(
      `90 days of feeds: ${publisher.published.length} messages; a day: median ${sorted[45]}, 95th percentile ${sorted[85]}, most ${sorted[89]}; ` +
        `${world.matters.length} matters, ${lost.length} lost\n`,
    );
    expect(world.matters.length).toBeGreaterThan(15);
    expect(lost).toEqual([]);
    expect(sorted[45]).toBeLessThanOrEqual(1);
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}, 120_000);
