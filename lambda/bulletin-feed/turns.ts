import { randomUUID } from 'crypto';
import { ConditionalCheckFailedException, DeleteItemCommand, DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';

/** How often it is asked whether the others are done. */
const EVERY = 3_000;

/** Who waits begins nothing with less time than that. */
const TIME_TO_WORK = 150_000;

/** What the clocks of two invocations differ by at most. */
const SKEW = 10_000;

/** What there is one of in a table. */
const KEY = { pk: { S: 'lease' }, sk: { S: 'feed' } };

/** How an invocation comes to its turn. */
export interface Turns {
  readonly client: DynamoDBClient;
  readonly table: string;
  /** In milliseconds, until the invocation is ended. */
  readonly remaining: () => number;
  readonly clock: () => number;
  readonly pause: (milliseconds: number) => Promise<void>;
  /** Told what is wrong, and hurts nobody. */
  readonly warn: (message: string) => void;
}

/**
 * Works while no other invocation of the feed does: two at once would tell the same messages, and change what is remembered of the same CVE.
 * A lease in the table says who is at work; it ends by itself after the invocation that has it must have ended.
 *
 * @throws Error where others work for too long; the invocation is then made again
 */
export async function inTurn<T>(turns: Turns, work: () => Promise<T>): Promise<T> {
  const owner = randomUUID();
  while (!(await isTaken(turns, owner))) {
    if (turns.remaining() < TIME_TO_WORK + EVERY) throw new Error('another invocation of the feed is at work for too long: this one is made again');
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

/** Where that fails, the lease ends by itself; what was done stays done. */
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
    warn(`The lease was not given back: ${(e as Error).message}`);
  }
}
