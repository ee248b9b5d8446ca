import * as fc from 'fast-check';
import { busEvent, dynamoDbEvent, enveloped, httpEvent, kinesisEvent, restEvent, s3Event, snsEvent, sqsEvent } from '../../../lib/fuzz/targets/aws-events';
import { casesOf } from '../../../lib/fuzz/targets/cases';
import { EntryPoint, EntryPointKind } from '../../../lib/fuzz/targets/entry-points';
import { MarkedValues, tellingValues } from '../../../lib/fuzz/targets/marked-values';
import { Marks } from '../../../lib/fuzz/targets/marks';
import { CHECKED } from '../planted/planted';

const WORDS = { texts: ['correspondence'], numbers: [], names: [], keys: [], errors: [], compared: {}, declared: {}, storesNumbers: false };
const SECRET = { 'type': 'string', 'maxLength': 60, 'x-sensitive': true };

function entryPoint(kind: EntryPointKind, more: Partial<EntryPoint>): EntryPoint {
  return { kind, name: 'x', declaredBy: 'x', method: 'POST', ...CHECKED, fn: {} as EntryPoint['fn'], ...more };
}

test.each<[string, object, object, unknown[]]>([
  ['a property', { properties: { a: SECRET } }, { a: 'x', b: 'y' }, ['x']],
  ['all that is in an object', { properties: { a: { 'x-sensitive': true } } }, { a: { b: [1, null], c: true } }, [1, null, true]],
  ['properties by pattern', { patternProperties: { '^card': SECRET } }, { card1: 'x', name: 'y' }, ['x']],
  ['all other properties', { properties: { a: {} }, patternProperties: { '^x-': {} }, additionalProperties: SECRET }, { 'a': 'x', 'x-b': 'y', 'c': 'z' }, ['z']],
  ['items', { properties: { a: { items: SECRET } } }, { a: ['x', 'y'] }, ['x', 'y']],
  ['the first item', { prefixItems: [SECRET] }, ['x', 'y'], ['x']],
  ['the other items', { prefixItems: [{}], items: SECRET }, ['x', 'y'], ['y']],
  ['along references', { $defs: { node: { properties: { key: SECRET, next: { $ref: '#/$defs/node' } } } }, $ref: '#/$defs/node' }, { key: 'x', next: { key: 'y' } }, ['x', 'y']],
  ['alternatives, whether they match or not', { anyOf: [{ properties: { a: SECRET } }, { required: ['b'] }] }, { a: 1, b: 2 }, [1]],
  ['names like inherited properties', { properties: { a: SECRET } }, { toString: 'x' }, []],
])('marked: %s', (_, schema, value, expected) => {
  expect(Marks.of(schema)!.in(value).map((part) => part.value)).toEqual(expected);
});

test('nothing is marked without a schema that says so', () => {
  expect([undefined, true, { type: 'string' }].map((schema) => Marks.of(schema))).toEqual([undefined, undefined, undefined]);
  expect(MarkedValues.of(entryPoint('rest', { schema: {} }), WORDS)).toBeUndefined();
});

describe('recognizable values', () => {
  const share = (of: object) => {
    const schema = { type: 'object', required: ['a'], properties: { a: { ...of, 'x-sensitive': true } } };
    const { arbitrary, untold } = tellingValues(schema, {})!;
    const marked = MarkedValues.of(entryPoint('rest', { schema }), WORDS)!;
    const drawn = fc.sample(arbitrary, { numRuns: 100, seed: 4 }).map((value) => JSON.stringify({ body: JSON.stringify(value) }));
    return { recognizable: drawn.filter((event) => marked.shown(event, event).length === 1).length, untold };
  };

  test.each<[string, object]>([
    ['texts', { type: 'string' }], ['texts of 12', { type: 'string', maxLength: 12 }], ['long texts', { type: 'string', minLength: 50, maxLength: 70 }],
    ['cards', { type: 'string', pattern: '^[0-9]{16}$' }], ['capitals', { type: 'string', pattern: '^[A-Z]{1,40}$' }], ['groups', { type: 'string', pattern: '^[0-9]{4}( [0-9]{4}){3}$' }],
    ['addresses', { type: 'string', format: 'email' }], ['URLs', { type: 'string', format: 'uri' }], ['hosts', { type: 'string', format: 'hostname' }], ['UUIDs', { type: 'string', format: 'uuid' }],
    ['numbers', { type: 'integer', minimum: 0 }],
  ])('%s', (_, schema) => {
    const { recognizable, untold } = share(schema);
    expect(untold).toEqual([]);
    expect(recognizable).toBeGreaterThan(80);
  });

  test.each<[string, object]>([
    ['a PIN', { type: 'string', pattern: '^[0-9]{4}$' }], ['a day', { type: 'string', format: 'date' }], ['a truth value', { type: 'boolean' }], ['one of some', { enum: ['subscription', 'single issue'] }],
  ])('%s has none, which is reported', (_, schema) => {
    expect(share(schema)).toEqual({ recognizable: 0, untold: ['/a'] });
  });
});

describe('finds marked values in events', () => {
  const CARD = '4929123456789013';
  const value = { name: 'someonesomewhere', cards: [{ number: CARD }] };
  const schema = { type: 'object', properties: { cards: { items: { properties: { number: SECRET } } } } };
  const request = { method: 'POST', resource: '/', pathParameters: {}, query: [], headers: [], body: JSON.stringify(value), isBinary: false };
  const change = { eventName: 'MODIFY', key: {}, before: {}, after: value } as const;

  test.each<[EntryPointKind, object, string]>([
    ['rest', restEvent(request), 'body'], ['mapped', restEvent(request), 'body'], ['http', httpEvent({ ...request, isBinary: true }), 'body'], ['url', httpEvent(request), 'body'],
    ['sqs', sqsEvent([{ text: '{' }, { text: request.body }]), 'message'], ['sns', snsEvent({ text: request.body }), 'message'], ['kinesis', kinesisEvent([request.body]), 'record'],
    ['dynamodb', dynamoDbEvent([change], 'NEW_AND_OLD_IMAGES'), 'item'], ['eventbridge', busEvent('shop', 'Sold', value), 'detail'],
  ])('%s', (kind, event, payload) => {
    const marked = MarkedValues.of(entryPoint(kind, { schema }), WORDS)!;
    expect(marked.shown(JSON.stringify(event), `${CARD} of someonesomewhere`)).toEqual([{ place: `/cards/*/number of the ${payload}`, text: CARD }]);
  });

  test.each<[string, Partial<EntryPoint>, string]>([
    ['a notification of SNS', { schema, envelope: 'sns' }, enveloped({ text: request.body }, 'sns')], ['an event of EventBridge', { schema, envelope: 'eventBridge' }, enveloped({ text: request.body }, 'eventBridge')],
    ['no envelope, as text', { schema: SECRET, payload: 'text' }, CARD],
  ])('a message in %s', (_, more, body) => {
    const marked = MarkedValues.of(entryPoint('sqs', more), WORDS)!;
    expect(marked.shown(JSON.stringify(sqsEvent([{ text: 'null' }, { text: body }])), CARD).map(({ text }) => text)).toEqual([CARD]);
  });

  test('S3: finds the decoded key', () => {
    const marked = MarkedValues.of(entryPoint('s3', { schema: { properties: { key: SECRET } } }), WORDS)!;
    const event = JSON.stringify(s3Event({ eventName: 'ObjectCreated:Put', bucket: 'b', key: 'in/letters to no one', size: 1 }));
    expect(marked.shown(event, 'read in/letters to no one')).toEqual([{ place: '/key of the object', text: 'in/letters to no one' }]);
  });

  const parameter = (name: string, place: string) => ({ name, place, required: true, schema: { 'type': 'string', 'pattern': '^[0-9a-f]{32}$', 'x-sensitive': true } });

  test.each(['path', 'querystring', 'header'])('a parameter of the %s', (place) => {
    const way = entryPoint('rest', { method: 'GET', resource: place === 'path' ? '/things/{Token}' : '/things', parameters: [parameter('Token', place)], rejectsParameters: true });
    const marked = MarkedValues.of(way, WORDS)!;
    const found = fc.sample(casesOf(way, WORDS).arbitrary, { numRuns: 60, seed: 6 }).flatMap(({ event }) => marked.shown(event, event));
    expect(found.length).toBeGreaterThan(20);
    expect(new Set(found.map((one) => one.place))).toEqual(new Set(['the parameter Token']));
  });

  test('reports a mark that can’t be read', () => {
    const unclear = { type: 'object', properties: { a: { 'x-sensitive': 'yes' } } };
    expect(casesOf(entryPoint('sqs', { schema: unclear }), WORDS).notes).toEqual(['the model at #/properties/a: x-sensitive is "yes"; write true, or leave it out']);
  });

  test('reports a parameter without recognizable values', () => {
    const pin = { name: 'pin', place: 'querystring', required: true, schema: { 'type': 'integer', 'maximum': 9999, 'minimum': 0, 'x-sensitive': true } };
    expect(casesOf(entryPoint('rest', { parameters: [pin] }), WORDS).notes).toEqual([expect.stringMatching(/^the parameter pin is marked as sensitive, and its values are too short/)]);
  });
});

describe('finds marked values in logs', () => {
  const marked = MarkedValues.of(entryPoint('rest', { schema: { properties: { a: SECRET, kind: { 'enum': ['subscription'], 'x-sensitive': true } } } }), WORDS)!;
  const shown = (body: object, log: string) => marked.shown(JSON.stringify({ body: JSON.stringify(body) }), log).map(({ text }) => text);
  const CARD = '4929-1234-5678-9013';

  test.each<[string, string, string[]]>([
    ['as it is', `card ${CARD}!`, [CARD]], ['only in part', 'card 4929-****-9013', []], ['not at all', 'paid', []], ['nothing', '', []],
  ])('%s', (_, log, expected) => {
    expect(shown({ a: CARD }, log)).toEqual(expected);
  });

  test('written in another case', () => {
    expect(shown({ a: 'someone@example.com' }, 'SOMEONE@EXAMPLE.COM')).toEqual([]);
    expect(shown({ a: 'qwertzuiopasd@example.com' }, 'QWERTZUIOPASD@EXAMPLE.COM')).toEqual(['qwertzuiopasd@example.com']);
  });

  test.each([
    ['short', 'Anna'], ['of one repeated character', 'aaaaaaaaaaaaaaaaaaaa'], ['of the code', 'correspondence'], ['of the schema', 'subscription'], ['of attackers', 'hasOwnProperty'], ['a time', '2026-01-01T00:00:00.000Z'],
  ])('%s: is ignored, because the log may have it from elsewhere', (_, text) => {
    expect(shown({ a: text, kind: text }, `got ${text}`)).toEqual([]);
  });

  test('ignores a body that is not JSON', () => {
    expect(marked.shown('{"body":"{"}', '{')).toEqual([]);
    expect(marked.shown('{"body":null}', 'null')).toEqual([]);
  });
});
