import {
  AttributeValue, BatchGetItemCommand, BatchWriteItemCommand, DynamoDBClient, GetItemCommand, PutItemCommand, QueryCommand, TransactWriteItem,
  TransactWriteItemsCommand, UpdateItemCommand, WriteRequest,
} from '@aws-sdk/client-dynamodb';
import type { AliasRecord, Announced, Cursor, DigestEntry, Entry, KnownBulletin, Outgoing, Store } from '../../lib/awareness/feed';

/** Maximum number of items in one call. */
const GETS = 100;
const WRITES = 25;

/** Maximum number of concurrent calls. */
const PARALLEL = 8;

/** Maximum number of attempts for items that DynamoDB did not process. */
const ATTEMPTS = 8;

const OUTBOX = 'outbox';
const DIGEST = 'digest';

/** Retention of digest entries in days, as a record of the reviewed bulletins. */
const DIGEST_DAYS = 400;

type Key = { readonly pk: string; readonly sk: string };

/**
 * The state of the feed, in one table with the keys `pk` and `sk`; structured data is JSON in `value`.
 *
 * | pk | sk | |
 * |---|---|---|
 * | `cursor` | source | how far it was read |
 * | `item#<source>` | id | what is known of a bulletin |
 * | `alias` | id | what is known of a CVE |
 * | `outbox` | source, id and notification | pending notifications |
 * | `digest#<week>` | source and id | entries of the digest |
 * | `digest` | `closed` | the last week whose digest was created |
 * | `lease` | `feed` | the invocation that is working, by `inTurn` |
 */
export class DynamoStore implements Store {
  constructor(
    private readonly client: DynamoDBClient,
    private readonly table: string,
    private readonly now: () => number = Date.now,
  ) {}

  public async cursor(source: string): Promise<Cursor | undefined> {
    return this.get({ pk: 'cursor', sk: source });
  }

  public async saveCursor(source: string, cursor: Cursor): Promise<void> {
    await this.client.send(new PutItemCommand({ TableName: this.table, Item: item({ pk: 'cursor', sk: source }, cursor) }));
  }

  public known(source: string, ids: readonly string[]): Promise<Map<string, KnownBulletin>> {
    return this.all(`item#${source}`, ids);
  }

  public aliases(ids: readonly string[]): Promise<Map<string, AliasRecord>> {
    return this.all('alias', ids);
  }

  public async record(source: string, entries: readonly Entry[]): Promise<void> {
    const isSimple = ({ notification, alias }: Entry) => !notification && !alias;
    const simple = entries.filter(isSimple);
    // Digest entries are written before the known bulletins. If the function fails between both, the next reading writes the same entries again. In
    // the reverse order, they would be lost.
    await this.writeAll(simple.flatMap((entry) => this.digestItems(source, entry)));
    await this.writeAll(simple.map((entry) => knownItem(source, entry)));
    // Sequential, since two transactions on the same alias reject each other.
    for (const entry of entries.filter((other) => !isSimple(other))) {
      const puts: TransactWriteItem[] = this.itemsOf(source, entry).map((Item) => ({ Put: { TableName: this.table, Item } }));
      await this.client.send(new TransactWriteItemsCommand({ TransactItems: puts }));
    }
  }

  public async outgoing(): Promise<Outgoing[]> {
    const found: Outgoing[] = [];
    for await (const { sk, state, value } of this.query(OUTBOX)) {
      found.push({ key: sk.S!, state: state.S as Outgoing['state'], notification: JSON.parse(value.S!) });
    }
    return found;
  }

  public async mark(key: string, state: Outgoing['state']): Promise<void> {
    await this.client.send(
      new UpdateItemCommand({
        TableName: this.table,
        Key: keyOf({ pk: OUTBOX, sk: key }),
        UpdateExpression: 'SET #state = :state',
        // An item that another invocation has sent in the meantime is not restored.
        ConditionExpression: 'attribute_exists(pk)',
        ExpressionAttributeNames: { '#state': 'state' },
        ExpressionAttributeValues: { ':state': { S: state } },
      }),
    );
  }

  public async sent(key: string): Promise<void> {
    await this.write([{ DeleteRequest: { Key: keyOf({ pk: OUTBOX, sk: key }) } }]);
  }

  public async digestEntries(week: string): Promise<DigestEntry[]> {
    const found: DigestEntry[] = [];
    for await (const { value } of this.query(`${DIGEST}#${week}`)) found.push(JSON.parse(value.S!));
    return found;
  }

  public closedWeek(): Promise<string | undefined> {
    return this.get({ pk: DIGEST, sk: 'closed' });
  }

  public async closeWeek(week: string, notification: Announced): Promise<void> {
    const items = [item({ pk: DIGEST, sk: 'closed' }, week), outboxItem(`digest#${week}`, notification)];
    await this.client.send(new TransactWriteItemsCommand({ TransactItems: items.map((Item) => ({ Put: { TableName: this.table, Item } })) }));
  }

  private itemsOf(source: string, entry: Entry): Record<string, AttributeValue>[] {
    const { id, notification, alias } = entry;
    const items = [knownItem(source, entry), ...this.digestItems(source, entry)];
    if (notification) items.push(outboxItem(`${source}#${id}#${notification.notificationId}`, notification));
    for (const shared of new Set(alias?.ids)) items.push(item({ pk: 'alias', sk: shared }, alias!.record));
    return items;
  }

  private digestItems(source: string, { id, digest }: Entry): Record<string, AttributeValue>[] {
    if (!digest) return [];
    const expiry = Math.floor(this.now() / 1000) + DIGEST_DAYS * 86_400;
    return [{ ...item({ pk: `${DIGEST}#${digest.week}`, sk: `${source}#${id}` }, digest.entry), expiry: { N: String(expiry) } }];
  }

  private writeAll(items: readonly Record<string, AttributeValue>[]): Promise<void> {
    const requests = items.map((Item): WriteRequest => ({ PutRequest: { Item } }));
    return inParallel(chunks(requests, WRITES), (chunk) => this.write(chunk));
  }

  private async get<T>(key: Key): Promise<T | undefined> {
    const { Item } = await this.client.send(new GetItemCommand({ TableName: this.table, Key: keyOf(key), ConsistentRead: true }));
    return Item && JSON.parse(Item.value.S!);
  }

  private async all<T>(pk: string, ids: readonly string[]): Promise<Map<string, T>> {
    const found = new Map<string, T>();
    await inParallel(chunks([...new Set(ids)], GETS), async (chunk) => {
      let open = { [this.table]: { Keys: chunk.map((sk) => keyOf({ pk, sk })), ConsistentRead: true } };
      await untilDone(async () => {
        const { Responses, UnprocessedKeys } = await this.client.send(new BatchGetItemCommand({ RequestItems: open }));
        for (const { sk, value } of Responses?.[this.table] ?? []) found.set(sk.S!, JSON.parse(value.S!));
        open = UnprocessedKeys as typeof open;
        return !UnprocessedKeys?.[this.table]?.Keys?.length;
      });
    });
    return found;
  }

  private async write(requests: readonly WriteRequest[]): Promise<void> {
    let open: WriteRequest[] | undefined = [...requests];
    await untilDone(async () => {
      const { UnprocessedItems } = await this.client.send(new BatchWriteItemCommand({ RequestItems: { [this.table]: open! } }));
      open = UnprocessedItems?.[this.table];
      return !open?.length;
    });
  }

  private async *query(pk: string): AsyncGenerator<Record<string, AttributeValue>> {
    let start: Record<string, AttributeValue> | undefined;
    do {
      const page = await this.client.send(
        new QueryCommand({
          TableName: this.table,
          KeyConditionExpression: 'pk = :pk',
          ExpressionAttributeValues: { ':pk': { S: pk } },
          ConsistentRead: true,
          ExclusiveStartKey: start,
        }),
      );
      yield* page.Items ?? [];
      start = page.LastEvaluatedKey;
    } while (start);
  }
}

function knownItem(source: string, { id, known }: Entry): Record<string, AttributeValue> {
  return item({ pk: `item#${source}`, sk: id }, known);
}

function outboxItem(key: string, notification: Announced): Record<string, AttributeValue> {
  return { ...item({ pk: OUTBOX, sk: key }, notification), state: { S: 'pending' } };
}

function item(key: Key, value: unknown): Record<string, AttributeValue> {
  return { ...keyOf(key), value: { S: JSON.stringify(value) } };
}

function keyOf({ pk, sk }: Key): Record<string, AttributeValue> {
  return { pk: { S: pk }, sk: { S: sk } };
}

function chunks<T>(list: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(list.length / size) }, (_, index) => list.slice(index * size, (index + 1) * size));
}

/** Runs tasks concurrently. After a failure, running tasks finish, and no other tasks start. */
async function inParallel<T>(list: readonly T[], work: (entry: T) => Promise<void>): Promise<void> {
  for (let first = 0; first < list.length; first += PARALLEL) {
    const results = await Promise.allSettled(list.slice(first, first + PARALLEL).map(work));
    for (const result of results) if (result.status === 'rejected') throw result.reason;
  }
}

/** Repeats an attempt until it is done: DynamoDB may process only a part of a batch. */
async function untilDone(attempt: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; !(await attempt()); tries += 1) {
    if (tries === ATTEMPTS) throw new Error('DynamoDB repeatedly left a part of a batch unprocessed');
    await new Promise((resolve) => setTimeout(resolve, 50 * 2 ** tries));
  }
}
