import { nested, RECURSIVE_SCHEMAS } from './recursive-schemas';
import { Check } from '../../../lambda/event-validator/node/contract';
import { EventSchema } from '../../../lib/inbound-events/event-schema';
import { compileSchema } from '../../../lib/inbound-events/events/compile-schema';
import { CompiledSchema } from '../../../lib/inbound-events/events/compiled-schema';
import { contractOf } from '../../event-validator/validated';

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

test('the code compiles nothing at run time', () => {
  const { code, helpers } = compileSchema({ type: 'string', format: 'date-time', maxLength: 3 }) as { code: string; helpers: string[] };
  expect(code).not.toMatch(/\beval\b|new Function/);
  expect(helpers).toEqual(['ajv-formats/dist/formats', 'ajv/dist/runtime/ucs2length']);
});

test.each([
  [{ type: 'text' }, '#/type: one of array, boolean, integer, null, number, object, string is expected'],
  [{ type: 'string', maxLenght: 3 }, '#: there is no keyword "maxLenght"'],
  [{ type: 'string', format: 'zip-code' }, '#: there is no format "zip-code"'],
  [{ $ref: 'https://example.com/order.json' }, '#: the $ref https://example.com/order.json is not found'],
  [{ $schema: 'http://json-schema.org/draft-03/schema#' }, '#/$schema: "http://json-schema.org/draft-03/schema#" is not one of http://json-schema.org/draft-04/schema, '],
  [{ properties: { a: { pattern: '^(a+)+$' } } }, '#/properties/a: the pattern ^(a+)+$ backtracks without end for some texts'],
  [{ properties: { a: { $dynamicRef: '#a' } } }, '#/properties/a: $dynamicRef is not supported, since nothing bounds the work of recursion by it; write a $ref'],
  [{ unevaluatedItems: false }, '#: unevaluatedItems is not supported; write prefixItems with items: false'],
  [{ unevaluatedProperties: false, if: {}, then: { properties: { a: true } } }, '#: unevaluatedProperties does not see what a condition without then or else evaluates'],
  [{ patternProperties: { '(': {} } }, '#: the pattern ( is not a regular expression'],
  [{ $ref: '#/$defs/a', $defs: { a: { $ref: '#/$defs/b' }, b: { $ref: '#/$defs/a' } } }, '#/$defs/b: the $ref leads back to itself for the same value, without end'],
  [{ anyOf: [{ type: 'string' }, { not: { $ref: '#' } }] }, '#/anyOf/1/not: the $ref leads back to itself for the same value, without end'],
  [{ if: { dependentSchemas: { a: { $ref: '#' } } } }, '#/if/dependentSchemas/a: the $ref leads back to itself for the same value, without end'],
  [{ $ref: 'b', $defs: { b: { $id: 'b', $ref: 'b' } } }, '#: the $ref leads back to itself for the same value, without end'],
  [{ $schema: 'http://json-schema.org/draft-04/schema#', enum: [{ toString: 1 }, { toString: 1 }] }, '#/enum: an item occurs twice'],
  [{ const: undefined }, '#/const: JSON has no undefined'],
  [7, '#: a schema is an object, not 7'],
  [null, '#: a schema is an object, not null'],
])('%j is rejected', (schema, expected) => {
  expect(problems(schema).join('\n')).toContain(expected);
});

test.each<[object, unknown[], unknown[]]>([
  [{ type: 'number', multipleOf: 0.01 }, [4.35, 19.99, 1], [0.001]],
  [{ type: 'array', uniqueItems: true }, [[1, '1', true]], [[{ a: 1, b: 2 }, { b: 2, a: 1 }], [1, 1]]],
  [{ type: 'object', required: [''] }, [{ '': 1 }], [{ a: 1 }]],
  [{ type: 'object', dependentRequired: { a: [''] } }, [{ 'a': 1, '': 1 }, {}], [{ a: 1 }]],
  [{ $schema: 'http://json-schema.org/draft-07/schema#', type: 'object', dependencies: { a: [''], b: { required: ['c'] } } }, [{ 'a': 1, '': 1 }, { b: 1, c: 1 }], [{ a: 1 }, { b: 1 }]],
  [{ type: 'array', prefixItems: [{ type: 'string' }], contains: { const: 1 }, maxContains: 1 }, [['a', 1]], [['a', 1, 1], ['a']]],
  [{ type: 'object', properties: { ab: { type: 'string' } }, patternProperties: { '^a': { maxLength: 2 } } }, [{ ab: 'xx' }], [{ ab: 'xxx' }]],
  [{ type: 'string', pattern: '^(?<year>\\d{4})-[\\u{1F600}-\\u{1F64F}]+$' }, ['2026-😀'], ['26-😀']],
])('%j validates as specified', (schema, valid, invalid) => {
  const [source] = contractOf([EventSchema.direct(schema)]).sources as readonly { readonly check: Check }[];
  const { validate } = source.check;
  expect(valid.map((value) => validate(value))).toEqual(valid.map(() => true));
  expect(invalid.map((value) => validate(value))).toEqual(invalid.map(() => false));
});

test('the time for uniqueItems grows linearly', () => {
  const [source] = contractOf([EventSchema.direct({ type: 'array', uniqueItems: true })]).sources as readonly { readonly check: Check }[];
  const items = (count: number) => Array.from({ length: count }, (_, i) => ({ i }));
  const took = (count: number) => {
    const values = items(count);
    const start = process.cpuUsage();
    source.check.validate(values);
    return process.cpuUsage(start).user;
  };
  took(1000);
  // 64 times as many: comparing all pairs would take 4096 times as long.
  expect(took(64_000)).toBeLessThan(1000 * Math.max(took(1000), 100));
});

describe('the time for a recursive schema grows linearly with the depth of a value', () => {
  test.each(Object.keys(RECURSIVE_SCHEMAS))('%s', (name) => {
    const [source] = contractOf([EventSchema.direct(RECURSIVE_SCHEMAS[name])]).sources as readonly { readonly check: Check }[];
    let reads = 0;
    const watched = (value: object): object => new Proxy(value, {
      get: (target, key) => {
        reads += 1;
        return Reflect.get(target, key) as unknown;
      },
    });
    const work = (depth: number) => {
      reads = 0;
      source.check.validate(nested(name, depth, watched));
      return reads;
    };
    const [half, whole] = [work(40), work(80)];
    expect(half).toBeGreaterThan(0);
    expect(whole).toBeLessThanOrEqual(2 * half + 20);
  });
});

describe('x-normalize', () => {
  test.each([
    [{ 'x-normalize': 'trim' }, '#: x-normalize is "trim"; a list of trim, nfc, lowercase, coerce, default is expected'],
    [{ 'x-normalize': ['trim', 'trim', 'upper'] }, '#: x-normalize: "upper" is not one of trim, nfc, lowercase, coerce, default\n#: x-normalize: a step occurs twice'],
    [{ properties: { a: { 'x-normalize': ['default'] } } }, "#/properties/a: x-normalize: 'default' needs the keyword default beside it"],
    [{ 'default': 1, 'x-normalize': ['default'] }, '#: x-normalize: the value as a whole is never missing'],
    [{ properties: { a: { 'type': 'object', 'x-normalize': ['coerce'] } } }, "#/properties/a: x-normalize: 'coerce' needs a type of integer, number, boolean, null, array beside it"],
    [{ properties: { a: { 'type': ['string', 'integer'], 'x-normalize': ['coerce'] } } }, "'coerce' has nothing to do where texts are valid"],
    [{ anyOf: [{ 'type': 'string', 'x-normalize': ['trim'] }] }, '#/anyOf/0: x-normalize is in a subschema that may not apply'],
    [{ $ref: '#a', $defs: { a: { '$anchor': 'a', 'type': 'string', 'x-normalize': ['trim'] } } }, 'a schema with x-normalize can refer by JSON pointer only, such as #/$defs/name, not by #a'],
  ])('%j is rejected', (schema, expected) => {
    expect(problems(schema).join('\n')).toContain(expected);
  });
});

describe('x-sensitive', () => {
  test.each([
    [{ 'x-sensitive': 'yes' }, '#: x-sensitive is "yes"; write true, or leave it out'],
    [{ properties: { a: { 'x-sensitive': false } } }, '#/properties/a: x-sensitive is false; write true, or leave it out'],
    [{ properties: { a: { contentSchema: { 'x-sensitive': true } } } }, '#/properties/a/contentSchema: x-sensitive has no effect there, since no part of a value has that schema'],
    [{ $ref: '#a', $defs: { a: { '$anchor': 'a', 'x-sensitive': true } } }, 'a schema with x-sensitive can refer by JSON pointer only, such as #/$defs/name'],
  ])('%j is rejected', (schema, expected) => {
    expect(problems(schema).join('\n')).toContain(expected);
  });

  test('is ignored in unused definitions', () => {
    expect(compileSchema({ $defs: { a: { 'x-sensitive': true } } })).toMatchObject({ sensitivity: undefined });
  });

  test('does not change the validating code of a schema', () => {
    const schema = { type: 'object', additionalProperties: false, required: ['a'], properties: { a: { type: 'string', maxLength: 3 } } };
    const marked = { ...schema, properties: { a: { ...schema.properties.a, 'x-sensitive': true } } };
    const { code, ...compiled } = compileSchema(marked) as CompiledSchema;
    const expected = { ...compileSchema(schema), sensitivity: [{ properties: { a: 1 } }, { all: true }] };
    expect({ ...compiled, code: code.replace(',"x-sensitive":true', '') }).toEqual(expected);
  });
});
