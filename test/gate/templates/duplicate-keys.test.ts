import * as fc from 'fast-check';
import { duplicateKeys } from '../../../lib/gate';

test.each([
  ['{"a": 1, "b": {"a": 2}, "c": [{"a": 1}, {"a": 2}]}', []],
  ['{"a": 1, "a": 2}', ['/a']],
  ['{"a": 1, "\\u0061": 2}', ['/a']],
  ['{"a": {"b": "x:{", "c": ["b", "b"], "b": 1}}', ['/a/b']],
  ['[[], {"x": [1, {"k/~": 1, "k/~": 2}]}]', ['/1/x/1/k~1~0']],
  ['{"__proto__": 1, "constructor": 2, "__proto__": 3}', ['/__proto__']],
  ['{"a": 1, "a": 2, "a": 3}', ['/a']],
  ['{"a" \n: "\\"a\\":", "b": "a"}', []],
  ['"a"', []],
])('%s', (text, pointers) => expect(duplicateKeys(text)).toEqual(pointers));

test('finds none in serialized values', () => {
  const written = fc.tuple(fc.jsonValue(), fc.constantFrom(0, 2)).map(([value, indent]) => JSON.stringify(value, null, indent));
  fc.assert(fc.property(written, (text) => expect(duplicateKeys(text)).toEqual([])));
});

test('finds a repeated key at any place', () => {
  fc.assert(
    fc.property(fc.array(fc.string(), { maxLength: 4 }), fc.string(), fc.jsonValue(), (path, key, value) => {
      const member = `${JSON.stringify(key)}: ${JSON.stringify(value)}`;
      const text = path.reduceRight((inner, step) => `{${JSON.stringify(step)}: ${inner}}`, `{${member}, ${member}}`);
      const pointer = [...path, key].map((step) => `/${step.replace(/~/g, '~0').replace(/\//g, '~1')}`).join('');
      expect(duplicateKeys(text)).toEqual([pointer]);
    }),
  );
});
