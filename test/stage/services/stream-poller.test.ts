import { TooManyRequests } from '../../../stage/services/lambda-service';
import { ShardBlocked, StreamMapping, StreamPoller } from '../../../stage/services/stream-poller';
import { StreamShard } from '../../../stage/services/stream-shard';

/** Returns a shard with this number of records, identified by their number. */
function shardOf(count: number, id = 'shard-0'): StreamShard {
  let read = 0;
  return {
    id,
    next: async (limit) => Array.from({ length: Math.min(limit, count - read) }, () => ({ sequenceNumber: `${(read += 1)}`, event: { id: read } })),
  };
}

type Handler = (ids: readonly number[], time: number) => unknown;

/** Returns the handler's input, invocation by invocation, and the dropped records. */
async function polled(handler: Handler, mapping: Partial<StreamMapping> = {}, shards = [shardOf(4)]) {
  const seen: number[][] = [];
  const invoke = async (event: object) => {
    const ids = (event as { Records: { id: number }[] }).Records.map(({ id }) => id);
    seen.push(ids);
    const answer = handler(ids, seen.length);
    if (answer instanceof TooManyRequests) throw answer;
    const failed = answer instanceof Error;
    return { payload: failed ? '{"errorType":"Error"}' : (JSON.stringify(answer) ?? ''), functionError: failed ? ('Handled' as const) : undefined, requestId: 'x' };
  };
  const poller = new StreamPoller(shards, { batchSize: 4, reportsFailures: false, bisects: false, ...mapping }, () => ({ invoke }));
  await poller.drain();
  const dropped = poller.dropped.map(({ startSequenceNumber, endSequenceNumber, batchSize }) => [startSequenceNumber, endSequenceNumber, batchSize]);
  return { seen, dropped };
}

const failures = (...ids: unknown[]) => ({ batchItemFailures: ids.map((itemIdentifier) => ({ itemIdentifier })) });
const rejects = (bad: number): Handler => (ids) => (ids.includes(bad) ? new Error() : undefined);

test('records arrive in batches, in the order of each shard', async () => {
  const { seen, dropped } = await polled(() => undefined, { batchSize: 3 }, [shardOf(4), shardOf(2, 'shard-1')]);
  expect(seen).toEqual([[1, 2, 3], [4], [1, 2]]);
  expect(dropped).toEqual([]);
});

test('a failed batch is retried as a whole before later ones', async () => {
  const { seen } = await polled((_, time) => (time === 1 ? new Error() : undefined), { batchSize: 2 });
  expect(seen).toEqual([[1, 2], [1, 2], [3, 4]]);
});

test('a batch that always fails blocks its shard', async () => {
  await expect(polled(rejects(2), { batchSize: 2 })).rejects.toThrow(ShardBlocked);
});

test('a batch that fails too often is dropped as a whole, and the shard continues', async () => {
  const { seen, dropped } = await polled(rejects(2), { batchSize: 2, maximumRetryAttempts: 1 });
  expect(seen).toEqual([[1, 2], [1, 2], [3, 4]]);
  expect(dropped).toEqual([['1', '2', 2]]);
});

test('with bisecting, only the failed record is dropped', async () => {
  const { seen, dropped } = await polled(rejects(3), { bisects: true, maximumRetryAttempts: 1 });
  expect(seen).toEqual([[1, 2, 3, 4], [1, 2], [3, 4], [3], [3], [4]]);
  expect(dropped).toEqual([['3', '3', 1]]);
});

test('with reported failures, the first of them is next', async () => {
  const { seen } = await polled((_, time) => (time === 1 ? failures('4', '3') : failures()), { reportsFailures: true });
  expect(seen).toEqual([[1, 2, 3, 4], [3, 4]]);
});

test('with both, only the remaining records are retried or dropped', async () => {
  const { seen, dropped } = await polled((ids) => (ids.includes(3) ? failures('3') : failures()), { reportsFailures: true, bisects: true, maximumRetryAttempts: 2 });
  expect(seen[1]).toEqual([3, 4]);
  expect(seen).toContainEqual([4]);
  expect(dropped).toEqual([['3', '3', 1]]);
});

test.each<[string, unknown]>([
  ['names a record that was not sent', failures('9')],
  ['names no record', failures(null)],
  ['names an empty one', failures('')],
  ['has no list', { batchItemFailures: 'all' }],
])('a response that %s fails the batch', async (_, answer) => {
  const { seen } = await polled((__, time) => (time === 1 ? answer : failures()), { reportsFailures: true });
  expect(seen).toEqual([[1, 2, 3, 4], [1, 2, 3, 4]]);
});

test.each<[string, unknown]>([['nothing', undefined], ['null', null], ['no failures', {}]])('a response of %s is a success', async (_, answer) => {
  expect((await polled(() => answer, { reportsFailures: true })).seen).toHaveLength(1);
});

test('failures in the response are ignored unless the mapping enables them', async () => {
  expect((await polled(() => failures('1'))).seen).toHaveLength(1);
});

test('a throttled batch is retried', async () => {
  const { seen } = await polled((_, time) => (time === 1 ? new TooManyRequests('busy') : undefined));
  expect(seen).toEqual([[1, 2, 3, 4], [1, 2, 3, 4]]);
});
