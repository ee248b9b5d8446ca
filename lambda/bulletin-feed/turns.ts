import { randomUUID } from 'crypto';
import { ConditionalCheckFailedException, DeleteItemCommand, DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';

/** Polling interval while other invocations work. */
const EVERY = 3_000;

/** With less remaining time, a waiting invocation does not start to work. */
const TIME_TO_WORK = 150_000;

/** Maximum difference between the clocks of two invocations. */
const SKEW = 10_000;

/** The key of the only lease in a table. */
const KEY = { pk: { S: 'lease' }, sk: { S: 'feed' } };

/** The environment of an invocation that waits for its turn. */
export interface Turns {
  readonly client: DynamoDBClient;
  readonly table: string;
  /** Remaining milliseconds of the invocation. */
  readonly remaining: () => number;
  readonly clock: () => number;
  readonly pause: (milliseconds: number) => Promise<void>;
  /** Receives problems without consequences. */
  readonly warn: (message: string) => void;
}

/**
 * Runs work while no other invocation of the feed works: two at once would send the same messages, and change the state of the same CVE. A lease in
 * the table names the working invocation. It expires after the maximum duration of that invocation.
 *
 * @throws Error if others work for too long; the invocation is then retried
 */
export async function inTurn<T>(turns: Turns, work: () => Promise<T>): Promise<T> {
  const owner = randomUUID();
  while (!(await isTaken(turns, owner))) {
    if (turns.remaining() < TIME_TO_WORK + EVERY) throw new Error('another invocation of the feed takes too long: this one is retried');
    await turns.pause(EVERY);
  }
  try {
    return await work();
  } finally {
    await giveBack(turns, owner);
  }
}

async function isTaken({ client, table, remaining, clock }: Turns, owner: string): Promise<boolean> {
  const now = clock();
  try {
    await client.send(
      new PutItemCommand({
        TableName: table,
        Item: { ...KEY, owner: { S: owner }, until: { N: String(now + remaining() + SKEW) } },
        ConditionExpression: 'attribute_not_exists(pk) OR #until < :now',
        ExpressionAttributeNames: { '#until': 'until' },
        ExpressionAttributeValues: { ':now': { N: String(now) } },
      }),
    );
    return true;
  } catch (e) {
    if (e instanceof ConditionalCheckFailedException) return false;
    throw e;
  }
}

/** Releases the lease. If this fails, the lease expires; the work is not affected. */
async function giveBack({ client, table, warn }: Turns, owner: string): Promise<void> {
  try {
    await client.send(
      new DeleteItemCommand({
        TableName: table,
        Key: KEY,
        ConditionExpression: '#owner = :owner',
        ExpressionAttributeNames: { '#owner': 'owner' },
        ExpressionAttributeValues: { ':owner': { S: owner } },
      }),
    );
  } catch (e) {
    warn(`The lease was not released: ${(e as Error).message}`);
  }
}
