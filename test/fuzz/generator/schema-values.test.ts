import * as fc from 'fast-check';
import { SchemaValues } from '../../../lib/fuzz/generator/schema-values';

const ORDER = {
  type: 'object',
  additionalProperties: false,
  required: ['id', 'items'],
  properties: {
    id: { type: 'string', pattern: '^[0-9a-f]{8}$' },
    note: { type: 'string', maxLength: 20 },
    items: {
      type: 'array',
      minItems: 1,
      maxItems: 4,
      uniqueItems: true,
      items: { type: 'object', required: ['sku'], properties: { sku: { type: 'string', minLength: 2, maxLength: 8 }, price: { type: 'number', minimum: 0, multipleOf: 0.01 } } },
    },
  },
};

const draw = <T>(made: fc.Arbitrary<T> | undefined, numRuns = 60): T[] => fc.sample(made!, { numRuns, seed: 11 });

test('invalid values break one keyword, which is named', () => {
  const { invalid } = new SchemaValues(ORDER);
  const keywords = new Set(draw(invalid, 300).map(({ keyword, schemaPointer }) => `${schemaPointer} ${keyword}`));
  expect([...keywords]).toEqual(expect.arrayContaining([
    '# required', '#/properties/id pattern', '#/properties/note maxLength', '#/properties/items minItems', '#/properties/items uniqueItems',
    '#/properties/items/items required', '#/properties/items/items/properties/sku minLength', '#/properties/items/items/properties/price minimum',
  ]));
});

test('shrunk values stay valid', () => {
  const values = new SchemaValues(ORDER);
  const seen: unknown[] = [];
  const property = fc.property(values.valid!, (value: any) => {
    seen.push(value);
    return value.items.length < 2;
  });
  const { failed, counterexample } = fc.check(property, { seed: 5 });
  expect(failed).toBe(true);
  expect(seen.every((value) => values.accepts(value))).toBe(true);
  expect((counterexample![0] as any).items).toHaveLength(2);
  expect(Object.keys(counterexample![0] as object)).toEqual(['id', 'items']);
});

test.each([
  [{ minProperties: 3, maxProperties: 2 }, ['number', 'string']],
  [{ type: 'object', minProperties: 3, maxProperties: 2 }, undefined],
  [{ type: 'object', minProperties: 3, properties: { a: false }, propertyNames: { enum: ['a', 'b'] } }, undefined],
  [{ type: 'array', minItems: 3, uniqueItems: true, items: { type: 'boolean' } }, undefined],
])('the search terminates for %j, which some or all values contradict', (schema, types) => {
  const { valid } = new SchemaValues(schema);
  expect(valid && [...new Set(draw(valid).map((value) => typeof value))]).toEqual(types && expect.arrayContaining(types));
});

test('boundary values include the limits', () => {
  const { boundary } = new SchemaValues({ type: 'integer', minimum: 3, maximum: 40 });
  expect(draw(boundary)).toEqual(expect.arrayContaining([3, 40]));
});

test('attack texts are inserted if the schema allows them', () => {
  const { valid, boundary } = new SchemaValues({ type: 'object', properties: { name: { type: 'string' } } });
  const written = JSON.stringify([...draw(valid, 500), ...draw(boundary, 500)]);
  expect(['169.254.169.254', 'etc/passwd', '"__proto__":{'].filter((attack) => !written.includes(attack))).toEqual([]);
  expect(({} as any).polluted).toBeUndefined();
});

test('values of the dictionary are used', () => {
  const dictionary = { texts: ['magic-7'], numbers: [4711] };
  const { valid } = new SchemaValues({ type: 'object', required: ['a', 'b'], properties: { a: { type: 'string', maxLength: 10 }, b: { type: 'integer' } } }, { dictionary });
  const drawn = draw(valid, 400) as { a: string; b: number }[];
  expect(drawn.some(({ a }) => a === 'magic-7')).toBe(true);
  expect(drawn.some(({ b }) => b === 4711)).toBe(true);
});

test('recursive schemas are supported', () => {
  const schema = { $ref: '#/$defs/tree', $defs: { tree: { type: 'object', required: ['name'], additionalProperties: false, properties: { name: { type: 'string' }, left: { $ref: '#/$defs/tree' }, right: { $ref: '#/$defs/tree' } } } } };
  const drawn = draw(new SchemaValues(schema).valid, 200);
  expect(drawn.some((value: any) => value.left?.right !== undefined)).toBe(true);
});

test.each([
  ['if and then', { type: 'object', required: ['kind'], properties: { kind: { enum: ['a', 'b'] } }, if: { properties: { kind: { const: 'a' } } }, then: { required: ['x'] }, else: { required: ['y'] } }],
  ['contains', { type: 'array', contains: { type: 'integer', minimum: 900 }, minContains: 2, maxItems: 5 }],
  ['propertyNames', { type: 'object', propertyNames: { pattern: '^[a-c]{2}$' }, minProperties: 2 }],
  ['prefixItems', { type: 'array', prefixItems: [{ type: 'string' }, { type: 'integer' }], items: false, minItems: 2 }],
  ['dependentSchemas', { type: 'object', properties: { a: {}, b: {} }, dependentSchemas: { a: { required: ['b'] } } }],
  ['dependentRequired', { type: 'object', properties: { a: {}, b: {} }, dependentRequired: { a: ['b'] } }],
  ['oneOf of objects', { oneOf: [{ type: 'object', required: ['a'], properties: { a: { const: 1 } } }, { type: 'object', required: ['b'], properties: { b: { type: 'string', format: 'uuid' } } }] }],
  ['lookahead', { type: 'string', pattern: '^(?=.*[0-9])[a-z0-9]{6,9}$' }],
  ['allOf of limits', { allOf: [{ type: 'integer', minimum: 5 }, { maximum: 9 }, { multipleOf: 2 }, { multipleOf: 3 }] }],
  ['unevaluatedProperties', { allOf: [{ properties: { a: { type: 'string' } } }], type: 'object', unevaluatedProperties: false }],
])('%s', (_, schema) => {
  const values = new SchemaValues(schema);
  expect(draw(values.valid, 30).every((value) => values.accepts(value))).toBe(true);
  expect(draw(values.invalid, 30).some(({ value }) => values.accepts(value))).toBe(false);
});

test('a schema that accepts nothing or everything is reported', () => {
  expect(new SchemaValues({ type: 'string', minLength: 3, maxLength: 2 })).toMatchObject({ valid: undefined, problems: [{ message: 'no value was found that the schema accepts; it may accept none' }] });
  expect(new SchemaValues({})).toMatchObject({ invalid: undefined, problems: [{ message: 'no value was found that the schema rejects; it may accept all' }] });
});

test('an unresolved reference and an invalid pattern are reported', () => {
  expect(new SchemaValues({ $ref: 'https://example.com/other.json' }).problems[0].message).toMatch(/can’t compile|leads nowhere/);
  expect(new SchemaValues({ type: 'string', pattern: '(' }).problems[0].message).toMatch(/can’t compile|no regular expression/);
});

test('values for which ajv throws are neither valid nor invalid', () => {
  const values = new SchemaValues({ type: 'array', uniqueItems: true });
  const value = [{ toString: 1 }, { toString: 1 }];
  expect([values.accepts(value), values.rejects(value)]).toEqual([false, false]);
});

test('draft-06 is supported', () => {
  const values = new SchemaValues({ $schema: 'http://json-schema.org/draft-06/schema#', type: 'integer', exclusiveMinimum: 3 });
  expect([values.accepts(4), values.accepts(3)]).toEqual([true, false]);
});
