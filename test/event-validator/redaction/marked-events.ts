import { gzipSync } from 'zlib';
import { ApiParameter } from '../../../lib/inbound-events/api-parameter';
import { EventSchema } from '../../../lib/inbound-events/event-schema';
import { EventPayload, QueueEnvelope } from '../../../lib/inbound-events/event-schema-options';
import { RequestModel } from '../../../lib/inbound-events/request-model';
import {
  busEvent, change, httpRequest, kinesisEvent, message, notification, objectCreated,
  restRequest, s3Event, snsEnvelope, snsEvent, sqsEvent, streamRecord, urlRequest,
} from '../sample-events';

const SECRET = 'Renée + "Ren" \\ 50%';
export const BODY = JSON.stringify({ open: 'PUBLIC', secret: SECRET });
export const OBJECT = { type: 'object', properties: { open: { type: 'string' }, secret: { 'type': 'string', 'x-sensitive': true } } };
const TRIMMED = { type: 'object', properties: { open: { type: 'string' }, secret: { 'type': 'string', 'x-sensitive': true, 'x-normalize': ['trim'] } } };
export const MODEL = RequestModel.fromSchema({
  ...OBJECT, additionalProperties: false, properties: { open: { type: 'string', maxLength: 9 }, secret: { 'type': 'string', 'maxLength': 99, 'x-sensitive': true } },
});

/** Parts of the sensitive text, plain and in base64. */
const PARTS = new RegExp(`Ren|50%|${base64(BODY).slice(8, 40)}`);

export function base64(text: string): string {
  return Buffer.from(text).toString('base64');
}

const TEXT = ApiParameter.pattern('^.*$', 99).sensitive();
const REQUEST = EventSchema.functionUrl({
  route: 'GET /people/{name}', pathParameters: { name: TEXT }, queryParameters: { mail: TEXT, pin: ApiParameter.integer(0, 999).sensitive() }, headers: { 'X-Token': TEXT },
});
const QUERY = { mail: 'ann@example.com', pin: '12' };
const ITEM = EventSchema.dynamoDbStream({
  type: 'object', properties: { secret: { 'type': 'string', 'x-sensitive': true }, pins: { 'type': 'array', 'x-sensitive': true } },
});
const CHANGES = [
  withOld(change({ secret: { S: SECRET }, open: { S: 'PUBLIC' }, pins: { SS: ['12', '34'] } }, '1', 'MODIFY'), { secret: { S: 'an older one' }, unknown: { X: 1 } }),
  withOld(change(undefined, '2', 'REMOVE'), { secret: { S: 'removed one' } }),
];

function withOld(record: object, OldImage: object): object {
  return { ...record, dynamodb: { ...(record as { dynamodb: object }).dynamodb, OldImage, Keys: { secret: { S: 'a key of it' } } } };
}

/** Events with sensitive data, and the parts that must not be in logs. */
export const EVENTS: readonly (readonly [what: string, schema: EventSchema, event: object, sensitive: RegExp])[] = [
  ['sqs', EventSchema.sqs(OBJECT), sqsEvent(message(BODY, 'm1')), PARTS],
  ['sqs from sns', EventSchema.sqs(OBJECT, { envelope: QueueEnvelope.SNS }), sqsEvent(message(snsEnvelope(BODY), 'm1')), PARTS],
  ['sqs, normalized', EventSchema.sqs(TRIMMED), sqsEvent(message(JSON.stringify({ open: 'PUBLIC', secret: `  ${SECRET}  ` }), 'm1')), PARTS],
  ['sqs, invalid', EventSchema.sqs({ ...OBJECT, required: ['other'] }), sqsEvent(message(BODY, 'm1')), PARTS],
  ['sqs, escaped in another way', EventSchema.sqs(OBJECT), sqsEvent(message('{"secret":"Ren\\u00e9e + \\u0022Ren\\" \\u005c 50\\u0025"}', 'm1')), PARTS],
  ['sqs, a text', EventSchema.sqs({ 'type': 'string', 'x-sensitive': true }, { payload: EventPayload.TEXT }), sqsEvent(message(SECRET, 'm1')), PARTS],
  ['sns', EventSchema.sns(OBJECT), snsEvent(notification(BODY)), PARTS],
  ['eventBridge', EventSchema.eventBridge({ source: 'shop.orders', detailType: 'OrderPlaced', detail: OBJECT }), busEvent(JSON.parse(BODY)), PARTS],
  ['kinesis', EventSchema.kinesis(OBJECT), kinesisEvent(streamRecord(BODY, '1')), PARTS],
  ['kinesis, compressed', EventSchema.kinesis(OBJECT), kinesisEvent(streamRecord(gzipSync(BODY), '1')), new RegExp(gzipSync(BODY).toString('base64').slice(20, 60))],
  ['kinesis, normalized', EventSchema.kinesis(TRIMMED), kinesisEvent(streamRecord(BODY, '1')), PARTS],
  ['direct', EventSchema.direct(OBJECT), JSON.parse(BODY) as object, PARTS],
  ['restApi', EventSchema.restApi({ body: MODEL }), restRequest('POST /orders', BODY), PARTS],
  ['httpApi in base64', EventSchema.httpApi({ body: MODEL }), { ...httpRequest('POST /orders', BODY), body: base64(BODY), isBase64Encoded: true }, PARTS],
  ['parameters, wherever they are in a request', REQUEST, {
    ...urlRequest(`GET /people/${encodeURIComponent(SECRET)}`, undefined),
    rawQueryString: new URLSearchParams(QUERY).toString(),
    queryStringParameters: QUERY,
    headers: { 'x-token': 'tokentoken' },
  }, /Ren|example\.com|"12"|=12|tokentoken/],
  ['items of a table, old ones included', ITEM, { Records: CHANGES }, /Ren|older|key of|removed|"12"|"34"/],
  [
    'keys of objects', EventSchema.s3({ type: 'object', properties: { key: { 'type': 'string', 'x-sensitive': true } } }), s3Event(objectCreated('people/Ren%C3%A9e+Example.txt')),
    /Ren|Example/,
  ],
];
