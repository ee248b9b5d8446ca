import fc from 'fast-check';
import { Rejection } from '../../../lambda/event-validator/node/rejection';
import { inspect, inspectPart } from '../../../lambda/event-validator/node/strict-json';
import { countingCode } from '../../../lib/inbound-events/events/counting';

type Count = (value: unknown, inspectIt: typeof inspectPart) => number;

function counting(schema: unknown): Count {
  const code = countingCode(schema);
  expect(code).toBeDefined();
  return new Function(`return ${code}`)() as Count;
}

/** Returns the result of a search through the whole value. */
function found(value: unknown): number {
  try {
    return inspect(value, false);
  } catch (error) {
    if (error instanceof Rejection) return -1;
    throw error;
  }
}

const closed = (properties: object, required: string[] = []) => ({ type: 'object', additionalProperties: false, properties, required });
const record = (model: { [name: string]: fc.Arbitrary<unknown> }, requiredKeys: string[] = []) =>
  fc.record(model, { requiredKeys, noNullPrototype: true });
const any = fc.jsonValue({ maxDepth: 4 });
const number = fc.oneof(fc.double({ noNaN: true }), fc.integer(), fc.constant(Number.MAX_SAFE_INTEGER + 1));

test.each<[string, unknown, fc.Arbitrary<unknown>]>([
  ['texts', closed({ a: { type: 'string' }, b: { type: ['string', 'null'] } }, ['a']), record({ a: fc.string(), b: fc.option(fc.string()) }, ['a'])],
  ['numbers', closed({ a: { type: 'number' }, b: { type: ['integer', 'string'] } }), record({ a: number, b: fc.oneof(number, fc.string()) })],
  ['numbers between limits', closed({ a: { type: 'integer', minimum: 0, maximum: 9 } }, ['a']), record({ a: fc.nat(9) }, ['a'])],
  ['numbers with a limit', closed({ a: { type: 'integer', minimum: 0 } }, ['a']), record({ a: fc.constantFrom(1, 2 ** 60) }, ['a'])],
  ['objects in objects', closed({ a: closed({ b: { type: 'boolean' }, c: true }, ['b']) }), record({ a: record({ b: fc.boolean(), c: any }, ['b']) })],
  ['lists of objects', { type: 'array', items: closed({ a: { type: 'string' }, b: { type: 'number' } }, ['a']) }, fc.array(record({ a: fc.string(), b: number }, ['a']))],
  ['lists of lists', { type: 'array', items: { type: 'array', items: { type: 'number' } } }, fc.array(fc.array(number))],
  ['an object or a list or neither', { type: ['object', 'array', 'number', 'null'], additionalProperties: false, properties: { a: {} }, items: { type: 'string' } }, fc.oneof(record({ a: any }), fc.array(fc.string()), number, fc.constant(null))],
  ['references', { ...closed({ a: { $ref: '#/$defs/b%25~1' } }), $defs: { 'b%/': closed({ c: { type: 'string' } }) } }, record({ a: record({ c: fc.string() }) })],
  ['a recursive reference', closed({ a: { $ref: '#' }, b: {} }, ['b']), fc.letrec((tie) => ({ node: record({ a: tie('node'), b: any }, ['b']) })).node],
  ['values by name', closed({ a: { enum: ['x', 1, null] }, b: { const: { c: [1] } }, d: { enum: [2 ** 60, 'x'] } }), record({ a: fc.constantFrom('x', 1, null), b: fc.constant({ c: [1] }), d: fc.constantFrom(2 ** 60, 'x') })],
  ['an open schema', closed({ a: { type: 'object', properties: { b: { type: 'string' } } }, c: { type: 'array', prefixItems: [{}] }, d: { type: 'object', additionalProperties: false, patternProperties: { x: {} } } }), record({ a: fc.dictionary(fc.string(), any, { noNullPrototype: true }), c: fc.array(any), d: fc.dictionary(fc.constantFrom('x', 'xx'), any, { noNullPrototype: true }) })],
  ['names that are texts of code', closed({ '"];': { type: 'string' }, '\u2028': { type: 'number' } }), record({ '"];': fc.string(), '\u2028': number })],
])('counts as many properties as the search finds: %s', (_, schema, values) => {
  const count = counting(schema);
  fc.assert(fc.property(values, (value) => expect(count(value, inspectPart)).toBe(found(value))), { numRuns: 200 });
});

test('counts the depth from the place of the schema', () => {
  const count = counting(closed({ a: {} }));
  const nested = (levels: number) => ({ a: JSON.parse(`${'['.repeat(levels)}${']'.repeat(levels)}`) as unknown });
  expect(count(nested(99), inspectPart)).toBe(1);
  expect(count(nested(100), inspectPart)).toBe(-1);
});

test.each([
  ['no type', { properties: { a: { type: 'string' } }, additionalProperties: false }],
  ['other properties', { type: 'object', properties: { a: { type: 'string' } } }],
  ['null besides, by a keyword of OpenAPI', { type: 'object', nullable: true, additionalProperties: false }],
  ['a reference beside other keywords', { $ref: '#/$defs/a', type: 'object', additionalProperties: false, $defs: { a: {} } }],
  ['a reference by another name', { $ref: '#a', $defs: { a: { $anchor: 'a', type: 'string' } } }],
  ['a reference in a schema with bases', { $ref: '#/$defs/a', $defs: { a: { type: 'string' }, b: { $id: 'https://example.com/b' } } }],
  ['anything', true],
])('generates no code for a schema that leaves the type open: %s', (_, schema) => {
  expect(countingCode(schema)).toBeUndefined();
});

test('terminates for references that double at each step', () => {
  const defs = Object.fromEntries(Array.from({ length: 40 }, (_, i) => [`d${i}`, closed({ a: { $ref: `#/$defs/d${i + 1}` }, b: { $ref: `#/$defs/d${i + 1}` } })]));
  const code = countingCode({ $ref: '#/$defs/d0', $defs: { ...defs, d40: { type: 'string' } } });
  expect(code!.length).toBeLessThan(1_000_000);
});
