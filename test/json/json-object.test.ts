import * as fc from 'fast-check';
import { isObject } from '../../lib/json/json-object';

test('an object of JSON text is one; a list, null and all else are not', () => {
  fc.assert(
    fc.property(fc.json(), (text) => {
      expect(isObject(JSON.parse(text))).toBe(text.trimStart().startsWith('{'));
    }),
  );
});

test.each([
  ['an object without a prototype', Object.create(null), true],
  ['an own property named __proto__', JSON.parse('{"__proto__": []}'), true],
  ['nothing', undefined, false],
  ['a function', () => ({}), false],
  ['a bigint', 1n, false],
  ['a symbol', Symbol('a'), false],
])('%s', (_, value, is) => expect(isObject(value)).toBe(is));
