import { fullFormats } from 'ajv-formats/dist/formats';
import fc from 'fast-check';
import { nested, RECURSIVE_SCHEMAS } from './recursive-schemas';
import { checkValue } from '../../../lambda/event-validator/node/check';
import { Rejection } from '../../../lambda/event-validator/node/rejection';
import { EventSchema } from '../../../lib/inbound-events/event-schema';
import { PythonProgram, pythonProgram } from '../../../lib/inbound-events/events/python-program';
import { Problem } from '../../../lib/inbound-events/plain-json';
import { canonical } from '../../../lib/json/canonical-json';
import { decidedInPython } from '../../event-validator/python-laboratory';
import { contractOf } from '../../event-validator/validated';

/** Returns the first error of compiled schemas in values. */
function decidedInNode(schema: unknown, values: readonly unknown[]): unknown[] {
  const [source] = contractOf([EventSchema.direct(schema)]).sources;
  return values.map((value) => {
    try {
      checkValue((source as { check: Parameters<typeof checkValue>[0] }).check, value);
      return null;
    } catch (error) {
      return [(error as Rejection).field, (error as Rejection).rule];
    }
  });
}

function expectSame(schemas: readonly unknown[], values: readonly unknown[]): void {
  const texts = values.map((value) => JSON.stringify(value));
  // Synthesis sorts the properties of schemas by name.
  const programs = schemas.map((schema) => pythonProgram(JSON.parse(canonical(schema))) as PythonProgram);
  const decisions = decidedInPython(programs.map((program) => [program, texts]));
  for (const [i, schema] of schemas.entries()) {
    const expected = decidedInNode(schema, values);
    const reported = (decision: readonly unknown[]) => values.map((value, j) => JSON.stringify({ schema, value, decision: decision[j] })).join('\n');
    expect(reported(decisions[i])).toBe(reported(expected));
  }
}

test('the first problem is the same as in Node.js for random schemas', () => {
  const scalar = fc.constantFrom<unknown>(0, 1, -1, 1.5, 3, '', 'a', 'ab', '😀', true, false, null);
  const name = fc.constantFrom('a', 'b', 'c/d');
  const { value } = fc.letrec((tie) => ({
    value: fc.oneof({ maxDepth: 3 }, scalar, fc.array(tie('value'), { maxLength: 3 }), fc.dictionary(name, tie('value'), { maxKeys: 3, noNullPrototype: true })),
  }));
  const { schema } = fc.letrec((tie) => ({
    schema: fc.oneof({ maxDepth: 3, withCrossShrink: false }, fc.boolean(), fc.record({
      type: fc.oneof(fc.constantFrom('object', 'array', 'string', 'number', 'integer', 'boolean', 'null'), fc.uniqueArray(fc.constantFrom('object', 'array', 'string', 'integer'), { minLength: 1 })),
      enum: fc.uniqueArray(scalar, { minLength: 1, maxLength: 3 }),
      const: scalar,
      minimum: fc.integer({ min: -1, max: 2 }),
      exclusiveMaximum: fc.integer({ min: 0, max: 3 }),
      multipleOf: fc.constantFrom(0.5, 2),
      maxLength: fc.nat(2),
      minLength: fc.nat(2),
      pattern: fc.constantFrom('^a', 'b$', '^.$'),
      maxItems: fc.nat(2),
      uniqueItems: fc.boolean(),
      items: tie('schema'),
      prefixItems: fc.array(tie('schema'), { minLength: 1, maxLength: 2 }),
      contains: tie('schema'),
      minProperties: fc.nat(2),
      required: fc.uniqueArray(name),
      properties: fc.dictionary(name, tie('schema'), { noNullPrototype: true }),
      patternProperties: fc.dictionary(fc.constantFrom('^a', 'd$'), tie('schema'), { noNullPrototype: true }),
      additionalProperties: tie('schema'),
      propertyNames: tie('schema'),
      dependentRequired: fc.dictionary(name, fc.uniqueArray(name), { noNullPrototype: true }),
      dependentSchemas: fc.dictionary(name, tie('schema'), { noNullPrototype: true }),
      anyOf: fc.array(tie('schema'), { minLength: 1, maxLength: 3 }),
      oneOf: fc.array(tie('schema'), { minLength: 1, maxLength: 3 }),
      allOf: fc.array(tie('schema'), { minLength: 1, maxLength: 2 }),
      not: tie('schema'),
      if: tie('schema'),
      then: tie('schema'),
      else: tie('schema'),
    }, { requiredKeys: [], noNullPrototype: true }).map((keywords) => {
      const given = Object.entries(keywords);
      return Object.fromEntries(given.filter((_, i) => (i * 7 + given.length) % 4 === 0));
    })),
  }));
  // Strict schemas reject keywords that have no effect alone.
  const valid = (each: unknown) => {
    try {
      return EventSchema.direct(each) !== undefined;
    } catch {
      return false;
    }
  };
  const schemas = fc.sample(schema, { numRuns: 300, seed: 11 }).filter(valid);
  expect(schemas.length).toBeGreaterThan(100);
  expectSame(schemas, fc.sample(value, { numRuns: 60, seed: 12 }));
});

describe('formats', () => {
  const TEXTS = [
    '', '2026-02-29', '2024-02-29', '2026-13-01', '2026-01-01T00:00:00Z', '2026-01-01t00:00:00.123+01:30', '2026-01-01 00:00:00', '2016-12-31T23:59:60Z', '2016-12-31T22:59:60-01:00', '2016-12-31T12:59:60Z', '2026-01-01T24:00:00Z', '12:00:00Z', '12:00:00', '12:00:00+24:00', '٢026-01-01',
    '2026-01-01\n', 'http://example.com/a?b#c', 'http://[::1]:80/', 'http://[2001:db8::1.2.3.4]', 'http://[1:2:3:4:5:6:7:8:9]', 'mailto:a@b.c', '//example.com', 'a b', 'urn:a:b', 'http://a b', 'HTTP://EXAMPLE.com/%zz', 'http://é.com', '/a/b', '#', '{a}', 'http://x/{+y*}', 'a@b.co', 'A@B.CO', 'a@b', 'ſ@b.co', 'a@@b', 'a.b-c.d', '-a.b',
    'a'.repeat(64), '127.0.0.1', '256.0.0.1', '1.2.3', '::1', '1::2::3', 'fe80::1%eth0', '0b9a4c2e-7a55-4f0e-9a3e-0a52d9c2f1b7', 'urn:uuid:0b9a4c2e-7a55-4f0e-9a3e-0a52d9c2f1b7', '/a~1b', '/a~2', '#/a%20b', '1/a', '0#', '01', 'P1Y', 'P', 'PT1S', 'P1W', 'YWI=', 'YQ', 'YWJj', 'YWJj\n!', 'K',
  ];
  const supported = Object.keys(fullFormats).filter((format) => !['regex', 'url'].includes(format));
  const schemaOf = (format: string) => ({ type: ['int32', 'int64', 'float', 'double'].includes(format) ? 'number' : 'string', format });

  test('are the same as in Node.js', () => {
    const numbers = [0, -1, 1.5, 2 ** 31, 2 ** 31 - 1, -(2 ** 31), -(2 ** 31) - 1, 2 ** 53];
    const alphabet = [...new Set(TEXTS.join(''))];
    const near = fc.sample(fc.tuple(fc.constantFrom(...TEXTS), fc.nat(), fc.constantFrom(...alphabet)), { numRuns: 300, seed: 5 })
      .map(([text, place, character]) => `${text.slice(0, place % (text.length + 1))}${character}${text.slice((place % (text.length + 1)) + (place % 2))}`);
    expectSame(supported.map(schemaOf), [...numbers, ...TEXTS, ...near]);
  });

  test.each(['regex', 'url'])('%s is rejected', (format) => {
    expect(pythonProgram(schemaOf(format))).toEqual([{ pointer: '/format', message: expect.stringContaining('is about what JavaScript does') }]);
  });
});

test.each<[object, Problem]>([
  [{ properties: { a: { pattern: '\\p{L}' } } }, { pointer: '/properties/a/pattern', message: 'the pattern \\p{L}: \\p has no equivalent in Python' }],
  [{ unevaluatedProperties: false }, { pointer: '', message: 'unevaluatedProperties is not supported in Python' }],
  [{ $ref: '#a', $defs: { a: { $anchor: 'a' } } }, { pointer: '/$ref', message: '#a: in Python a schema can refer by JSON pointer only, such as #/$defs/name, and have no $id but its own' }],
])('%j is rejected', (schema, problem) => {
  expect(pythonProgram(schema)).toEqual([problem]);
});

test('the missing property is named, also in schemas with inherited names', () => {
  const properties = { toString: { type: 'string' } };
  expectSame([{ properties, required: ['a'] }, { properties, dependentRequired: { a: ['b'] } }], [{}, { a: 1 }, { a: 1, b: 1 }]);
});

test('recursive schemas are supported', () => {
  const tree = { type: 'object', properties: { value: { type: 'number' }, children: { type: 'array', items: { $ref: '#' } } }, additionalProperties: false };
  expectSame([tree], [{ children: [{ value: 1 }, { children: [{ value: 'x' }] }] }, { children: [] }, { children: [{ other: 1 }] }]);
});

test.each(Object.keys(RECURSIVE_SCHEMAS).filter((name) => name !== 'unevaluatedProperties'))('%s of recursive schemas terminates for deep values, with the same result as in Node.js', (name) => {
  expectSame([RECURSIVE_SCHEMAS[name]], [0, 1, 2, 60].map((depth) => nested(name, depth)));
});
