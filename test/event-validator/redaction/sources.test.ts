import { gzipSync } from 'zlib';
import { Redaction, redaction } from '../../../lambda/event-validator/node/redaction/redaction';
import { ApiParameter } from '../../../lib/inbound-events/api-parameter';
import { EventSchema, responseCheck } from '../../../lib/inbound-events/event-schema';
import { EventPayload, InvalidEventAction, QueueEnvelope } from '../../../lib/inbound-events/event-schema-options';
import { RequestModel } from '../../../lib/inbound-events/request-model';
import {
  busEvent, change, httpRequest, kinesisEvent, message, notification, objectCreated,
  restRequest, s3Event, snsEnvelope, snsEvent, sqsEvent, streamRecord, urlRequest,
} from '../sample-events';
import { Laboratory } from '../validated';

const SECRET = 'Renée + "Ren" \\ 50%';
const BODY = JSON.stringify({ open: 'PUBLIC', secret: SECRET });
const base64 = (text: string | Buffer) => Buffer.from(text).toString('base64');
const OBJECT = { type: 'object', properties: { open: { type: 'string' }, secret: { 'type': 'string', 'x-sensitive': true } } };
const TRIMMED = { type: 'object', properties: { open: { type: 'string' }, secret: { 'type': 'string', 'x-sensitive': true, 'x-normalize': ['trim'] } } };
const MODEL = RequestModel.fromSchema({
  ...OBJECT, additionalProperties: false, properties: { open: { type: 'string', maxLength: 9 }, secret: { 'type': 'string', 'maxLength': 99, 'x-sensitive': true } },
});

beforeEach(() => {
  redaction.begin();
});

/** The event, and what the handler gets, as a function would log them whole. */
async function logged(schema: EventSchema, event: object): Promise<string> {
  const verdict = await new Laboratory([schema]).judge(event);
  return redaction.redact(JSON.stringify([event, verdict]));
}

test.each<[string, EventSchema, object]>([
  ['sqs', EventSchema.sqs(OBJECT), sqsEvent(message(BODY, 'm1'))],
  ['sqs from sns', EventSchema.sqs(OBJECT, { envelope: QueueEnvelope.SNS }), sqsEvent(message(snsEnvelope(BODY), 'm1'))],
  ['sqs, normalized', EventSchema.sqs(TRIMMED), sqsEvent(message(JSON.stringify({ open: 'PUBLIC', secret: `  ${SECRET}  ` }), 'm1'))],
  ['sqs, invalid', EventSchema.sqs({ ...OBJECT, required: ['other'] }), sqsEvent(message(BODY, 'm1'))],
  ['sqs, escaped in another way', EventSchema.sqs(OBJECT), sqsEvent(message('{"open":"PUBLIC","secret":"Ren\\u00e9e + \\u0022Ren\\" \\u005c 50\\u0025"}', 'm1'))],
  ['sns', EventSchema.sns(OBJECT), snsEvent(notification(BODY))],
  ['eventBridge', EventSchema.eventBridge({ source: 'shop.orders', detailType: 'OrderPlaced', detail: OBJECT }), busEvent(JSON.parse(BODY))],
  ['kinesis', EventSchema.kinesis(OBJECT), kinesisEvent(streamRecord(BODY, '1'))],
  ['kinesis, compressed', EventSchema.kinesis(OBJECT), kinesisEvent(streamRecord(gzipSync(BODY), '1'))],
  ['kinesis, normalized', EventSchema.kinesis(TRIMMED), kinesisEvent(streamRecord(BODY, '1'))],
  ['direct', EventSchema.direct(OBJECT), JSON.parse(BODY) as object],
  ['restApi', EventSchema.restApi({ body: MODEL }), restRequest('POST /orders', BODY)],
  ['httpApi in base64', EventSchema.httpApi({ body: MODEL }), { ...httpRequest('POST /orders', BODY), body: base64(BODY), isBase64Encoded: true }],
])('%s', async (_, schema, event) => {
  const written = await logged(schema, event);
  expect(written).not.toMatch(/Ren|50%/);
  expect(written).not.toContain(base64(BODY).slice(8, 40));
  expect(written).toContain('[redacted]');
});

test('what is not sensitive stays, encoded bodies aside', async () => {
  expect(await logged(EventSchema.sqs(OBJECT), sqsEvent(message(BODY, 'm1')))).toContain('PUBLIC');
  const encoded = { ...httpRequest('POST /orders', BODY), body: base64('{"open":"PUBLIC"}'), isBase64Encoded: true };
  expect(await logged(EventSchema.httpApi({ body: MODEL }), encoded)).toContain(base64('{"open":"PUBLIC"}'));
});

test('texts', async () => {
  expect(await logged(EventSchema.sqs({ 'type': 'string', 'x-sensitive': true }, { payload: EventPayload.TEXT }), sqsEvent(message(SECRET, 'm1')))).not.toMatch(/Ren/);
});

test('parameters, wherever they are in a request', async () => {
  const schema = EventSchema.functionUrl({
    route: 'GET /people/{name}',
    pathParameters: { name: ApiParameter.pattern('^.*$', 99).sensitive() },
    queryParameters: { mail: ApiParameter.pattern('^.*$', 99).sensitive(), pin: ApiParameter.integer(0, 999).sensitive() },
    headers: { 'X-Token': ApiParameter.pattern('^.*$', 99).sensitive() },
  });
  const path = encodeURIComponent(SECRET);
  const query = new URLSearchParams({ mail: 'ann@example.com', pin: '12' }).toString();
  const event = { ...urlRequest(`GET /people/${path}`, undefined), rawQueryString: query, queryStringParameters: { mail: 'ann@example.com', pin: '12' }, headers: { 'x-token': 'tokentoken' } };
  const written = await logged(schema, event);
  expect(written).not.toMatch(/Ren|example\.com|"12"|=12|tokentoken/);
});

test('items of a table, old ones included', async () => {
  const schema = EventSchema.dynamoDbStream({ type: 'object', properties: { secret: { 'type': 'string', 'x-sensitive': true }, pins: { 'type': 'array', 'x-sensitive': true } } });
  const image = { secret: { S: SECRET }, open: { S: 'PUBLIC' }, pins: { SS: ['12', '34'] } };
  const old = { secret: { S: 'an older one' }, unknown: { X: 1 } };
  const withOld = (record: object, OldImage: object) => ({ ...record, dynamodb: { ...(record as { dynamodb: object }).dynamodb, OldImage, Keys: { secret: { S: 'a key of it' } } } });
  const event = { Records: [withOld(change(image, '1', 'MODIFY'), old), withOld(change(undefined, '2', 'REMOVE'), { secret: { S: 'removed one' } })] };
  const written = await logged(schema, event);
  expect(written).not.toMatch(/Ren|older|key of|removed|"12"|"34"/);
  expect(written).toContain('PUBLIC');
});

test('keys of objects', async () => {
  const schema = EventSchema.s3({ type: 'object', properties: { key: { 'type': 'string', 'x-sensitive': true } } });
  const written = await logged(schema, s3Event(objectCreated('people/Ren%C3%A9e+Example.txt')));
  expect(written).not.toMatch(/Example/);
});

test('answers', async () => {
  const check = responseCheck({ type: 'object', properties: { token: { 'type': 'string', 'x-sensitive': true } } });
  for (const [schema, event, answer] of [
    [EventSchema.direct({}), {}, { token: 'answered-token' }],
    [EventSchema.restApi({ route: 'GET /' }), restRequest('GET /', null), { statusCode: 200, body: '{"token":"answered-token"}' }],
    [EventSchema.restApi({ route: 'GET /' }), restRequest('GET /', null), { statusCode: 200, body: base64('{"token":"answered-token"}'), isBase64Encoded: true }],
  ] as const) {
    redaction.begin();
    const verdict = await new Laboratory([schema], check).judge(event);
    expect(verdict.call && verdict.finish!(answer)).toEqual(answer);
    expect(redaction.redact(JSON.stringify(answer))).not.toMatch(new RegExp(`answered|${base64('{"token":"answered')}`));
  }
});

test('nothing is remembered where nothing is marked', async () => {
  const before = redaction.met;
  await logged(EventSchema.sqs({ type: 'object' }, { onInvalid: InvalidEventAction.FAIL }), sqsEvent(message(BODY, 'm1')));
  expect(redaction.met).toBe(before);
  expect(new Redaction().isIdle).toBe(true);
});
