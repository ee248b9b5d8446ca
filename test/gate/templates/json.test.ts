import * as fc from 'fast-check';
import { UnreadableInput } from '../../../lib/gate';
import { parseJson } from '../../../lib/gate/templates/json';

/** Returns the error for a rejected text. */
function rejection(text: string): UnreadableInput {
  try {
    parseJson(text, 'a.json');
  } catch (e) {
    if (e instanceof UnreadableInput) return e;
    throw e;
  }
  throw new Error('it was read');
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

test('reads the same as JSON.parse', () => {
  fc.assert(fc.property(fc.json(), (text) => expect(parseJson(text, 'a.json')).toEqual(JSON.parse(text))));
});

test.each([
  ['{"Resources": {"A": {"Type": "T",}}}', 1, 34],
  ['{\n  "Resources": {\n', 3, 1],
  ['{"Resources"; {}}', 1, 13],
  ["{'Resources': {}}", 1, 2],
  ['{"Resources": {}} x', 1, 19],
  ['{"Resources": [1, 2}', 1, 20],
  ['{"a": tru}', 1, 7],
  ['{"a": "b\n"}', 1, 7],
  ['{"a": [1,]}', 1, 10],
  ['{"a" "b"}', 1, 6],
  ['{,}', 1, 2],
  ['{"a": ]}', 1, 7],
  ['{\t"a": 01}', 1, 9],
])('%j', (text, line, column) => {
  const error = rejection(text);
  expect(error).toMatchObject({ name: 'UnreadableInput', file: 'a.json', line, column });
  expect(error.message).toMatch(new RegExp(`^a\\.json:${line}:${column}: is not valid JSON \\(.+\\)$`, 's'));
});

test('the position is where the text stops being valid JSON', () => {
  const complete = (start: string) => {
    const brackets = start.replace(/"(?:[^"\\]|\\.)*"/g, '').replace(/[^{}[\]]/g, '');
    const open: string[] = [];
    for (const bracket of brackets) if (bracket === '{' || bracket === '[') open.unshift(bracket === '{' ? '}' : ']'); else open.shift();
    return ['', '0', ':0', '"k":0'].some((middle) => isJson(start + middle + open.join('')));
  };
  const broken = fc.tuple(fc.json(), fc.nat(), fc.constantFrom('}', ']', ',', ':', '"', 'x', '\u0001', '')).map(([json, at, put]) => {
    const offset = at % (json.length + 1);
    return `{"a":${json.slice(0, offset)}${put}${json.slice(offset + 1)}}`;
  });
  fc.assert(
    fc.property(broken.filter((text) => !isJson(text)), (text) => {
      const { line, column } = rejection(text);
      expect(line).toBe(1);
      expect(complete(text.slice(0, column! - 1))).toBe(true);
    }),
    { numRuns: 200 },
  );
});
