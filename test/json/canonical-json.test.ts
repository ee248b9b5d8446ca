import { isDeepStrictEqual } from 'util';
import * as fc from 'fast-check';
import { canonical } from '../../lib/json/canonical-json';
import { isObject } from '../../lib/json/json-object';

/** Returns the same value with the properties of every object in reverse order. */
function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed);
  return isObject(value) ? Object.fromEntries(Object.entries(value).reverse().map(([key, inner]) => [key, reversed(inner)])) : value;
}

/** Converts to JSON text and back, which has only one zero. */
const written = (value: unknown) => JSON.parse(JSON.stringify(value));

/** Few names and values, so that many of them are equal. */
const { value: small } = fc.letrec((tie) => ({
  value: fc.oneof({ maxDepth: 2 }, fc.constantFrom<unknown>(null, 0, -0, 1, '1', '', '\ud800'), fc.array(tie('value'), { maxLength: 2 }), tie('object')),
  object: fc.dictionary(fc.constantFrom('a', 'b', '__proto__'), tie('value'), { maxKeys: 2 }),
}));

test('the text is JSON of the same value', () => {
  fc.assert(fc.property(fc.jsonValue(), (value) => expect(JSON.parse(canonical(value))).toEqual(written(value))));
});

test('the order of properties does not matter', () => {
  fc.assert(fc.property(fc.jsonValue(), (value) => expect(canonical(reversed(value))).toBe(canonical(value))));
});

test('two values have the same text exactly if they are equal', () => {
  fc.assert(
    fc.property(small, small, (a, b) => {
      expect(canonical(a) === canonical(b)).toBe(isDeepStrictEqual(written(a), written(b)));
    }),
    { numRuns: 1000 },
  );
});

test.each([
  [{ b: [1.0, null], a: 'x' }, '{"a":"x","b":[1,null]}'],
  [-0, '0'],
  [1e21, '1e+21'],
  ['\ud800', '"\\ud800"'],
  [JSON.parse('{"__proto__": {"b": 1, "a": 2}}'), '{"__proto__":{"a":2,"b":1}}'],
])('%j', (value, text) => expect(canonical(value)).toBe(text));
