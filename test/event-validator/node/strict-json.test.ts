import fc from 'fast-check';
import { Rejection } from '../../../lambda/event-validator/node/rejection';
import { inspect, parseJson } from '../../../lambda/event-validator/node/strict-json';

function ruleOf(check: () => unknown): string {
  try {
    check();
    return 'accepted';
  } catch (error) {
    if (!(error instanceof Rejection)) throw error;
    return error.field === '' ? error.rule : `${error.rule} at ${error.field}`;
  }
}

test('JSON whose numbers JavaScript can represent is read as JSON.parse does', () => {
  const isKept = (value: unknown): boolean => ruleOf(() => inspect(value)) === 'accepted';
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 5 }).filter(isKept), fc.constantFrom(undefined, 1, '\t'), (value, space) => {
      const text = JSON.stringify(value, undefined, space);
      expect(parseJson(text)).toEqual(JSON.parse(text));
    }),
    { numRuns: 500 },
  );
});

test('a duplicate property is rejected at any place', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue(), { minKeys: 1, noNullPrototype: true }), (object) => {
      const [[key, value]] = Object.entries(object);
      fc.pre(key !== '__proto__' && ruleOf(() => inspect(object)) === 'accepted');
      const twice = `{${JSON.stringify(key)}:${JSON.stringify(value)},${JSON.stringify(object).slice(1)}`;
      expect(ruleOf(() => parseJson(`[{"a":${twice}}]`))).toBe('duplicate-key');
    }),
    { numRuns: 300 },
  );
});

test.each([
  ['{"a":1', 'json'],
  ['', 'json'],
  ['{"a":1}x', 'json'],
  ['{"a":1,"a":1}', 'duplicate-key'],
  ['{"a":1,"\\u0061":1}', 'duplicate-key'],
  ['{"a":1,"a" :2}', 'duplicate-key'],
  ['{"a":1,"a"\n\t:2}', 'duplicate-key'],
  ['{"a" : ":b","c":" :"}', 'accepted'],
  ['{"a":":b","a":[]}', 'duplicate-key'],
  ['[":a"]', 'accepted'],
  ['{"\\\\":{"a\\"":1,"a\\"" : 2}}', 'duplicate-key'],
  ['{"a":"b\\\\","c\\"d":"{\\"e\\":1}"}', 'accepted'],
  ['["a",":","\\":"]', 'accepted'],
  ['{"__proto__":{"admin":true}}', 'forbidden-key'],
  ['{"a":[{"\\u005f_proto__":1}]}', 'forbidden-key at /a/0'],
  ['{"constructor":{"prototype":{"admin":true}}}', 'forbidden-key'],
  ['{"constructor":"Ferrari"}', 'accepted'],
  ['{"prototype":1}', 'accepted'],
  ['{"n":9007199254740993}', 'number-precision at /n'],
  ['{"n":-9007199254740992}', 'number-precision at /n'],
  ['{"n":9007199254740991}', 'accepted'],
  ['{"n":1e999}', 'number-precision at /n'],
  ['{"n":0.1}', 'accepted'],
  ['{"s":"\\ud800"}', 'unicode at /s'],
  ['{"\\udc00":1}', 'unicode'],
  ['{"s":"\\ud83d\\ude00"}', 'accepted'],
  ['{"s":"\ud800"}', 'unicode'],
  ['{"s":"😀"}', 'accepted'],
  [`${'['.repeat(100)}1${']'.repeat(100)}`, 'accepted'],
  ['{"a/b":{"~":1e999}}', 'number-precision at /a~1b/~0'],
])('%s: %s', (text, expected) => {
  expect(ruleOf(() => parseJson(text))).toBe(expected);
});

test('10,000 levels of nesting are rejected, in texts and in values', () => {
  const text = `${'{"a":'.repeat(10_000)}1${'}'.repeat(10_000)}`;
  expect(ruleOf(() => parseJson(text))).toMatch(/^depth/);
  expect(ruleOf(() => inspect(JSON.parse(text)))).toMatch(/^depth/);
});

test('6 MB of JSON are read', () => {
  const rows = Array.from({ length: 60_000 }, (_, id) => ({ id, text: 'x'.repeat(80) }));
  const text = JSON.stringify(rows);
  expect(text.length).toBeGreaterThan(6_000_000);
  expect(parseJson(text)).toEqual(rows);
});
