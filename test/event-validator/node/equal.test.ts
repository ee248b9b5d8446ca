import * as fc from 'fast-check';
import equal from '../../../lambda/event-validator/node/equal';

const json = fc.jsonValue({ maxDepth: 3 });

test('values are equal if their texts with sorted properties are', () => {
  const text = (value: unknown): string => JSON.stringify(value, (_, one) => {
    if (typeof one !== 'object' || one === null || Array.isArray(one)) return one;
    return Object.fromEntries(Object.entries(one).sort(([a], [b]) => (a < b ? -1 : 1)));
  });
  fc.assert(fc.property(json, json, (a, b) => equal(a, b) === (text(a) === text(b))));
  fc.assert(fc.property(json, (a) => equal(a, JSON.parse(JSON.stringify(a)))));
});

test.each<[string, string, boolean]>([
  ['{"toString":1}', '{"toString":1}', true],
  ['{"valueOf":{"a":1}}', '{"valueOf":{"a":2}}', false],
  ['{"a":1,"b":2}', '{"b":2,"a":1}', true],
  ['{"hasOwnProperty":1}', '{"toString":1}', false],
  ['{"0":1}', '[1]', false],
  ['[1,[2]]', '[1,[2]]', true],
  ['[1,2]', '[1]', false],
  ['null', '{}', false],
  ['1', '"1"', false],
])('%s and %s', (a, b, same) => expect(equal(JSON.parse(a), JSON.parse(b))).toBe(same));
