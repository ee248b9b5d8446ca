import { gzipSync } from 'zlib';
import fc from 'fast-check';
import { EventSchema } from '../../../lib/inbound-events/event-schema';
import { EventPayload, InvalidEventAction, QueueEnvelope } from '../../../lib/inbound-events/event-schema-options';
import { responseCheck } from '../../../lib/inbound-events/response-check';
import { replaceAt } from '../replace-at';
import {
  busEvent, change, dynamoDbEvent, fifoMessage, httpRequest, kinesisEvent, message, notification, objectCreated, restRequest, s3Event, snsEnvelope,
  snsEvent, sqsEvent, streamRecord, urlRequest,
} from '../sample-events';
import { Laboratory } from '../validated';

const ORDER = {
  type: 'object',
  additionalProperties: false,
  required: ['id', 'quantity'],
  properties: {
    id: { 'type': 'string', 'format': 'uuid', 'x-normalize': ['trim', 'lowercase'] },
    quantity: { type: 'integer', minimum: 1, maximum: 100 },
    note: { 'type': 'string', 'maxLength': 20, 'x-normalize': ['nfc', 'default'], 'default': '' },
  },
};
/** The same without normalization. */
const PLAIN = { type: 'object', additionalProperties: false, required: ['quantity'], properties: { quantity: { type: 'integer', minimum: 1, maximum: 100 } } };
const ID = '0b9a4c2e-7a55-4f0e-9a3e-0a52d9c2f1b7';
const GOOD = '{"quantity":1}';
const BAD = '{"quantity":0}';
const FAIL = { onInvalid: InvalidEventAction.FAIL };

function handedOver(verdict: { call: boolean; event?: unknown }): any {
  expect(verdict.call).toBe(true);
  return verdict.event;
}

describe('a queue', () => {
  test.each(['toString', 'valueOf', 'constructor'])('unique items may have a property %s of any type', async (name) => {
    const laboratory = new Laboratory([EventSchema.sqs({ type: 'array', uniqueItems: true, items: { type: 'object' } })]);
    const [same, other] = [`[{"${name}":1},{"${name}":1}]`, `[{"${name}":1},{"${name}":2}]`];
    const { Records } = handedOver(await laboratory.judge(sqsEvent(message(same, 'm1'), message(other, 'm2'))));
    expect(Records.map(({ messageId }: { messageId: string }) => messageId)).toEqual(['m2']);
    expect(laboratory.lines).toContainEqual(expect.objectContaining({ reason: 'uniqueItems' }));
  });

  test('valid messages reach the handler normalized, with the rest of the event unchanged', async () => {
    const laboratory = new Laboratory([EventSchema.sqs(ORDER)]);
    const event = sqsEvent(message(`{"id":" ${ID.toUpperCase()} ","quantity":2}`, 'm1'));
    const { Records: [record] } = handedOver(await laboratory.judge(event));
    expect(record).toEqual({ ...event.Records[0], body: JSON.stringify({ id: ID, quantity: 2, note: '' }) });
    expect(laboratory.lines).toMatchObject([{ source: 'sqs', Accepted: 1, requestId: 'request-1' }]);
  });

  test('invalid messages go to quarantine with the reason, and the handler gets the others', async () => {
    const laboratory = new Laboratory([EventSchema.sqs(PLAIN)]);
    const verdict = await laboratory.judge(sqsEvent(message(GOOD, 'm1'), message(BAD, 'm2'), message('secret', 'm3'), message(GOOD, 'm4')));
    expect(handedOver(verdict).Records.map(({ messageId }: any) => messageId)).toEqual(['m1', 'm4']);
    expect(verdict).not.toHaveProperty('finish', expect.anything());
    expect(laboratory.quarantined).toMatchObject([
      { source: 'sqs', id: 'm2', reason: { field: '/quantity', rule: 'minimum' }, record: { body: BAD } },
      { source: 'sqs', id: 'm3', reason: { field: '', rule: 'json' }, record: { body: 'secret' } },
    ]);
    expect(laboratory.lines).toMatchObject([
      { reason: 'minimum', field: '/quantity', ids: ['m2'], Rejected: 1 },
      { reason: 'json', ids: ['m3'], Rejected: 1 },
      { Accepted: 2 },
    ]);
    expect(laboratory.output).not.toContain('secret');
  });

  test('a batch of only invalid messages does not reach the handler', async () => {
    const laboratory = new Laboratory([EventSchema.sqs(PLAIN)]);
    expect(await laboratory.judge(sqsEvent(message(BAD, 'm1')))).toEqual({ call: false, answer: null });
  });

  test('or are reported as failed, together with the failures of the handler', async () => {
    const laboratory = new Laboratory([EventSchema.sqs(PLAIN, FAIL)]);
    const verdict = await laboratory.judge(sqsEvent(message(BAD, 'm1'), message(GOOD, 'm2'), message(GOOD, 'm3')));
    expect(handedOver(verdict).Records).toHaveLength(2);
    const { finish } = verdict as { finish: (result: unknown) => unknown };
    expect(finish(undefined)).toEqual({ batchItemFailures: [{ itemIdentifier: 'm1' }] });
    expect(finish({ batchItemFailures: [{ itemIdentifier: 'm3' }] })).toEqual({ batchItemFailures: [{ itemIdentifier: 'm3' }, { itemIdentifier: 'm1' }] });
    expect(await laboratory.judge(sqsEvent(message(BAD, 'm4')))).toEqual({ call: false, answer: { batchItemFailures: [{ itemIdentifier: 'm4' }] } });
    expect(laboratory.quarantined).toEqual([]);
  });

  test('messages that the quarantine rejects are reported as failed', async () => {
    const laboratory = new Laboratory([EventSchema.sqs(PLAIN)]);
    laboratory.unavailable.add(1);
    const verdict = await laboratory.judge(sqsEvent(message(BAD, 'm1'), message(GOOD, 'm2'), message(BAD, 'm3')));
    expect(handedOver(verdict).Records).toHaveLength(1);
    expect((verdict as any).finish(null)).toEqual({ batchItemFailures: [{ itemIdentifier: 'm3' }] });
  });

  test('in a FIFO queue, later messages of the group of a failed message fail too', async () => {
    const laboratory = new Laboratory([EventSchema.sqs(PLAIN, FAIL)]);
    const verdict = await laboratory.judge(
      sqsEvent(fifoMessage(GOOD, 'a1', 'a'), fifoMessage(BAD, 'a2', 'a'), fifoMessage(GOOD, 'b1', 'b'), fifoMessage(GOOD, 'a3', 'a'), fifoMessage(BAD, 'a4', 'a')),
    );
    expect(handedOver(verdict).Records.map(({ messageId }: any) => messageId)).toEqual(['a1', 'b1']);
    expect((verdict as any).finish(null).batchItemFailures.map(({ itemIdentifier }: any) => itemIdentifier)).toEqual(['a2', 'a4', 'a3']);
    expect(laboratory.lines.at(-1)).toMatchObject({ Accepted: 2 });
  });

  test('no message is lost or handled twice, whatever fails', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.record({ bad: fc.boolean(), group: fc.constantFrom('a', 'b') }), { minLength: 1, maxLength: 12 }), fc.boolean(), fc.array(fc.nat(11)), async (messages, fifo, unavailable) => {
        const laboratory = new Laboratory([EventSchema.sqs(PLAIN)]);
        for (const place of unavailable) laboratory.unavailable.add(place);
        const records = messages.map(({ bad, group }, i) => (fifo ? fifoMessage(bad ? BAD : GOOD, `${i}`, group) : message(bad ? BAD : GOOD, `${i}`)));
        const verdict: any = await laboratory.judge(sqsEvent(...records));
        const handled = verdict.call ? verdict.event.Records.map(({ messageId }: any) => messageId) : [];
        const answer = verdict.call ? (verdict.finish?.(null) ?? null) : verdict.answer;
        const failed = (answer?.batchItemFailures ?? []).map(({ itemIdentifier }: any) => itemIdentifier);
        const kept = laboratory.quarantined.map(({ id }) => id);
        expect([...handled, ...failed, ...kept].sort()).toEqual(records.map(({ messageId }) => messageId).sort());
        // In a group, no message is handled after one that is retried.
        const isAfter = (other: number, id: number) => messages[other].group === messages[id].group && other > id;
        if (fifo) expect(failed.filter((id: any) => messages[id].bad && handled.some((other: any) => isAfter(+other, +id)))).toEqual([]);
      }),
      { numRuns: 200 },
    );
  });

  test.each([
    ['a notification', snsEnvelope(GOOD), undefined],
    ['an invalid message', snsEnvelope(BAD), 'minimum'],
    ['no envelope', GOOD, 'envelope'],
    ['another type', JSON.stringify({ Type: 'SubscriptionConfirmation', Message: GOOD }), 'envelope'],
    ['no object', '1', 'envelope'],
  ])('of a topic: %s', async (_, body, rule) => {
    const laboratory = new Laboratory([EventSchema.sqs(PLAIN, { envelope: QueueEnvelope.SNS })]);
    const verdict = await laboratory.judge(sqsEvent(message(body, 'm1')));
    expect([verdict.call, laboratory.quarantined[0]?.reason.rule]).toEqual([rule === undefined, rule]);
  });

  test.each([
    ['an event', JSON.stringify(busEvent({ quantity: 1 })), undefined],
    ['an invalid detail', JSON.stringify(busEvent({ quantity: 0 })), 'minimum'],
    ['no envelope', GOOD, 'envelope'],
  ])('of a bus: %s', async (_, body, rule) => {
    const laboratory = new Laboratory([EventSchema.sqs(PLAIN, { envelope: QueueEnvelope.EVENT_BRIDGE })]);
    const verdict = await laboratory.judge(sqsEvent(message(body, 'm1')));
    expect([verdict.call, laboratory.quarantined[0]?.reason.rule]).toEqual([rule === undefined, rule]);
  });

  test('messages within envelopes are normalized in place', async () => {
    const body = JSON.stringify({ id: `${ID} `, quantity: 1 });
    const normal = { id: ID, quantity: 1, note: '' };
    const topic = new Laboratory([EventSchema.sqs(ORDER, { envelope: QueueEnvelope.SNS })]);
    const { Records: [fromTopic] } = handedOver(await topic.judge(sqsEvent(message(snsEnvelope(body), 'm1'))));
    expect(JSON.parse(JSON.parse(fromTopic.body).Message)).toEqual(normal);
    const bus = new Laboratory([EventSchema.sqs(ORDER, { envelope: QueueEnvelope.EVENT_BRIDGE })]);
    const { Records: [fromBus] } = handedOver(await bus.judge(sqsEvent(message(JSON.stringify(busEvent(JSON.parse(body))), 'm1'))));
    expect(JSON.parse(fromBus.body)).toEqual({ ...busEvent(normal) });
  });

  test('messages of plain text', async () => {
    const laboratory = new Laboratory([EventSchema.sqs({ 'type': 'string', 'pattern': '^[a-z]{1,9}$', 'x-normalize': ['trim'] }, { payload: EventPayload.TEXT })]);
    const verdict = await laboratory.judge(sqsEvent(message(' ping\n', 'm1'), message('{}', 'm2'), message('\ud800', 'm3')));
    expect(handedOver(verdict).Records.map(({ body }: any) => body)).toEqual(['ping']);
    expect(laboratory.quarantined.map(({ reason }) => reason.rule)).toEqual(['pattern', 'unicode']);
  });

  test('an attribute named __proto__ does not change prototypes', async () => {
    const laboratory = new Laboratory([EventSchema.sqs(PLAIN)]);
    const event = JSON.parse(JSON.stringify(sqsEvent(message(GOOD, 'm1'))).replace('"messageAttributes":{}', '"messageAttributes":{"__proto__":{"stringValue":"x"}}')) as object;
    await laboratory.judge(event);
    expect(laboratory.quarantined[0].reason.rule).toBe('forbidden-key');
  });

  test.each([
    ['a body that is not a text', { body: 1 }],
    ['a record of another source', { eventSource: 'aws:kinesis' }],
  ])('%s is invalid', async (_, more) => {
    const laboratory = new Laboratory([EventSchema.sqs(PLAIN)]);
    await laboratory.judge({ Records: [message(GOOD, 'm1'), { ...message(GOOD, 'm2'), ...more }] });
    expect(laboratory.quarantined.map(({ id, reason }) => [id, reason.rule])).toEqual([['m2', 'envelope']]);
  });

  test('a record without an id fails the batch, because it can’t be reported', async () => {
    const laboratory = new Laboratory([EventSchema.sqs(PLAIN)]);
    const { messageId: _, ...nameless } = message(BAD, '');
    await expect(laboratory.judge({ Records: [message(GOOD, 'm1'), nameless] })).rejects.toThrow('record 1 of an event from aws:sqs has no id');
  });
});

describe('a stream', () => {
  test('of Kinesis: data is decoded and decompressed', async () => {
    const laboratory = new Laboratory([EventSchema.kinesis(ORDER)]);
    const body = JSON.stringify({ id: ID, quantity: 1 });
    const verdict = await laboratory.judge(
      kinesisEvent(streamRecord(body, '1'), streamRecord(gzipSync(body), '2'), streamRecord(new Uint8Array([0x22, 0xff, 0x22]), '3'), streamRecord(gzipSync(body).subarray(0, 20), '4')),
    );
    const [plain, zipped] = handedOver(verdict).Records;
    expect(JSON.parse(Buffer.from(plain.kinesis.data, 'base64').toString())).toEqual({ id: ID, quantity: 1, note: '' });
    expect(Buffer.from(zipped.kinesis.data, 'base64').subarray(0, 2)).toEqual(Buffer.from([0x1f, 0x8b]));
    expect(laboratory.quarantined.map(({ id, reason }) => [id, reason.rule])).toEqual([['3', 'utf-8'], ['4', 'gzip']]);
  });

  test('data that decompresses to too many bytes is invalid', async () => {
    const laboratory = new Laboratory([EventSchema.kinesis(PLAIN)]);
    await laboratory.judge(kinesisEvent(streamRecord(gzipSync(Buffer.alloc(40 * 1024 * 1024)), '1')));
    expect(laboratory.quarantined[0].reason.rule).toBe('gzip');
  });

  test('base64 is read strictly', async () => {
    const laboratory = new Laboratory([EventSchema.kinesis(PLAIN)]);
    const record = streamRecord(GOOD, '1');
    await laboratory.judge(kinesisEvent({ ...record, kinesis: { ...record.kinesis, data: `${record.kinesis.data.slice(0, -1)}*` } }));
    expect(laboratory.quarantined[0].reason.rule).toBe('base64');
  });

  test('if an invalid record is reported, the handler gets only the records before it, because Lambda retries from there', async () => {
    const laboratory = new Laboratory([EventSchema.kinesis(PLAIN, FAIL)]);
    const verdict = await laboratory.judge(kinesisEvent(streamRecord(GOOD, '1'), streamRecord(BAD, '2'), streamRecord(GOOD, '3'), streamRecord(BAD, '4')));
    expect(handedOver(verdict).Records.map(({ kinesis }: any) => kinesis.sequenceNumber)).toEqual(['1']);
    expect((verdict as any).finish(null)).toEqual({ batchItemFailures: [{ itemIdentifier: '2' }] });
    expect(await laboratory.judge(kinesisEvent(streamRecord(BAD, '2'), streamRecord(GOOD, '3')))).toEqual({ call: false, answer: { batchItemFailures: [{ itemIdentifier: '2' }] } });
  });

  test('the last invocation of a window reaches the handler without records', async () => {
    const laboratory = new Laboratory([EventSchema.kinesis(PLAIN)]);
    const event = { Records: [], window: {}, state: { sum: 1 }, isFinalInvokeForWindow: true, eventSourceARN: 'arn:aws:kinesis:us-east-2:123456789012:stream/s' };
    expect(handedOver(await laboratory.judge(event))).toEqual(event);
    const rejected = await laboratory.judge({ ...kinesisEvent(streamRecord(BAD, '1')), window: {}, state: { sum: 1 } });
    expect(handedOver(rejected)).toMatchObject({ Records: [], state: { sum: 1 } });
  });

  test('of DynamoDB: new images are validated against the schema as plain JSON', async () => {
    const schema = {
      type: 'object',
      additionalProperties: false,
      required: ['id'],
      properties: {
        id: { type: 'integer' },
        tags: { type: 'array', items: { type: 'string' } },
        sizes: { type: 'array', items: { type: 'number' } },
        address: { type: 'object', required: ['zip'], properties: { zip: { type: ['string', 'null'] } } },
        list: { type: 'array', items: { type: 'boolean' } },
        raw: { type: 'string' },
      },
    };
    const image = {
      id: { N: '101' }, tags: { SS: ['a'] }, sizes: { NS: ['1.5', '2'] }, address: { M: { zip: { NULL: true } } }, list: { L: [{ BOOL: true }] }, raw: { B: 'AAE=' },
    };
    const laboratory = new Laboratory([EventSchema.dynamoDbStream(schema)]);
    const verdict = await laboratory.judge(
      dynamoDbEvent(
        change(image, '1'),
        change({ ...image, address: { M: { zip: { N: '1' } } } }, '2', 'MODIFY'),
        change(undefined, '3', 'REMOVE'),
        change(undefined, '4'),
        change({ id: { N: '99999999999999999999999999999999999999' } }, '5'),
        change({ id: { N: '1', S: '1' } }, '6'),
      ),
    );
    expect(handedOver(verdict).Records.map(({ dynamodb }: any) => dynamodb.SequenceNumber)).toEqual(['1', '3']);
    expect(laboratory.quarantined.map(({ id, reason }) => [id, reason.field, reason.rule])).toEqual([
      ['2', '/address/zip', 'type'], ['4', '', 'envelope'], ['5', '/id', 'number-precision'], ['6', '/id', 'envelope'],
    ]);
  });

  test('of DynamoDB: deeply nested items are rejected', async () => {
    const deep = Array.from({ length: 10_000 }).reduce<object>((inner) => ({ M: { a: inner } }), { N: '1' });
    const laboratory = new Laboratory([EventSchema.dynamoDbStream({ type: 'object' })]);
    await laboratory.judge(dynamoDbEvent(change({ a: deep }, '1')));
    expect(laboratory.quarantined[0].reason.rule).toBe('depth');
  });
});

describe('a topic', () => {
  test('an invalid message goes to quarantine', async () => {
    const laboratory = new Laboratory([EventSchema.sns(PLAIN)]);
    expect(handedOver(await laboratory.judge(snsEvent(notification(GOOD)))).Records).toHaveLength(1);
    expect(await laboratory.judge(snsEvent(notification(BAD)))).toEqual({ call: false, answer: null });
    expect(laboratory.quarantined).toHaveLength(1);
  });

  test('or fails the invocation, also if the quarantine rejects it', async () => {
    const message_ = 'the event is invalid: minimum at /quantity';
    await expect(new Laboratory([EventSchema.sns(PLAIN, FAIL)]).judge(snsEvent(notification(BAD)))).rejects.toThrow(message_);
    const laboratory = new Laboratory([EventSchema.sns(PLAIN)]);
    laboratory.unavailable.add(0);
    await expect(laboratory.judge(snsEvent(notification(BAD)))).rejects.toMatchObject({ name: 'Sec3.InvalidEvent', message: message_ });
  });
});

describe('a bucket', () => {
  const schema = { type: 'object', required: ['key', 'size'], properties: { key: { type: 'string', pattern: '^in box/[a-zé]{1,20}\\.csv$' }, size: { type: 'integer', maximum: 2_000_000 } } };

  test.each([
    ['in+box/caf%C3%A9.csv', 1000, undefined],
    ['in+box/..%2F..%2Fsecret.csv', 1000, ['/key', 'pattern']],
    ['in+box/a.csv', 3_000_000, ['/size', 'maximum']],
    ['in+box/%ff.csv', 1000, ['/key', 'utf-8']],
  ])('%s, %d', async (key, size, reason) => {
    const laboratory = new Laboratory([EventSchema.s3(schema)]);
    const verdict = await laboratory.judge(s3Event(objectCreated(key, size)));
    expect(verdict.call).toBe(reason === undefined);
    expect(laboratory.quarantined.map(({ reason: { field, rule } }) => [field, rule])).toEqual(reason ? [reason] : []);
  });
});

describe('a bus', () => {
  const schemas = () => [
    EventSchema.eventBridge({ source: 'shop.orders', detailType: 'OrderPlaced', detail: ORDER }),
    EventSchema.eventBridge({ source: 'shop.orders', detailType: 'OrderCanceled', detail: PLAIN, onInvalid: InvalidEventAction.FAIL }),
  ];

  test('the schema is chosen by source and detail type, and details are normalized', async () => {
    const laboratory = new Laboratory(schemas());
    expect(handedOver(await laboratory.judge(busEvent({ id: ` ${ID}`, quantity: 1 }))).detail).toEqual({ id: ID, quantity: 1, note: '' });
    const canceled = busEvent({ quantity: 1 }, { 'detail-type': 'OrderCanceled' });
    expect(handedOver(await laboratory.judge(canceled))).toEqual(canceled);
  });

  test('an invalid event goes to quarantine, or fails', async () => {
    const laboratory = new Laboratory(schemas());
    expect(await laboratory.judge(busEvent({ id: ID, quantity: 'many' }))).toEqual({ call: false, answer: null });
    expect(laboratory.quarantined).toMatchObject([{ source: 'eventBridge', id: 'fe8d3c65-xmpl-c5c3-2c87-81584709a377', reason: { field: '/quantity', rule: 'type' } }]);
    await expect(laboratory.judge(busEvent({ quantity: 0 }, { 'detail-type': 'OrderCanceled' }))).rejects.toThrow('the event is invalid: minimum at /quantity');
    laboratory.unavailable.add(0);
    await expect(laboratory.judge(busEvent({ id: ID, quantity: 0 }))).rejects.toThrow('the event is invalid');
  });

  test('another detail type fails', async () => {
    const laboratory = new Laboratory(schemas());
    await expect(laboratory.judge(busEvent({}, { 'detail-type': 'Other' }))).rejects.toThrow('no schema of the function applies to events of this source and detail type');
    expect(laboratory.lines).toMatchObject([{ source: 'eventBridge', reason: 'source', Rejected: 1 }]);
  });
});

describe('a direct invocation', () => {
  test('is validated against its schema, whatever shape it has', async () => {
    const laboratory = new Laboratory([EventSchema.direct(ORDER)]);
    expect(handedOver(await laboratory.judge({ id: ID, quantity: 1 }))).toEqual({ id: ID, quantity: 1, note: '' });
    await expect(laboratory.judge({ id: ID, quantity: 1, secret: 'x' })).rejects.toThrow(/^the event is invalid: additionalProperties at its root$/);
    await expect(laboratory.judge(sqsEvent(message(GOOD, 'm1')))).rejects.toThrow('the event is invalid');
    await expect(laboratory.judge(JSON.parse('{"__proto__":{}}'))).rejects.toThrow('the event is invalid: forbidden-key at its root');
  });

  test.each([[null], [undefined], ['text'], [1], [[]], [{}], [{ Records: [] }], [{ Records: [null] }], [{ Records: [{ eventSource: 'constructor' }] }], [{ requestContext: {} }]])(
    '%j is rejected as an event of an unknown source',
    async (event) => {
      const laboratory = new Laboratory([EventSchema.sqs(PLAIN)]);
      await expect(laboratory.judge(event)).rejects.toThrow('no schema of the function applies to events of this source');
      expect(laboratory.lines).toMatchObject([{ source: 'unknown', reason: 'source', Rejected: 1 }]);
    },
  );
});

describe('a response', () => {
  const answer = () => responseCheck({ type: 'object', additionalProperties: false, properties: { total: { type: 'number' } } });

  test('of a direct invocation is returned if it matches', async () => {
    const laboratory = new Laboratory([EventSchema.direct({ type: 'object' })], answer());
    const verdict: any = await laboratory.judge({});
    expect(verdict.finish({ total: 1 })).toEqual({ total: 1 });
    const finish = () => verdict.finish({ total: 1, cardNumber: '4111' });
    expect(finish).toThrow(expect.objectContaining({ name: 'Sec3.InvalidResponse', message: 'the response of the handler is invalid: additionalProperties' }));
  });

  test('to a queue gets the failed messages', async () => {
    const laboratory = new Laboratory([EventSchema.sqs(PLAIN, FAIL)], responseCheck({}));
    const verdict: any = await laboratory.judge(sqsEvent(message(GOOD, 'm1'), message(BAD, 'm2')));
    expect(verdict.finish(null)).toEqual({ batchItemFailures: [{ itemIdentifier: 'm2' }] });
  });
});

test('every event gets a verdict or an error of the validator, and the process continues', async () => {
  const laboratory = new Laboratory([
    EventSchema.sqs(PLAIN), EventSchema.sns(PLAIN), EventSchema.s3(PLAIN), EventSchema.kinesis(PLAIN), EventSchema.dynamoDbStream(PLAIN),
    EventSchema.direct(PLAIN),
    EventSchema.restApi({ body: PLAIN }), EventSchema.httpApi({ body: PLAIN }), EventSchema.functionUrl({ body: PLAIN }),
    EventSchema.eventBridge({ source: 'shop.orders', detailType: 'OrderPlaced', detail: PLAIN }),
  ]);
  const samples: object[] = [
    sqsEvent(message(GOOD, 'm1')), snsEvent(notification(GOOD)), s3Event(objectCreated('a')), kinesisEvent(streamRecord(GOOD, '1')), dynamoDbEvent(change({ quantity: { N: '1' } }, '1')), busEvent({}),
    restRequest('POST /orders', GOOD), httpRequest('POST /orders', GOOD), urlRequest('POST /orders', GOOD),
  ];
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...samples), fc.array(fc.tuple(fc.nat(), fc.jsonValue()), { maxLength: 3 }), async (sample, changes) => {
      const event = structuredClone(sample);
      for (const [place, value] of changes) replaceAt(event, place, value);
      const outcome = await laboratory.judge(event).then(({ call }) => call, (error: Error) => error.name);
      expect([true, false, 'Sec3.InvalidEvent']).toContain(outcome);
    }),
    { numRuns: 3000 },
  );
});
