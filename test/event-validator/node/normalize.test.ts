import { checkValue } from '../../../lambda/event-validator/node/check';
import { Check } from '../../../lambda/event-validator/node/contract';
import { Rejection } from '../../../lambda/event-validator/node/rejection';
import { EventSchema } from '../../../lib/inbound-events/event-schema';
import { contractOf } from '../validated';

function normalized(schema: object, value: unknown): unknown {
  const [{ check }] = contractOf([EventSchema.direct(schema)]).sources as unknown as readonly { readonly check: Check }[];
  return checkValue(check, structuredClone(value));
}

const text = (...steps: string[]) => ({ 'type': 'string', 'x-normalize': steps });

test.each([
  [text('trim'), ' a ', 'a'],
  [text('nfc'), 'e\u0301', '\u00e9'],
  [text('lowercase'), 'AbC', 'abc'],
  // In the order of the documentation, regardless of the order in the schema.
  [{ 'type': 'integer', 'x-normalize': ['coerce', 'trim'] }, ' 12 ', 12],
  [{ 'type': ['number', 'boolean', 'null'], 'x-normalize': ['coerce'] }, 'true', true],
  [{ 'type': ['number', 'boolean', 'null'], 'x-normalize': ['coerce'] }, '', null],
  [{ 'type': ['number', 'boolean', 'null'], 'x-normalize': ['coerce'] }, '-1.5e3', -1500],
  [{ 'type': 'integer', 'x-normalize': ['coerce'] }, 7, 7],
  [{ type: 'object', properties: { a: { 'default': { b: 1 }, 'x-normalize': ['default'] } } }, {}, { a: { b: 1 } }],
  [{ type: 'object', properties: { a: { 'default': 1, 'x-normalize': ['default'] } } }, { a: null }, { a: null }],
  [{ type: 'object', required: ['a'], properties: { a: { 'default': 1, 'x-normalize': ['default'] } } }, {}, { a: 1 }],
  [{ type: 'object', additionalProperties: text('trim') }, { 'a': ' 1 ', 'b/c': ' 2' }, { 'a': '1', 'b/c': '2' }],
  [{ type: 'object', patternProperties: { '^x-': text('trim') }, additionalProperties: text('lowercase') }, { 'x-a': ' A', 'b': ' B' }, { 'x-a': 'A', 'b': ' b' }],
  [{ type: 'array', prefixItems: [{}, text('trim')], items: text('lowercase') }, [' A', ' B', ' C'], [' A', 'B', ' c']],
  [{ $schema: 'http://json-schema.org/draft-07/schema#', type: 'array', items: [text('trim')], additionalItems: text('lowercase') }, [' A', ' B'], ['A', ' b']],
  [{ allOf: [{ type: 'object', properties: { a: text('trim') } }, { properties: { a: text('lowercase') } }] }, { a: ' A' }, { a: 'a' }],
  [
    { $ref: '#/$defs/tree', $defs: { tree: { type: 'object', properties: { name: text('trim'), children: { type: 'array', items: { $ref: '#/$defs/tree' } } } } } },
    { name: ' a', children: [{ name: ' b', children: [{ name: ' c' }] }] },
    { name: 'a', children: [{ name: 'b', children: [{ name: 'c' }] }] },
  ],
])('%j: %j', (schema, value, expected) => {
  expect(normalized(schema, value)).toEqual(expected);
});

test.each(['0x10', '1_000', ' 1', '01', '1e999', '9007199254740993', 'NaN', ''])('%j is not coerced to an integer', (value) => {
  expect(() => normalized({ 'type': 'integer', 'x-normalize': ['coerce'] }, value)).toThrow(Rejection);
});

test('defaults are not shared between values', () => {
  const schema = { type: 'object', properties: { list: { 'default': [], 'x-normalize': ['default'] } } };
  const [{ check }] = contractOf([EventSchema.direct(schema)]).sources as unknown as readonly { readonly check: Check }[];
  const first = checkValue(check, {}) as { list: unknown[] };
  first.list.push(1);
  expect(checkValue(check, {})).toEqual({ list: [] });
});

test('inherited properties of objects are not properties of a value', () => {
  expect(() => normalized({ type: 'object', required: ['constructor'] }, {})).toThrow('required at /constructor');
  expect(normalized({ type: 'object', properties: { toString: { type: 'string' } } }, {})).toEqual({});
});

test('a schema with an endless reference that synthesis does not follow rejects all values', () => {
  expect(() => normalized({ $id: 'https://example.com/a', anyOf: [{ $ref: 'https://example.com/a' }] }, 1)).toThrow('depth');
});
