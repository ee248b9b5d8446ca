import { kindOf } from '../../../lambda/event-validator/node/events';
import {
  busEvent, dynamoDbEvent, httpEvent, HttpRequest, kinesisEvent, restEvent, s3Event, snsEvent, sqsEvent,
} from '../../../lib/fuzz/targets/aws-events';

const REQUEST: HttpRequest = {
  method: 'POST', resource: '/orders/{id}', pathParameters: { id: 'a b' }, query: [['tag', 'x'], ['tag', 'y']], headers: [['X-Trace', '1'], ['X-Trace', '2']], body: '{}', isBinary: false,
};

test('REST APIs keep the case of headers, and the last of repeated values', () => {
  expect(restEvent(REQUEST)).toMatchObject({
    path: '/orders/a%20b',
    headers: { 'X-Trace': '2' },
    multiValueHeaders: { 'X-Trace': ['1', '2'] },
    queryStringParameters: { tag: 'y' },
    multiValueQueryStringParameters: { tag: ['x', 'y'] },
    body: '{}',
    isBase64Encoded: false,
  });
});

test('REST APIs have null for missing values, and HTTP APIs omit them', () => {
  const bare = { ...REQUEST, pathParameters: {}, query: [], headers: [], body: null };
  expect(restEvent(bare)).toMatchObject({ headers: null, queryStringParameters: null, pathParameters: null, body: null });
  expect(Object.keys(httpEvent(bare))).not.toEqual(expect.arrayContaining(['queryStringParameters']));
  expect(httpEvent(bare)).not.toHaveProperty('body');
});

test('HTTP APIs write headers in lower case, and join repeated values', () => {
  expect(httpEvent(REQUEST)).toMatchObject({ headers: { 'x-trace': '1,2' }, queryStringParameters: { tag: 'x,y' }, rawQueryString: 'tag=x&tag=y' });
});

test('binary bodies are encoded in base64', () => {
  expect(restEvent({ ...REQUEST, isBinary: true })).toMatchObject({ body: 'e30=', isBase64Encoded: true });
  expect(kinesisEvent(['{}'])).toMatchObject({ Records: [{ kinesis: { data: 'e30=' } }] });
});

test.each<[string, object]>([
  ['restApi', restEvent(REQUEST)], ['httpApi', restEvent(REQUEST, '1.0')], ['httpApi', httpEvent(REQUEST)], ['functionUrl', httpEvent({ ...REQUEST, resource: '$default' }, true)], ['sqs', sqsEvent([{ text: '{}' }])],
  ['sns', snsEvent({ text: '{}' })], ['kinesis', kinesisEvent(['{}'])], ['dynamoDbStream', dynamoDbEvent([{ eventName: 'INSERT', key: { id: { S: '1' } }, before: {}, after: {} }], 'NEW_IMAGE')],
  ['s3', s3Event({ eventName: 'ObjectCreated:Put', bucket: 'b', key: 'k', size: 1 })], ['eventBridge', busEvent('shop', 'Sold', {})],
])('the event validator recognizes events of %s', (kind, event) => {
  expect(kindOf(event)).toBe(kind);
});
