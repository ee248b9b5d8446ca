import { AnyEvent } from './events';
import { Judged, RecordSource } from './records';
import { InvalidEvent } from './rejection';

/** What a batch comes to: what the handler gets, and what the service is told to bring again. */
export interface Batch {
  readonly records: readonly AnyEvent[];
  /** Names of records that are not done with. */
  readonly failures: readonly string[];
}

/** Where the order of records matters, none after one that has to come again may be handled now: it would be handled twice. */
const IS_STREAM: { readonly [source: string]: boolean } = { kinesis: true, dynamoDbStream: true };

/**
 * Divides a batch.
 *
 * @param all the records of the event
 * @param failing places of records that nobody else keeps
 * @throws InvalidEvent where the service can't be told of single records
 */
export function divide({ source }: RecordSource, all: readonly AnyEvent[], { good, rejected }: Judged, failing: ReadonlySet<number>): Batch {
  if (failing.size === 0) return { records: good, failures: [] };
  const [first] = failing;
  const places = placesOfGood(all.length, rejected);
  const idOf = new Map(rejected.map(({ index, id }) => [index, id]));
  if (IS_STREAM[source]) {
    // Lambda comes back from the first record that it is told of.
    return { records: good.filter((_, i) => places[i] < first), failures: [idOf.get(first)!] };
  }
  if (source !== 'sqs') {
    const { rule, field } = rejected.find(({ index }) => index === first)!.rejection;
    throw new InvalidEvent(describe(rule, field));
  }
  const blocked = blockedGroups(all, failing);
  const isHeldBack = (index: number) => (blocked.get(groupOf(all[index]) ?? '') ?? Infinity) < index;
  const held = good.filter((_, i) => isHeldBack(places[i])).map(({ messageId }) => messageId as string);
  return {
    records: good.filter((_, i) => !isHeldBack(places[i])),
    failures: [...[...failing].map((index) => idOf.get(index)!), ...held],
  };
}

function placesOfGood(size: number, rejected: Judged['rejected']): number[] {
  const bad = new Set(rejected.map(({ index }) => index));
  return Array.from({ length: size }, (_, index) => index).filter((index) => !bad.has(index));
}

/** The words of an error about an invalid event. */
export function describe(rule: string, field: string): string {
  return `the event is invalid: ${rule} at ${field === '' ? 'its root' : field}`;
}

/** The groups of FIFO queues that have a failing message, and where the first of them is. */
function blockedGroups(all: readonly AnyEvent[], failing: ReadonlySet<number>): Map<string, number> {
  const blocked = new Map<string, number>();
  for (const index of failing) {
    const group = groupOf(all[index]);
    if (group !== undefined && !(blocked.get(group)! <= index)) blocked.set(group, index);
  }
  return blocked;
}

function groupOf({ eventSourceARN, attributes }: AnyEvent): string | undefined {
  // Other queues may have groups too, for fairness and not for order.
  return String(eventSourceARN).endsWith('.fifo') ? String(attributes?.MessageGroupId) : undefined;
}
