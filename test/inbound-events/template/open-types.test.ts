import { ContentType, everyValueOf, OpenTypes } from '../../../lib/inbound-events/template/open-types';
import { keysOfReference, valueAt } from '../../../lib/json/json-pointer';

const judged = (schema: unknown, siblings = true): ContentType[] =>
  new OpenTypes((at) => valueAt(schema, keysOfReference((at as { readonly $ref: string }).$ref)!), siblings).of(schema);

const ALL = { type: ['array', 'boolean', 'null', 'number', 'object', 'string'] };

test.each<[string, unknown]>([
  ['true', true],
  ['nothing', {}],
  ['only annotations', { title: 'Order', description: 'x', default: {}, examples: [1], $comment: 'y' }],
  ['an empty branch', { anyOf: [{ type: 'object', required: ['id'] }, {}] }],
  ['branches that have all types', { anyOf: [{ type: 'object' }, { type: 'array' }, { type: 'string' }] }],
  ['one of exclusive branches', { oneOf: [{ type: 'object' }, { type: ['array', 'string', 'number'] }] }],
  ['oneOf with a branch that never matches', { oneOf: [true, false] }],
  ['a double negation', { not: false }],
  ['a double negation', { not: { not: {} } }],
  ['an empty definition', { $ref: '#/$defs/any', $defs: { any: {} } }],
  ['a chain of references', { $ref: '#/$defs/a', $defs: { a: { $ref: '#/$defs/b' }, b: { allOf: [{}, true] } } }],
  ['all types', ALL],
  ['all types inside', { properties: { id: ALL }, items: ALL, additionalProperties: { ...ALL } }],
  ['a condition without consequence', { if: { required: ['id'] } }],
  ['a condition with empty consequences', { if: { required: ['id'] }, then: {}, else: true }],
  ['keywords with the value of their default', { required: [], minItems: 0, minLength: 0, uniqueItems: false, dependentRequired: { a: [] }, patternProperties: { '.*': {} }, propertyNames: {} }],
  ['limits of numbers of properties and items', { minProperties: 1, maxProperties: 500, maxItems: 9 }],
  ['patterns that accept any text', { allOf: [{ pattern: '' }, { pattern: '^' }, { pattern: '.*' }, { pattern: '^[\\s\\S]*$' }, { pattern: '^.*$' }] }],
  ['a recursion without restriction', { properties: { child: { $ref: '#' } }, items: { $ref: '#' } }],
])('%s: accepts every object, list and text', (_, schema) => {
  expect(judged(schema)).toEqual(['object', 'array', 'string']);
});

test.each<[string, unknown, ContentType[]]>([
  ['an object of any kind', { type: 'object' }, ['object']],
  ['an object whose properties may be anything', { type: 'object', properties: { id: {}, more: true } }, ['object']],
  ['a list of anything', { type: 'array', items: {} }, ['array']],
  ['any text', { type: 'string', minLength: 1 }, ['string']],
  ['a restriction of other types', { minLength: 1, maxLength: 9, minimum: 3 }, ['object', 'array']],
  ['an open alternative', { anyOf: [{ type: 'object', required: ['id'] }, { type: 'string' }] }, ['string']],
])('%s', (_, schema, open) => {
  expect(judged(schema)).toEqual(open);
});

test.each<[string, unknown]>([
  ['false', false],
  ['not anything', { not: {} }],
  ['a required property', { type: 'object', required: ['id'] }],
  ['a property with a type', { type: 'object', properties: { id: { type: 'string' } } }],
  ['no other properties', { type: 'object', additionalProperties: false }],
  ['names', { type: 'object', propertyNames: { maxLength: 9 } }],
  ['items with a type', { type: 'array', items: { type: 'string' } }],
  ['a tuple without more', { type: 'array', prefixItems: [{}], items: false }],
  ['one element at least', { type: 'array', contains: {} }],
  ['values', { enum: ['a', {}, []] }],
  ['a number', { type: 'integer' }],
  ['a bounded text', { type: 'string', maxLength: 9 }],
  ['a pattern', { type: 'string', pattern: '^[a-z]+$' }],
  ['a lookahead', { type: 'string', pattern: '^(?!x)' }],
  ['overlapping branches of oneOf', { oneOf: [{}, {}] }],
  ['an unknown reference', { $ref: '#/nowhere' }],
  ['a condition', { type: 'object', if: { required: ['a'] }, then: { required: ['b'] } }],
  ['a recursion with a restriction', { type: 'object', properties: { child: { $ref: '#' }, id: { type: 'string' } } }],
])('%s: restricts content', (_, schema) => {
  expect(judged(schema)).toEqual([]);
});

test('keywords beside a reference count, depending on the draft', () => {
  const schema = { $ref: '#/definitions/any', required: ['id'], type: 'object', definitions: { any: {} } };
  expect(judged(schema, true)).toEqual([]);
  expect(judged(schema, false)).toEqual(['object', 'array', 'string']);
});

test('describes open types in words', () => {
  expect(everyValueOf(['object', 'array', 'string'])).toBe('anything');
  expect(everyValueOf(['object', 'string'])).toBe('any object or any text');
});
