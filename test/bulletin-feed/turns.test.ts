import { ConditionalCheckFailedException, DeleteItemCommand, DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { inTurn, Turns } from '../../lambda/bulletin-feed/turns';

const MINUTES = 60_000;

let now: number;
let lease: { owner: string; until: number } | undefined;
let failure: Error | undefined;
let warnings: string[];
let pauses: number;

/** A table with one item, which checks the given conditions. */
const client = {
  send: async (command: PutItemCommand | DeleteItemCommand) => {
    if (failure) throw failure;
    const reject = () => new ConditionalCheckFailedException({ message: 'no', $metadata: {} });
    if (command instanceof PutItemCommand) {
      if (lease && lease.until >= Number(command.input.ExpressionAttributeValues![':now'].N)) throw reject();
      lease = { owner: command.input.Item!.owner.S!, until: Number(command.input.Item!.until.N) };
    } else {
      if (lease?.owner !== command.input.ExpressionAttributeValues![':owner'].S) throw reject();
      lease = undefined;
    }
  },
} as unknown as DynamoDBClient;

beforeEach(() => {
  now = 1_000_000;
  lease = undefined;
  failure = undefined;
  warnings = [];
  pauses = 0;
});

/** Returns the turns of an invocation that begins now. */
function turns(more: Partial<Turns> = {}): Turns {
  const end = now + 5 * MINUTES;
  const pause = async (milliseconds: number) => {
    pauses += 1;
    now += milliseconds;
  };
  return { client, table: 'feed', clock: () => now, remaining: () => end - now, pause, warn: (message) => warnings.push(message), ...more };
}

test('the lease outlasts the invocation and is released at the end', async () => {
  const during = await inTurn(turns(), async () => lease!.until - now);
  expect(during).toBeGreaterThan(5 * MINUTES);
  expect([lease, pauses, warnings]).toEqual([undefined, 0, []]);
});

test('the lease is released if the work fails', async () => {
  await expect(inTurn(turns(), () => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
  expect(lease).toBeUndefined();
});

test('a second invocation waits for the first one', async () => {
  lease = { owner: 'first', until: now + 6 * MINUTES };
  const { pause } = turns();
  const done = await inTurn(turns({
    pause: async (milliseconds) => {
      await pause(milliseconds);
      if (pauses === 4) lease = undefined;
    },
  }), async () => 'done');
  expect([done, pauses]).toEqual(['done', 4]);
});

test('an expired lease of a terminated invocation is taken over', async () => {
  lease = { owner: 'ended', until: now + MINUTES };
  const start = now;
  await inTurn(turns(), async () => undefined);
  expect(now - start).toBeGreaterThan(MINUTES);
  expect(now - start).toBeLessThan(MINUTES + 10_000);
});

test('an invocation that waits too long for the lease fails without doing any work', async () => {
  lease = { owner: 'first', until: now + 60 * MINUTES };
  const work = jest.fn();
  const mine = turns();
  await expect(inTurn(mine, work)).rejects.toThrow('takes too long');
  expect(work).not.toHaveBeenCalled();
  expect(mine.remaining()).toBeGreaterThan(2 * MINUTES);
  expect(lease.owner).toBe('first');
});

test('a lease that another invocation has taken over is not released, and the result is kept', async () => {
  const done = await inTurn(turns(), async () => {
    lease = { owner: 'other', until: now + MINUTES };
    return 'done';
  });
  expect([done, lease?.owner]).toEqual(['done', 'other']);
  expect(warnings).toEqual([expect.stringContaining('The lease was not released')]);
});

test('an unreachable table is a failure, and no work is done', async () => {
  failure = new Error('ResourceNotFoundException');
  const work = jest.fn();
  await expect(inTurn(turns(), work)).rejects.toThrow('ResourceNotFoundException');
  expect(work).not.toHaveBeenCalled();
});
