import * as fc from 'fast-check';
import { isObject } from '../../lib/json/json-object';

test('JSON text of an object is recognized, and of any other value is not', () => {
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
