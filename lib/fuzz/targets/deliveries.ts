/** Deliveries of messages by queues and topics: with attributes, and more than once. */
import * as fc from 'fast-check';
import type { SentMessage } from './aws-events';
import type { CodeWords } from './dictionary';

/** Attributes of a message, by name. */
export type MessageAttributes = { readonly [name: string]: string };

/** Names around the attributes of messages, and inside of them. */
const AROUND: ReadonlySet<string> = new Set(['messageAttributes', 'MessageAttributes', 'stringValue', 'dataType', 'Value', 'Type', 'Message', 'Sns', 'messageId']);
/** The maximum number of names that are tried. */
const MOST_NAMES = 12;

/** Returns attributes with the names that the code mentions. Undefined if it reads no attributes. */
export function attributesOf(
  { names, keys }: CodeWords, fields: readonly string[], text: fc.Arbitrary<string>,
): fc.Arbitrary<MessageAttributes> | undefined {
  if (![...names, ...keys].some((name) => /^messageAttributes$/i.test(name))) return undefined;
  const read = fields.filter((name) => !AROUND.has(name)).slice(0, MOST_NAMES);
  // Services accept no empty attributes.
  return fc.dictionary(fc.constantFrom(...read, 'sec3'), text.filter((value) => value !== ''), { maxKeys: 6 });
}

export function attributed<T extends SentMessage>(message: fc.Arbitrary<T>, attributes?: fc.Arbitrary<MessageAttributes>): fc.Arbitrary<T> {
  return attributes ? fc.tuple(message, attributes).map(([one, given]) => ({ ...one, attributes: given })) : message;
}

/** Returns batches with messages that were delivered before, and with some that come twice. Queues deliver at least once. */
export function redelivered<T extends SentMessage>(batch: fc.Arbitrary<T[]>): fc.Arbitrary<T[]> {
  const receives = fc.oneof({ arbitrary: fc.constant(1), weight: 6 }, { arbitrary: fc.constantFrom(2, 3, 4, 6, 11), weight: 1 });
  const isTwice = fc.oneof({ arbitrary: fc.constant(false), weight: 9 }, { arbitrary: fc.constant(true), weight: 1 });
  return fc.tuple(batch, receives, isTwice).map(([all, count, again]) => {
    const sent = all.map((one) => ({ ...one, receives: count }));
    return again ? [...sent, sent[0]] : sent;
  });
}
