import { compileSchema } from '../../../lib/inbound-events/events/compile-schema';
import { CompiledSchema } from '../../../lib/inbound-events/events/compiled-schema';

function problems(schema: unknown): string[] {
  const compiled = compileSchema(schema);
  return 'code' in compiled ? [] : (compiled as readonly { pointer: string; message: string }[]).map(({ pointer, message }) => `#${pointer}: ${message}`);
}

test.each([
  ['http://json-schema.org/draft-04/schema#', { minimum: 1, exclusiveMinimum: true }],
  ['http://json-schema.org/draft-07/schema#', { exclusiveMinimum: 1 }],
  ['https://json-schema.org/draft/2020-12/schema', { type: 'array', prefixItems: [{ type: 'integer' }], items: false, minItems: 1 }],
  [undefined, { type: 'object', unevaluatedProperties: false }],
])('%s', (uri, schema) => {
  expect(problems({ ...(uri !== undefined && { $schema: uri }), type: 'integer', ...schema })).toEqual([]);
});

test('code has nothing that compiles', () => {
  const { code, helpers } = compileSchema({ type: 'string', format: 'date-time', maxLength: 3 }) as { code: string; helpers: string[] };
  expect(code).not.toMatch(/\beval\b|new Function/);
  expect(helpers).toEqual(['ajv-formats/dist/formats', 'ajv/dist/runtime/ucs2length']);
});

test.each([
  [{ type: 'text' }, '#/type: must be equal to one of the allowed values'],
  [{ type: 'string', maxLenght: 3 }, '#: strict mode: unknown keyword: "maxLenght"'],
  [{ type: 'string', format: 'zip-code' }, '#: unknown format "zip-code" ignored in schema at path "#"'],
  [{ $ref: 'https://example.com/order.json' }, "#: can't resolve reference https://example.com/order.json from id "],
  [{ $schema: 'http://json-schema.org/draft-03/schema#' }, '#/$schema: "http://json-schema.org/draft-03/schema#" is not one of http://json-schema.org/draft-04/schema, '],
  [{ properties: { a: { pattern: '^(a+)+$' } } }, '#/properties/a: the pattern ^(a+)+$ backtracks without end for some texts'],
  [{ patternProperties: { '(': {} } }, '#: the pattern ( is not a regular expression'],
  [{ $ref: '#/$defs/a', $defs: { a: { $ref: '#/$defs/b' }, b: { $ref: '#/$defs/a' } } }, '#: a $ref leads back to itself, without end'],
  [{ const: undefined }, '#/const: JSON has no undefined'],
  [7, '#: a schema is an object, not 7'],
  [null, '#: a schema is an object, not null'],
])('%j is refused', (schema, expected) => {
  expect(problems(schema).join('\n')).toContain(expected);
});

describe('x-normalize', () => {
  test.each([
    [{ 'x-normalize': 'trim' }, '#: x-normalize is "trim"; a list of trim, nfc, lowercase, coerce, default is expected'],
    [{ 'x-normalize': ['trim', 'trim', 'upper'] }, '#: x-normalize: "upper" is not one of trim, nfc, lowercase, coerce, default\n#: x-normalize: a step stands twice'],
    [{ properties: { a: { 'x-normalize': ['default'] } } }, "#/properties/a: x-normalize: 'default' needs the keyword default beside it"],
    [{ 'default': 1, 'x-normalize': ['default'] }, '#: x-normalize: the value as a whole is never missing'],
    [{ properties: { a: { 'type': 'array', 'x-normalize': ['coerce'] } } }, "#/properties/a: x-normalize: 'coerce' needs a type of integer, number, boolean, null beside it"],
    [{ properties: { a: { 'type': ['string', 'integer'], 'x-normalize': ['coerce'] } } }, "'coerce' has nothing to do where texts are valid"],
    [{ anyOf: [{ 'type': 'string', 'x-normalize': ['trim'] }] }, '#/anyOf/0: x-normalize stands where it is known only after validation whether the schema applies'],
    [{ $ref: '#a', $defs: { a: { '$anchor': 'a', 'type': 'string', 'x-normalize': ['trim'] } } }, 'a schema with x-normalize can refer by JSON pointer only, such as #/$defs/name, not by #a'],
  ])('%j is refused', (schema, expected) => {
    expect(problems(schema).join('\n')).toContain(expected);
  });
});

describe('x-sensitive', () => {
  test.each([
    [{ 'x-sensitive': 'yes' }, '#: x-sensitive is "yes"; write true, or leave it out'],
    [{ properties: { a: { 'x-sensitive': false } } }, '#/properties/a: x-sensitive is false; write true, or leave it out'],
    [{ properties: { a: { contentSchema: { 'x-sensitive': true } } } }, '#/properties/a/contentSchema: x-sensitive has no effect there, since no part of a value has that schema'],
    [{ $ref: '#a', $defs: { a: { '$anchor': 'a', 'x-sensitive': true } } }, 'a schema with x-sensitive can refer by JSON pointer only, such as #/$defs/name'],
    [{ $dynamicRef: '#a', $defs: { a: { '$dynamicAnchor': 'a', 'x-sensitive': true } } }, 'it refers by #a'],
  ])('%j is refused', (schema, expected) => {
    expect(problems(schema).join('\n')).toContain(expected);
  });

  test('definitions that nothing refers to may have it', () => {
    expect(compileSchema({ $defs: { a: { 'x-sensitive': true } } })).toMatchObject({ sensitivity: undefined });
  });

  test('the code of a schema is the same with it and without', () => {
    const schema = { type: 'object', additionalProperties: false, required: ['a'], properties: { a: { type: 'string', maxLength: 3 } } };
    const marked = { ...schema, properties: { a: { ...schema.properties.a, 'x-sensitive': true } } };
    const { code, ...compiled } = compileSchema(marked) as CompiledSchema;
    const expected = { ...compileSchema(schema), sensitivity: [{ properties: { a: 1 } }, { all: true }] };
    expect({ ...compiled, code: code.replace(',"x-sensitive":true', '') }).toEqual(expected);
  });
});
