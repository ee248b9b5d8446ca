import { AnyEvent } from './events';
import { Judged, RecordSource } from './records';
import { InvalidEvent } from './rejection';

/** The result of a batch: the event for the handler, and the failures for the service. */
export interface Batch {
  readonly records: readonly AnyEvent[];
  /** The ids of failed records. */
  readonly failures: readonly string[];
}

/** Sources with ordered records. After a failed record, no later record may be processed now: it would be processed twice. */
const IS_STREAM: { readonly [source: string]: boolean } = { kinesis: true, dynamoDbStream: true };

/**
 * Separates the records of a batch.
 *
 * @param all the records of the event
 * @param failing indexes of invalid records that are not in quarantine
 * @throws InvalidEvent if the service does not support reports of single records
 */
export function divide({ source }: RecordSource, all: readonly AnyEvent[], { good, rejected }: Judged, failing: ReadonlySet<number>): Batch {
  if (failing.size === 0) return { records: good, failures: [] };
  const [first] = failing;
  const places = placesOfGood(all.length, rejected);
  const idOf = new Map(rejected.map(({ index, id }) => [index, id]));
  if (IS_STREAM[source]) {
    // Lambda retries from the first failed record.
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

/** Returns the message of an error about an invalid event. */
export function describe(rule: string, field: string): string {
  return `the event is invalid: ${rule} at ${field === '' ? 'its root' : field}`;
}

/** Returns the groups of a FIFO queue that have a failed message, with the index of their first one. */
function blockedGroups(all: readonly AnyEvent[], failing: ReadonlySet<number>): Map<string, number> {
  const blocked = new Map<string, number>();
  for (const index of failing) {
    const group = groupOf(all[index]);
    if (group !== undefined && !(blocked.get(group)! <= index)) blocked.set(group, index);
  }
  return blocked;
}

function groupOf({ eventSourceARN, attributes }: AnyEvent): string | undefined {
  // Other queues can have groups, too, but for fairness and not for order.
  return String(eventSourceARN).endsWith('.fifo') ? String(attributes?.MessageGroupId) : undefined;
}
