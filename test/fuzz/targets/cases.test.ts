import * as fc from 'fast-check';
import { SchemaValues } from '../../../lib/fuzz/generator/schema-values';
import { casesOf } from '../../../lib/fuzz/targets/cases';
import { EntryPoint, EntryPointKind } from '../../../lib/fuzz/targets/entry-points';

const WORDS = { texts: ['EUR'], numbers: [7], names: ['amount'], keys: [], errors: [], compared: {} };

function entryPoint(kind: EntryPointKind, schema?: object): EntryPoint {
  const fn = {} as EntryPoint['fn'];
  return {
    kind,
    name: 'x',
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
])('sqs: messages are in what %s puts around them', (envelope, unwrap) => {
  const matching = drawn({ ...entryPoint('sqs', SCHEMA), envelope }).filter(({ kind }) => kind === 'valid');
  expect(matching.length).toBeGreaterThan(50);
  const bodies = matching.flatMap(({ event }) => JSON.parse(event).Records.map(({ body }: any) => JSON.parse(body)));
  for (const body of bodies) expect(unwrap(body)).toEqual({ id: expect.any(String) });
});

test('sqs: a schema of text is about the message itself', () => {
  const matching = drawn({ ...entryPoint('sqs', { type: 'string', pattern: '^[a-f]{9}$' }), payload: 'text' }).filter(({ kind }) => kind === 'valid');
  expect(matching.length).toBeGreaterThan(50);
  for (const { event } of matching) for (const { body } of JSON.parse(event).Records) expect(body).toMatch(/^[a-f]{9}$/);
});

test('without a schema they hold anything', () => {
  expect(new Set(drawn(entryPoint('sqs')).map(({ kind }) => kind))).toEqual(new Set(['open', 'malformed']));
});

/** An attribute as plain JSON. */
function plain(attribute: any): unknown {
  const [[type, content]] = Object.entries<any>(attribute);
  if (type === 'L') return content.map(plain);
  if (type === 'M') return Object.fromEntries(Object.entries(content).map(([name, inner]) => [name, plain(inner)]));
  return type === 'N' ? Number(content) : type === 'NULL' ? null : content;
}

test('streams of DynamoDB: items match the schema of the validator, with the images that the stream has', () => {
  const schema = { type: 'object', required: ['id', 'n'], additionalProperties: false, properties: { id: { type: 'string', minLength: 1 }, n: { type: 'number' }, tags: { type: 'array', items: { type: 'string' } } } };
  const records = (of: Partial<EntryPoint>) => drawn({ ...entryPoint('dynamodb', schema), ...of }).flatMap(({ kind, event }) => JSON.parse(event).Records.map((record: any) => ({ kind, ...record })));
  const accepts = new SchemaValues(schema, {});
  const both = records({ keys: ['id'] });
  for (const { kind, eventName, dynamodb } of both) {
    expect([eventName, 'NewImage' in dynamodb, 'OldImage' in dynamodb]).toEqual([eventName, eventName !== 'REMOVE', eventName !== 'INSERT']);
    expect(Object.keys(dynamodb.Keys)).toEqual(['id']);
    if (kind !== 'open' && dynamodb.NewImage) expect(accepts.accepts(plain({ M: dynamodb.NewImage }))).toBe(true);
  }
  expect(new Set(both.map(({ eventName }) => eventName))).toEqual(new Set(['INSERT', 'MODIFY', 'REMOVE']));
  expect(both.filter(({ kind }) => kind !== 'open').length).toBeGreaterThan(100);
  for (const { dynamodb } of records({ keys: ['id'], view: 'KEYS_ONLY' })) expect(Object.keys(dynamodb)).not.toEqual(expect.arrayContaining([expect.stringMatching(/Image$/)]));
});

test('S3: keys are written as S3 does, with what the bucket filters by, and match the schema of the validator', () => {
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

describe('parameters that the validator of the function knows', () => {
  const of = (method: string, schema: object): EntryPoint => ({
    ...entryPoint('rest', SCHEMA), method, resource: '/orders/{id}', rejectsParameters: true, parameters: [{ name: 'id', place: 'path', required: true, schema }],
  });
  const ids = (cases: readonly { readonly event: string }[]) => cases.map(({ event }) => JSON.parse(event).pathParameters.id as string);

  test.each<[object, RegExp]>([[{ type: 'integer', minimum: 10, maximum: 99 }, /^[1-9]\d$/], [{ type: 'string', pattern: '^[a-f]{4}$', maxLength: 4 }, /^[a-f]{4}$/]])('%j: most are right', (schema, right) => {
    const found = ids(drawn(of('GET', schema)));
    expect(found.filter((id) => right.test(id)).length).toBeGreaterThan(200);
    expect(found.some((id) => !right.test(id))).toBe(true);
  });

  test('a body that is right says nothing where one of them is wrong', () => {
    const matching = drawn(of('POST', { type: 'boolean' })).filter(({ kind }) => kind === 'valid' || kind === 'boundary');
    expect(matching.length).toBeGreaterThan(50);
    expect(new Set(ids(matching))).toEqual(new Set(['true', 'false']));
  });

  test('what the code asks for beside them is not sent', () => {
    const asked = drawn({ ...of('GET', { type: 'integer' }), method: 'GET' }).map(({ event }) => JSON.parse(event).queryStringParameters);
    expect(asked.filter((query) => query !== null)).toEqual([]);
  });
});
