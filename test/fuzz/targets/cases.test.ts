import * as fc from 'fast-check';
import { SchemaValues } from '../../../lib/fuzz/generator/schema-values';
import { casesOf } from '../../../lib/fuzz/targets/cases';
import { EntryPoint, EntryPointKind } from '../../../lib/fuzz/targets/entry-points';

const WORDS = { texts: ['EUR'], numbers: [7], names: ['amount'], keys: [], errors: [], compared: {}, declared: {}, storesNumbers: false };

function entryPoint(kind: EntryPointKind, schema?: object): EntryPoint {
  const fn = {} as EntryPoint['fn'];
  return {
    kind,
    name: 'x',
    declaredBy: 'x',
    fn,
    schema,
    checksBody: false,
    checksParameters: false,
    rejectsParameters: false,
    contentTypes: [],
    binaryTypes: [],
    parameters: [],
    notes: [],
  };
}

function drawn(of: EntryPoint) {
  return fc.sample(casesOf(of, WORDS).arbitrary, { numRuns: 300, seed: 7 });
}

const SCHEMA = { type: 'object', additionalProperties: false, required: ['id'], properties: { id: { 'type': 'string', 'format': 'uuid', 'x-normalize': ['trim'] } } };

test.each<[EntryPointKind, (event: any) => unknown[]]>([
  ['sqs', ({ Records }) => Records.map(({ body }: any) => JSON.parse(body))],
  ['kinesis', ({ Records }) => Records.map(({ kinesis }: any) => JSON.parse(Buffer.from(kinesis.data, 'base64').toString()))],
  ['sns', ({ Records }) => Records.map(({ Sns }: any) => JSON.parse(Sns.Message))],
  ['eventbridge', ({ detail }) => [detail]],
])('%s: most messages match the schema of the validator', (kind, payloads) => {
  const cases = drawn(entryPoint(kind, SCHEMA));
  const matching = cases.filter((one) => one.kind === 'valid' || one.kind === 'boundary');
  expect(matching.length).toBeGreaterThan(100);
  for (const { event } of matching) {
    for (const payload of payloads(JSON.parse(event))) expect(payload).toEqual({ id: expect.stringMatching(/^(urn:uuid:)?[0-9a-f-]{36}$/i) });
  }
  expect(cases.some(({ kind: of }) => of === 'open')).toBe(true);
});

test.each<[string, (body: any) => unknown]>([
  ['sns', ({ Message }) => JSON.parse(Message)], ['eventBridge', ({ detail }) => detail],
])('sqs: messages are in an envelope of %s', (envelope, unwrap) => {
  const matching = drawn({ ...entryPoint('sqs', SCHEMA), envelope }).filter(({ kind }) => kind === 'valid');
  expect(matching.length).toBeGreaterThan(50);
  const bodies = matching.flatMap(({ event }) => JSON.parse(event).Records.map(({ body }: any) => JSON.parse(body)));
  for (const body of bodies) expect(unwrap(body)).toEqual({ id: expect.any(String) });
});

test('sqs: a text schema applies to the message itself', () => {
  const matching = drawn({ ...entryPoint('sqs', { type: 'string', pattern: '^[a-f]{9}$' }), payload: 'text' }).filter(({ kind }) => kind === 'valid');
  expect(matching.length).toBeGreaterThan(50);
  for (const { event } of matching) for (const { body } of JSON.parse(event).Records) expect(body).toMatch(/^[a-f]{9}$/);
});

test('without a schema, messages have any content', () => {
  expect(new Set(drawn(entryPoint('sqs')).map(({ kind }) => kind))).toEqual(new Set(['open', 'malformed']));
});

/** Returns an attribute as plain JSON. */
function plain(attribute: any): unknown {
  const [[type, content]] = Object.entries<any>(attribute);
  if (type === 'L') return content.map(plain);
  if (type === 'M') return Object.fromEntries(Object.entries(content).map(([name, inner]) => [name, plain(inner)]));
  return type === 'N' ? Number(content) : type === 'NULL' ? null : content;
}

test('streams of DynamoDB: items match the schema, with the images that the stream has', () => {
  const schema = { type: 'object', required: ['id', 'n'], additionalProperties: false, properties: { id: { type: 'string', minLength: 1 }, n: { type: 'number' }, tags: { type: 'array', items: { type: 'string' } } } };
  const records = (of: Partial<EntryPoint>) => drawn({ ...entryPoint('dynamodb', schema), ...of }).flatMap(({ kind, event }) => JSON.parse(event).Records.map((record: any) => ({ kind, ...record })));
  const accepts = new SchemaValues(schema, {});
  const both = records({ keys: [{ name: 'id', type: 'S' }] });
  for (const { kind, eventName, dynamodb } of both) {
    expect([eventName, 'NewImage' in dynamodb, 'OldImage' in dynamodb]).toEqual([eventName, eventName !== 'REMOVE', eventName !== 'INSERT']);
    expect(Object.keys(dynamodb.Keys)).toEqual(['id']);
    if (kind !== 'open' && dynamodb.NewImage) expect(accepts.accepts(plain({ M: dynamodb.NewImage }))).toBe(true);
  }
  expect(new Set(both.map(({ eventName }) => eventName))).toEqual(new Set(['INSERT', 'MODIFY', 'REMOVE']));
  expect(both.filter(({ kind }) => kind !== 'open').length).toBeGreaterThan(100);
  for (const { dynamodb } of records({ keys: [{ name: 'id', type: 'S' }], view: 'KEYS_ONLY' })) expect(Object.keys(dynamodb)).not.toEqual(expect.arrayContaining([expect.stringMatching(/Image$/)]));
});

test('streams of DynamoDB: keys have the declared type, are never empty, and do not change', () => {
  const records = drawn({ ...entryPoint('dynamodb'), keys: [{ name: 'pk', type: 'S' }, { name: 'amount', type: 'N' }] }).flatMap(({ event }) => JSON.parse(event).Records);
  for (const { dynamodb: { Keys, NewImage, OldImage } } of records) {
    expect(Keys).toEqual({ pk: { S: expect.stringMatching(/./su) }, amount: { N: expect.any(String) } });
    for (const image of [NewImage, OldImage]) if (image) expect(image).toMatchObject(Keys);
  }
  expect(new Set(records.map(({ dynamodb }) => dynamodb.Keys.amount.N)).size).toBeGreaterThan(5);
});

describe('message attributes that the code reads', () => {
  const words = { ...WORDS, texts: ['refund'], names: ['messageAttributes', 'MessageAttributes', 'kind', 'stringValue', 'Value'] };
  const cases = (of: EntryPoint) => fc.sample(casesOf(of, words).arbitrary, { numRuns: 300, seed: 7 });
  const sampled = (of: EntryPoint) => cases(of).flatMap(({ event }) => JSON.parse(event).Records);

  test.each<[string, EntryPoint, (record: any) => any, object]>([
    ['a queue', entryPoint('sqs', SCHEMA), ({ messageAttributes }) => messageAttributes, { stringValue: 'refund', dataType: 'String' }],
    ['a topic', entryPoint('sns', SCHEMA), ({ Sns }) => Sns.MessageAttributes, { Type: 'String', Value: 'refund' }],
    ['a topic before a queue', { ...entryPoint('sqs', SCHEMA), envelope: 'sns' }, ({ body }) => JSON.parse(body).MessageAttributes ?? {}, { Type: 'String', Value: 'refund' }],
  ])('%s', (_, of, attributesOf, attribute) => {
    const all = sampled(of).map(attributesOf);
    expect(all).toContainEqual(expect.objectContaining({ kind: expect.objectContaining(attribute) }));
    expect(all).toContainEqual({});
  });

  test('are not sent if the code reads none', () => {
    expect(new Set(drawn(entryPoint('sqs', SCHEMA)).flatMap(({ event }) => JSON.parse(event).Records.map(({ messageAttributes }: any) => JSON.stringify(messageAttributes))))).toEqual(new Set(['{}']));
  });
});

test('messages are repeated, as services deliver them', () => {
  const cases = drawn(entryPoint('sqs', SCHEMA)).map(({ event }) => JSON.parse(event).Records.map(({ messageId, body, attributes }: any) => ({ messageId, body, count: attributes.ApproximateReceiveCount })));
  expect(cases.some((records) => records.some((one: any, at: number) => records.findIndex(({ body }: any) => body === one.body) < at))).toBe(true);
  expect(new Set(cases.flat().map(({ count }) => count)).size).toBeGreaterThan(2);
});

test('S3: keys are encoded as in S3, pass the filters of the bucket, and match the schema', () => {
  const schema = { type: 'object', properties: { key: { type: 'string', pattern: '^in/[a-z ]{1,20}[.]csv$' }, size: { type: 'integer', maximum: 1000 } } };
  const cases = drawn({ ...entryPoint('s3', schema), eventNames: ['ObjectCreated:Put', 'ObjectRemoved:Delete'], prefix: 'in/', suffix: '.csv' });
  const reported = cases.map(({ kind, event }) => ({ kind, ...JSON.parse(event).Records[0] }));
  for (const { kind, eventName, s3: { object: { key, size } } } of reported) {
    expect(decodeURIComponent(key.replace(/\+/g, ' '))).toMatch(kind === 'open' ? /^in\/.*\.csv$/s : /^in\/[a-z ]{1,20}\.csv$/);
    expect(size === undefined).toBe(eventName === 'ObjectRemoved:Delete');
  }
  expect(reported.some(({ s3 }) => s3.object.key.includes('+'))).toBe(true);
  expect(reported.filter(({ kind }) => kind === 'valid').length).toBeGreaterThan(30);
});

describe('parameters in the schemas of the validator', () => {
  const of = (method: string, schema: object): EntryPoint => ({
    ...entryPoint('rest', SCHEMA), method, resource: '/orders/{id}', rejectsParameters: true, parameters: [{ name: 'id', place: 'path', required: true, schema }],
  });
  const ids = (cases: readonly { readonly event: string }[]) => cases.map(({ event }) => JSON.parse(event).pathParameters.id as string);

  test.each<[object, RegExp]>([[{ type: 'integer', minimum: 10, maximum: 99 }, /^[1-9]\d$/], [{ type: 'string', pattern: '^[a-f]{4}$', maxLength: 4 }, /^[a-f]{4}$/]])('%j: most values match', (schema, right) => {
    const found = ids(drawn(of('GET', schema)));
    expect(found.filter((id) => right.test(id)).length).toBeGreaterThan(200);
    expect(found.some((id) => !right.test(id))).toBe(true);
  });

  test('a case with a valid body and an invalid parameter is not valid', () => {
    const matching = drawn(of('POST', { type: 'boolean' })).filter(({ kind }) => kind === 'valid' || kind === 'boundary');
    expect(matching.length).toBeGreaterThan(50);
    expect(new Set(ids(matching))).toEqual(new Set(['true', 'false']));
  });

  test('only other headers may be added, because the validator rejects other parameters', () => {
    const words = { ...WORDS, keys: ['x-priority'] };
    const events = fc.sample(casesOf(of('GET', { type: 'integer' }), words).arbitrary, { numRuns: 300, seed: 7 }).map(({ event }) => JSON.parse(event));
    expect(events.filter(({ queryStringParameters: query }) => query !== null)).toEqual([]);
    expect(events.filter(({ headers }) => headers?.['x-priority'] !== undefined).length).toBeGreaterThan(50);
  });
});

test.each<[EntryPointKind, (event: any) => string[]]>([
  ['rest', ({ multiValueHeaders }) => (multiValueHeaders.Cookie?.[0] as string | undefined)?.split('; ') ?? []],
  ['http', ({ cookies = [], headers }) => (headers.cookie === undefined ? cookies : ['in a header'])],
])('%s: cookies are in the right place and have only characters that can be sent', (kind, cookiesOf) => {
  const parameters = [
    { name: 'session', place: 'cookie', required: true, schema: { type: 'string', pattern: '^[0-9a-f]{4}$' } },
    { name: 'theme', place: 'cookie', required: false, schema: { type: 'string', enum: ['dark', 'light'] } },
    { name: 'page', place: 'querystring', required: false },
  ];
  const cases = drawn({ ...entryPoint(kind), method: 'GET', resource: '/things', parameters });
  const sent = cases.flatMap(({ event }) => cookiesOf(JSON.parse(event)));
  expect(sent.filter((cookie) => /^session=[0-9a-f]{4}$/.test(cookie)).length).toBeGreaterThan(100);
  expect(sent).toEqual(expect.arrayContaining(['theme=dark', 'theme=light']));
  expect(cases.filter(({ event }) => /\\ud[89a-f]/i.test(event))).toEqual([]);
});

test.each<[EntryPointKind, (event: any) => unknown]>([
  ['rest', ({ multiValueQueryStringParameters: query }) => query?.page?.length], ['http', ({ queryStringParameters: query }) => (query?.page as string | undefined)?.split(',').length],
])('%s: a parameter that only the code reads is absent, is there, and comes twice', (kind, count) => {
  const of = { ...entryPoint(kind), method: 'GET', resource: '/things' };
  const events = fc.sample(casesOf(of, { ...WORDS, keys: ['page'] }).arbitrary, { numRuns: 300, seed: 7 }).map(({ event }) => JSON.parse(event));
  expect([...new Set(events.map(count))]).toEqual(expect.arrayContaining([undefined, 1, 2]));
});
