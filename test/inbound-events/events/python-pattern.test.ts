import fc from 'fast-check';
import { pythonPattern } from '../../../lib/inbound-events/events/python-pattern';
import { decidedInPython } from '../../event-validator/python-laboratory';

/** Runs patterns on texts in Python, and returns which match. */
function foundInPython(cases: readonly (readonly [string, readonly string[]])[]): boolean[][] {
  const programs = cases.map(([pattern, texts]) => [{ schemas: [[{ steps: [['pattern', 'pattern', pythonPattern(pattern)] as const] }]] }, texts.map((text) => JSON.stringify(text))] as const);
  return decidedInPython(programs).map((decisions) => decisions.map((decision) => decision === null));
}

const TEXTS = [
  '', 'a', 'A', 'ab', 'abc', 'a\n', '\n', '\r', 'a\u2028b', '1', '12', '١', '_', '-', ' ', '\u00a0', '\ufeff', '\u0085', '\x1c', 'é', 'ſ', 'K', '😀', 'a😀', '{', '}', ']', '[', '^', '.', '\\', '/', '#', '&&', '||', '~~', '--', '\0', '\x07', '\b', 'x{1', '(?', 'a-z',
];

const PATTERNS = [
  '^a$', '^.$', '^[^a]$', '^\\d+$', '^\\D$', '^\\w$', '^\\W$', '^\\s$', '^\\S$', '^[\\s\\d]$', '^[^\\s]+$', '\\ba\\b', '^(?:a|b)+$', '^(a)(?<name>b)?$', '^(?=a).b$', '^(?!a)', '^[a-z]{1,3}$', '^a{2}$|^1{1,}2?$', '^[]$', '^[^]$', '^\\u{1F600}$', '^\\ud83d\\ude00$',
  '^\\u00e9$', '^\\xe9$', '^\\x0a$', '^[\\b]$', '^\\0$', '^\\cG$', '^[\\^\\]\\[\\\\-]$', '^[-a]$', '^[a-]$', '^[^-]$', '^[#&|~]+$', '^\\/$', '^\\.$', '^a*?b', '^[\\u{1F600}-\\u{1F64F}]$', '^$', '\\{|\\}', '^ $', '(?:)', '^[&&||~~]+$', '^[\\w-]$', '^\\-$',
];

test('patterns match the same texts as in JavaScript', () => {
  const found = foundInPython(PATTERNS.map((pattern) => [pattern, TEXTS]));
  for (const [i, pattern] of PATTERNS.entries()) {
    const expression = attempt(() => new RegExp(pattern, 'u')) ?? new RegExp(pattern);
    for (const [j, text] of TEXTS.entries()) expect({ pattern, text, found: found[i][j] }).toEqual({ pattern, text, found: expression.test(text) });
  }
});

test('random patterns match the same texts, too', () => {
  const atom = fc.constantFrom('a', 'b', '.', '\\d', '\\w', '\\s', '\\S', '[ab]', '[^a\\s]', '[\\w-]', '\\u{1F600}', '\\n', '$', '^', '\\b', '[^]', '\\.', '[0-9.]', '-', '#', ' ', '😀');
  const { pattern } = fc.letrec<{ pattern: string; part: string }>((tie) => ({
    pattern: fc.array(tie('part'), { minLength: 1, maxLength: 4 }).map((parts) => parts.join('')),
    part: fc.oneof(
      { maxDepth: 3 },
      atom,
      fc.tuple(tie('pattern'), fc.constantFrom('', '?', '{1,2}', '+?', '*')).map(([inner, times]) => `(?:${inner})${times}`),
      fc.tuple(tie('pattern'), tie('pattern')).map((both) => `(${both.join('|')})`),
      fc.tuple(fc.constantFrom('=', '!'), tie('pattern')).map(([kind, inner]) => `(?${kind}${inner})`),
    ),
  }));
  const text = fc.array(fc.constantFrom('a', 'b', '1', ' ', '\n', '.', '-', '😀', '\u2028', '\u00a0', 'é', '#'), { maxLength: 6 }).map((characters) => characters.join(''));
  const cases = fc.sample(fc.tuple(pattern, fc.array(text, { minLength: 5, maxLength: 5 })), { numRuns: 1000, seed: 3 });
  const found = foundInPython(cases);
  for (const [i, [source, texts]] of cases.entries()) expect({ source, texts, found: found[i] }).toEqual({ source, texts, found: texts.map((each) => new RegExp(source, 'u').test(each)) });
});

test.each(['^\\p{Lu}$', '(a)\\1', '(?<a>x)\\k<a>', '(?<=a)b', '(?<!a)b', '(?i:a)', '^[^\\S]$', '\\B'])('%s is rejected', (pattern) => {
  expect(() => pythonPattern(pattern)).toThrow('has no equivalent in Python');
});

function attempt<T>(make: () => T): T | undefined {
  try {
    return make();
  } catch {
    return undefined;
  }
}
