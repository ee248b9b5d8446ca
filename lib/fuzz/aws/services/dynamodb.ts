/** Fake tables. They return items that were put. For other keys they generate an item, or find nothing. */
import { attributesOf, Item } from './attribute-values';
import { equalities, existence, hasAll, prefixes, projected, updated } from './expressions';
import { canonical } from '../../../json/canonical-json';
import { Answer, Asked, Remembering } from '../answer';

/** The maximum number of items of a table. The oldest ones are dropped. */
const MOST = 100;

interface Write {
  readonly [name: string]: any;
}

export class DynamoDb implements Remembering {
  private readonly tables = new Map<string, Item[]>();
  /** The keys of deleted items. */
  private readonly gone = new Set<string>();
  /** The key attributes of each table, as far as calls have shown them. */
  private readonly keyNames = new Map<string, readonly string[]>();

  public answer(asked: Asked): Answer | undefined {
    const { operation, call: { input }, plan } = asked;
    switch (operation) {
      case 'GetItem':
        return { output: { Item: this.read(asked, input) } };
      case 'BatchGetItem':
        return { output: { Responses: this.batch(asked), UnprocessedKeys: {} } };
      case 'TransactGetItems':
        return { output: { Responses: (input.TransactItems ?? []).map(({ Get }: any) => ({ Item: this.read(asked, Get) })) } };
      case 'Query':
      case 'Scan':
        return { output: this.list(asked) };
      case 'PutItem':
      case 'UpdateItem':
      case 'DeleteItem':
        return plan.fault === 'conflict' && input.ConditionExpression ? CONFLICT : this.write(asked, input, operation);
      case 'BatchWriteItem':
        for (const [TableName, requests] of Object.entries<any[]>(input.RequestItems ?? {})) {
          for (const { PutRequest, DeleteRequest } of requests) this.write(asked, { TableName, ...PutRequest, ...DeleteRequest }, PutRequest ? 'PutItem' : 'DeleteItem');
        }
        return { output: { UnprocessedItems: {} } };
      case 'TransactWriteItems':
        return this.transact(asked);
      default:
        return undefined;
    }
  }

  public forget(): void {
    for (const kept of [this.tables, this.gone, this.keyNames]) kept.clear();
  }

  private read(asked: Asked, { TableName: table, Key: key, ...how }: Write): Item | undefined {
    const item = this.find(asked, table, key);
    return item && projected(item, how.ProjectionExpression, how);
  }

  private batch(asked: Asked): object {
    const requests = Object.entries<any>(asked.call.input.RequestItems ?? {});
    return Object.fromEntries(requests.map(([table, { Keys = [] }]) => [table, Keys.flatMap((key: Item) => this.find(asked, table, key) ?? [])]));
  }

  /** Returns the item with a key. If none is stored, it is generated, unless items are missing according to the plan. */
  private find(asked: Asked, table: string, key: Item = {}): Item | undefined {
    this.keyNames.set(table, Object.keys(key));
    const stored = this.stored(table).find((item) => hasAll(item, key));
    if (stored || this.gone.has(idOf(table, key)) || asked.plan.items === 'missing') return stored;
    return { ...madeUp(asked, idOf(table, key)), ...key };
  }

  private list(asked: Asked): { readonly [name: string]: unknown } {
    const { call: { input }, plan } = asked;
    const { TableName: table, KeyConditionExpression: keys, FilterExpression: filter, ExclusiveStartKey: start, Limit: limit = Infinity } = input;
    const equal = { ...equalities(keys, input), ...equalities(filter, input) };
    const begins = prefixes(keys, input);
    const fits = (item: Item) => hasAll(item, equal) && Object.entries(begins).every(([name, prefix]) => item[name]?.S?.startsWith(prefix));
    const given = Object.fromEntries(Object.entries(begins).map(([name, prefix]) => [name, { S: `${prefix}sec3` }]));
    const made = () => [0, 1].map((index): Item => ({ ...madeUp(asked, `${table}/${canonical(equal)}/${index}`), ...given, ...equal }));
    const stored = this.stored(table).filter(fits);
    const all = stored.length === 0 && plan.items === 'found' ? made() : stored;
    const isPaged = plan.pages && all.length > 0;
    const half = isPaged ? Math.ceil(all.length / 2) : 0;
    const page = (isPaged ? (start ? all.slice(half) : all.slice(0, half)) : all).slice(0, limit);
    const last = isPaged && !start && page.length > 0 ? page[page.length - 1] : undefined;
    const names = this.keyNames.get(table) ?? Object.keys(equal);
    return {
      ...(input.Select !== 'COUNT' && { Items: page.map((item) => projected(item, input.ProjectionExpression, input)) }),
      Count: page.length,
      ScannedCount: page.length,
      ...(last && { LastEvaluatedKey: Object.fromEntries((names.length > 0 ? names : Object.keys(last).slice(0, 1)).map((name) => [name, last[name] ?? { S: 'sec3' }])) }),
    };
  }

  private write(asked: Asked, { TableName: table, Item: item, Key: given, ...how }: Write, operation: string): Answer {
    const names = this.keyNames.get(table);
    const key = given ?? (names && Object.fromEntries(names.map((name) => [name, item?.[name]])));
    if (given) this.keyNames.set(table, Object.keys(given));
    const wanted = existence(how.ConditionExpression);
    const before = wanted === true || (operation !== 'PutItem' && wanted === undefined) ? key && this.find(asked, table, key) : key && this.stored(table).find((one) => hasAll(one, key));
    if (wanted !== undefined && wanted !== (before !== undefined)) return CONFLICT;
    const after = operation === 'DeleteItem' ? undefined : operation === 'PutItem' ? (item as Item) : updated({ ...before, ...key }, how.UpdateExpression, how);
    if (key) this.remove(table, key);
    if (after) this.store(table, after);
    else if (key) this.gone.add(idOf(table, key));
    const returned = { ALL_NEW: after, UPDATED_NEW: after, ALL_OLD: before, UPDATED_OLD: before }[how.ReturnValues as string];
    return { output: { ...(returned && { Attributes: returned }) } };
  }

  private transact(asked: Asked): Answer {
    const { plan, call: { input } } = asked;
    const steps = (input.TransactItems ?? []).map((step: any) => Object.entries<Write>(step)[0] ?? ['Put', {}]);
    const hasFailed = steps.map(([what, write]: [string, Write]) => {
      const wanted = existence(write.ConditionExpression);
      if (plan.fault === 'conflict') return write.ConditionExpression !== undefined;
      if (what !== 'ConditionCheck') return false;
      return wanted !== undefined && wanted !== (this.find(asked, write.TableName, write.Key) !== undefined);
    });
    if (hasFailed.includes(true)) {
      const reasons = hasFailed.map((failed: boolean) => (failed ? { Code: 'ConditionalCheckFailed', Message: 'The conditional request failed' } : { Code: 'None' }));
      return { error: 'TransactionCanceledException', fields: { CancellationReasons: reasons } };
    }
    for (const [what, write] of steps) if (what !== 'ConditionCheck') this.write(asked, { ...write, ConditionExpression: undefined }, `${what}Item`);
    return { output: {} };
  }

  private stored(table: string): Item[] {
    return this.tables.get(table) ?? [];
  }

  private store(table: string, item: Item): void {
    this.tables.set(table, [...this.stored(table), item].slice(-MOST));
  }

  private remove(table: string, key: Item): void {
    this.gone.delete(idOf(table, key));
    this.tables.set(table, this.stored(table).filter((item) => !hasAll(item, key)));
  }
}

const CONFLICT: Answer = { error: 'ConditionalCheckFailedException' };

function madeUp({ contents, plan }: Asked, at: string): Item {
  return attributesOf(contents.item(plan, at));
}

function idOf(table: string, key: Item): string {
  return `${table} ${canonical(key)}`;
}
