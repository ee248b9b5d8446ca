import { busEvent, change, dynamoDbEvent, httpRequest, kinesisEvent, message, notification, objectCreated, restRequest, s3Event, snsEvent, sqsEvent, streamRecord, urlRequest } from './sample-events';
import { EventSchema } from '../../lib/inbound-events/event-schema';

/** A source of events, with a schema, an event that matches it and one that does not. */
export interface SampleSource {
  readonly source: string;
  readonly schema: EventSchema;
  readonly good: unknown;
  readonly bad: unknown;
  /** The result for the invalid event: it ends in quarantine, gets an answer, or fails. */
  readonly invalid: 'quarantined' | 'answered' | 'failed';
}

const COUNTED = { type: 'object', additionalProperties: false, required: ['n'], properties: { n: { type: 'integer', minimum: 1 } } };
const SMALL = { type: 'object', properties: { key: { type: 'string' }, size: { type: 'integer', maximum: 10 } } };
const [GOOD, BAD] = ['{"n":1}', '{"n":0}'];
const ROUTE = { route: 'POST /things', body: COUNTED };

/** One of each source. */
export const SAMPLE_SOURCES: readonly SampleSource[] = [
  quarantined('sqs', EventSchema.sqs(COUNTED), sqsEvent(message(GOOD, 'm1')), sqsEvent(message(BAD, 'm2'))),
  quarantined('sns', EventSchema.sns(COUNTED), snsEvent(notification(GOOD)), snsEvent(notification(BAD))),
  quarantined('kinesis', EventSchema.kinesis(COUNTED), kinesisEvent(streamRecord(GOOD, '1')), kinesisEvent(streamRecord(BAD, '2'))),
  quarantined('dynamoDbStream', EventSchema.dynamoDbStream(COUNTED), dynamoDbEvent(change({ n: { N: '1' } }, '1')), dynamoDbEvent(change({ n: { N: '0' } }, '2'))),
  quarantined('s3', EventSchema.s3(SMALL), s3Event(objectCreated('a.txt', 10)), s3Event(objectCreated('a.txt', 11))),
  quarantined(
    'eventBridge', EventSchema.eventBridge({ source: 'shop.orders', detailType: 'OrderPlaced', detail: COUNTED }), busEvent({ n: 1 }), busEvent({ n: 0 }),
  ),
  answered('restApi', EventSchema.restApi(ROUTE), restRequest),
  answered('httpApi', EventSchema.httpApi(ROUTE), httpRequest),
  answered('functionUrl', EventSchema.functionUrl(ROUTE), urlRequest),
  { source: 'direct', schema: EventSchema.direct(COUNTED), good: { n: 1 }, bad: { n: 0 }, invalid: 'failed' },
];

function quarantined(source: string, schema: EventSchema, good: unknown, bad: unknown): SampleSource {
  return { source, schema, good, bad, invalid: 'quarantined' };
}

function answered(source: string, schema: EventSchema, request: (route: string, body: string) => unknown): SampleSource {
  return { source, schema, good: request(ROUTE.route, GOOD), bad: request(ROUTE.route, BAD), invalid: 'answered' };
}

/**
 * Expects that a handler that answers `{ "ready": "ready" }` gets the valid event, and not the invalid one.
 * @param invoke returns the answer, or the type and message of the error
 * @param messages the messages in quarantine
 */
export async function expectOnlyValid(
  { source, good, bad, invalid }: SampleSource, invoke: (event: unknown) => Promise<unknown>, messages: readonly { readonly source: string }[],
): Promise<void> {
  expect(await invoke(good)).toMatchObject({ ready: 'ready' });
  const outcome = await invoke(bad);
  expect(JSON.stringify(outcome)).not.toContain('"ready"');
  expect(messages.map((sent) => sent.source)).toEqual(invalid === 'quarantined' ? [source] : []);
  if (invalid === 'answered') expect(outcome).toMatchObject({ statusCode: 400 });
  if (invalid === 'failed') expect(outcome).toEqual([expect.stringMatching(/InvalidEvent$/), expect.any(String)]);
}
