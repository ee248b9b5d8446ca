import * as fc from 'fast-check';
import { Crash, titlesOf } from './memory-store';
import { FakeSource, MINUTES, Scene } from './scene';

const SCHEDULES = 300;

/** Changes of a source between two invocations, and the steps after which invocations crash. */
interface Round {
  /** Items that get a further revision. */
  readonly changes: readonly number[];
  /** Steps of the invocation after which it may crash. */
  readonly crashes: readonly number[];
}

/** Result of the rounds. */
interface Result {
  readonly crashes: number;
  /** Number of notifications for each bulletin. */
  readonly counts: ReadonlyMap<string, number>;
  /** Number of messages that repeat a bulletin of an earlier message. */
  readonly repeats: number;
  readonly bursts: number;
  readonly expected: ReadonlySet<string>;
}

const titleOf = (item: number, revision: number): string => `DynamoDB ${item}, revision ${revision}`;

/** Runs the rounds, and then invocations without a crash until nothing is left to do. */
async function run(rounds: readonly Round[]): Promise<Result> {
  const scene = new Scene();
  const source = new FakeSource();
  const revisions = new Map<number, number>([[0, 0]]);
  source.has({ id: '0', title: titleOf(0, 0) });
  await scene.run(source);
  const invoke = async (crashes: readonly number[]) => {
    scene.steps.begin(crashes);
    try {
      await scene.run(source);
    } catch (e) {
      // A crash during delivery also ends the invocation.
      if (!(e instanceof Crash) && !(e instanceof AggregateError && e.errors.every((error) => error instanceof Crash))) throw e;
    }
    scene.now += 15 * MINUTES;
  };
  for (const { changes, crashes } of rounds) {
    for (const item of changes) {
      const revision = (revisions.get(item) ?? 0) + 1;
      revisions.set(item, revision);
      source.has({ id: String(item), title: titleOf(item, revision), modified: scene.now });
    }
    await invoke(crashes);
  }
  await invoke([]);
  await invoke([]);
  expect(scene.store.outbox.size).toBe(0);
  const counts = new Map<string, number>();
  const messages = scene.publisher.published.map(titlesOf);
  let repeats = 0;
  for (const titles of messages) {
    if (titles.some((title) => counts.has(title))) repeats += 1;
    for (const title of titles) counts.set(title, (counts.get(title) ?? 0) + 1);
  }
  const announced = new Set(scene.publisher.announced.flatMap(titlesOf));
  expect(scene.publisher.titles.every((title) => announced.has(title))).toBe(true);
  const bursts = scene.publisher.published.filter(({ kind }) => kind === 'burst').length;
  const expected = new Set([...revisions].filter(([, revision]) => revision > 0).map(([item, revision]) => titleOf(item, revision)));
  return { crashes: scene.steps.crashes, counts, repeats, bursts, expected };
}

/** Checks that no alert is lost, that initial items are not reported, and that each crash repeats at most one message. */
function check({ crashes, counts, repeats, expected }: Result): number {
  for (const title of expected) expect(counts.get(title) ?? 0).toBeGreaterThanOrEqual(1);
  expect(counts.has(titleOf(0, 0))).toBe(false);
  expect(repeats).toBeLessThanOrEqual(crashes);
  return repeats;
}

test('one crash, at any step: no message is lost, and at most one is sent twice', async () => {
  const changes = [1, 2, 3, 4];
  let crashed = 0;
  let repeated = 0;
  for (let step = 1; ; step += 1) {
    const result = await run([{ changes, crashes: [step] }]);
    if (result.crashes === 0) break;
    crashed += 1;
    repeated += check(result);
    expect([...result.counts.values()].every((count) => count <= 2)).toBe(true);
  }
  // Each step has a crash point before and after it: 4 records, the cursor, and 4 messages of 4 steps each.
  expect(crashed).toBe(2 * (4 + 1 + 4 * 4));
  // Between the delivery to SNS and its record: two crash points for each message.
  expect(repeated).toBe(4 * 2);
});

test('a crash at any step of a burst: no message is lost, and at most one is sent twice', async () => {
  let crashed = 0;
  for (let step = 1; ; step += 1) {
    const result = await run([{ changes: [1, 2, 3, 4, 5, 6, 7, 8], crashes: [step] }]);
    check(result);
    expect(result.bursts).toBeGreaterThan(0);
    if (result.crashes === 0) break;
    crashed += 1;
  }
  // A crash point before and after each of 8 records, the cursor, 4 choices for the burst, its message and its 4 marks, 4 messages with 4 steps, and
  // 2 for each of the 4.
  expect(crashed).toBe(2 * (8 + 1 + 4 + 5 + 4 * 4 + 4 * 2));
});

test(`${SCHEDULES} schedules of changes and crashes`, async () => {
  const round = fc.record({ changes: fc.array(fc.nat(9), { maxLength: 10 }), crashes: fc.array(fc.integer({ min: 1, max: 40 }), { maxLength: 2 }) });
  let crashes = 0;
  let repeats = 0;
  let bursts = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(round, { minLength: 1, maxLength: 6 }), async (rounds) => {
      const result = await run(rounds);
      crashes += result.crashes;
      repeats += check(result);
      bursts += result.bursts;
    }),
    { numRuns: SCHEDULES },
  );
  process.stdout.write(`${SCHEDULES} schedules: ${crashes} crashes, nothing lost, ${repeats} messages came twice\n`);
  expect(crashes).toBeGreaterThan(SCHEDULES / 3);
  expect(bursts).toBeGreaterThan(SCHEDULES / 10);
});
