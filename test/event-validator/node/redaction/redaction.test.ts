import { inspect } from 'util';
import fc from 'fast-check';
import { Redaction, REDACTED, UNREADABLE } from '../../../../lambda/event-validator/node/redaction/redaction';

/** Redacts a text in which these values are sensitive, each with the name of its property. */
function redacted(text: string, ...values: (readonly [value: string, name?: string])[]): string {
  const redaction = new Redaction();
  for (const [value, name = ''] of values) redaction.meet(value, name);
  return redaction.redact(text);
}

const CARD: [string] = ['4111 1111 1111 1111'];

test.each([
  ['as it is', 'card 4111 1111 1111 1111!', 'card [redacted]!', CARD],
  ['twice', '4111 1111 1111 1111,4111 1111 1111 1111', '[redacted],[redacted]', CARD],
  ['in JSON', JSON.stringify({ a: 'say "hi"\n' }), '{"a":"[redacted]"}', ['say "hi"\n']],
  ['in JSON in JSON', JSON.stringify({ body: JSON.stringify({ a: 'say "hi"\n' }) }), '{"body":"{\\"a\\":\\"[redacted]\\"}"}', ['say "hi"\n']],
  ['as ASCII alone', '{"a": "Ren\\u00e9e \\ud83d\\ude00"}', '{"a": "[redacted]"}', ['Renée 😀']],
  ['as Python shows it', "{'a': 'it\\'s\\x1b \\U0001f600'}", "{'a': '[redacted]'}", ["it's\x1b 😀"]],
  ['in a URL', '/people/Ren%C3%A9e%20%22X%22?q=Ren%c3%a9e+%22X%22', '/people/[redacted]?q=[redacted]', ['Renée "X"']],
  ['in a URL in a URL', '?u=%2Fpeople%2FRen%25C3%25A9e%2520X', '?u=%2Fpeople%2F[redacted]', ['Renée X']],
  ['with backslashes', JSON.stringify({ a: 'c:\\new\\temp' }), '{"a":"[redacted]"}', ['c:\\new\\temp']],
  ['the longer one first', 'secret-token-1', '[redacted]', ['secret'], ['secret-token-1']],
  ['both that overlap', 'abcdefghijkl', '[redacted]', ['abcdefgh'], ['efghijkl']],
] as [string, string, string, ...[string][]][])('%s', (_, text, expected, ...values) => {
  expect(redacted(text, ...values)).toBe(expected);
});

test.each([
  ['short texts are found as words', 'Anna, Annabel, Joanna', '[redacted], Annabel, Joanna', ['Anna']],
  ['numbers are found as a whole', '123456, 1234567, 0123456', '[redacted], 1234567, 0123456', ['123456']],
  ['numbers in JSON become texts', '{"a":123456,"b":[123456, 7]}', '{"a":"[redacted]","b":["[redacted]", 7]}', ['123456']],
  ['and in JSON in JSON', '{"body":"{\\"a\\":123456}"}', '{"body":"{\\"a\\":\\"[redacted]\\"}"}', ['123456']],
  ['white space is ignored', 'a      b', 'a      b', ['      ']],
] as [string, string, string, ...[string][]][])('%s', (_, text, expected, ...values) => {
  expect(redacted(text, ...values)).toBe(expected);
});

test.each([
  ['JSON', '{"pin":"12","n":12}', '{"pin":"[redacted]","n":12}'],
  ['JSON with spaces', '{ "pin" : "12" }', '{ "pin" : "[redacted]" }'],
  ['JSON in JSON', '{"body":"{\\"pin\\":\\"12\\"}"}', '{"body":"{\\"pin\\":\\"[redacted]\\"}"}'],
  ['a number', '{"pin":12,"n":[12]}', '{"pin":"[redacted]","n":[12]}'],
  ['a number in JSON in JSON', '{"body":"{\\"pin\\":12}"}', '{"body":"{\\"pin\\":\\"[redacted]\\"}"}'],
  ['util.inspect', "{ pin: '12', pins: '12' }", "{ pin: '[redacted]', pins: '12' }"],
  ['util.inspect of a map', "Map(1) { 'pin' => '12' }", "Map(1) { 'pin' => '[redacted]' }"],
  ['Python', "{'pin': '12', 'x': 12}", "{'pin': '[redacted]', 'x': 12}"],
  ['a URL', '?pin=12&x=12', '?pin=[redacted]&x=12'],
  ['a list', '{"pin":[ "12", "12", "34" ]}', '{"pin":[ "[redacted]", "[redacted]", "34" ]}'],
  ['DynamoDB', '{"pin":{"S":"12"},"n":{"S":"12"}}', '{"pin":{"S":"[redacted]"},"n":{"S":"12"}}'],
  ['another value', '{"pin":"123"}', '{"pin":"123"}'],
  ['another name', '{"spin":"12"}', '{"spin":"12"}'],
])('a short value is redacted after its name: %s', (_, text, expected) => {
  expect(redacted(text, ['12', 'pin'])).toBe(expected);
});

test('parts of long values are redacted', () => {
  const value = Array.from({ length: 1000 }, (_, i) => i.toString(36)).join('');
  expect(redacted(`a ${value} b`, [value])).toBe('a [redacted] b');
  expect(redacted(`a ${value.slice(0, 500)}... b`, [value])).toBe('a [redacted]... b');
  expect(redacted(`a ${value.slice(-500)} b ${value.slice(100, 163)} c`, [value])).toBe('a [redacted] b [redacted] c');
  expect(redacted(inspect({ value: value.repeat(10) }), [value.repeat(10)])).toMatch(/^\{\n {2}value: '\[redacted\]'\.\.\. \d+ more characters/);
});

test('texts of several lines are redacted line by line', () => {
  const value = 'Ann Example\n12 Long Street, Springfield\nsomewhere far away from here';
  const shown = inspect({ deep: { value } }, { breakLength: 40 });
  expect(shown).toContain("' +\n");
  expect(redacted(shown, [value])).not.toMatch(/Ann|Street|far/);
});

test('a text is withheld if it can’t be searched for sensitive values', () => {
  const redaction = new Redaction();
  for (let i = 0; i <= 400_000; i += 1) redaction.meet(`value-${i}`, '');
  expect(redaction.redact('a\n')).toBe(`${UNREADABLE}\n`);
  const invocation = redaction.begin();
  invocation.hasEnded = true;
  expect(redaction.redact('a')).toBe(UNREADABLE);
});

test('values of ended invocations are kept for sixteen more invocations', () => {
  const redaction = new Redaction();
  const begin = (value: string) => {
    const invocation = redaction.begin();
    redaction.meet(value, '');
    redaction.meet('12', 'pin');
    redaction.meet('long '.repeat(100), '');
    return invocation;
  };
  const running = begin('running');
  begin('first-value').hasEnded = true;
  for (let i = 0; i < 16; i += 1) {
    expect(redaction.redact('first-value')).toBe(REDACTED);
    begin(`value-${i}`).hasEnded = true;
  }
  expect(redaction.redact('first-value value-0')).toBe('[redacted] [redacted]');
  redaction.begin();
  expect(redaction.redact('first-value value-0 running')).toBe('first-value [redacted] [redacted]');
  running.hasEnded = true;
  for (let i = 0; i < 20; i += 1) redaction.begin().hasEnded = true;
  expect(redaction.isIdle).toBe(true);
  expect(redaction.redact(`{"pin":12} running ${'long '.repeat(100)}`)).toContain('12} running long');
});

/** Texts with all characters that escaping affects; none is a part of another. */
const SECRETS = fc.uniqueArray(fc.string({ unit: fc.oneof(fc.constantFrom('"', "'", '\\', '\n', '%', '+', 'é', '😀', '\u001b', 'n', 'u0041', '/'), fc.string({ unit: 'grapheme', minLength: 1, maxLength: 1 })), minLength: 1, maxLength: 90 }), { minLength: 1, maxLength: 8 })
  .map((texts) => texts.map((text, i) => `S${i}x${text}y${i}S`));

/** JSON without characters that could begin one of them. */
const OTHER = fc.json({ maxDepth: 3 }).filter((text) => !/S\d/.test(text));

test('a written document contains no sensitive value, and keeps the rest', () => {
  fc.assert(
    fc.property(SECRETS, OTHER, fc.integer({ min: 0, max: 3 }), (secrets, other, depth) => {
      let document: unknown = { open: 'PUBLIC-1', secrets, nested: secrets.map((secret) => ({ secret, other })), last: 'PUBLIC-2' };
      for (let i = 0; i < depth; i += 1) document = { body: JSON.stringify(document), query: encodeURIComponent(secrets[0]) };
      for (const written of [JSON.stringify(document), JSON.stringify(document, null, 2), inspect(document, { depth: 9 })]) {
        const result = redacted(written, ...secrets.map((secret) => [secret] as const));
        expect(result).not.toMatch(/S\dx/);
        expect(result).toContain('PUBLIC-1');
        expect(result).toContain('PUBLIC-2');
      }
      expect(() => void JSON.parse(redacted(JSON.stringify(document), ...secrets.map((secret) => [secret] as const)))).not.toThrow();
    }),
  );
});

test('texts without sensitive values are not changed', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.array(fc.string({ unit: 'grapheme' })), (text, values) => {
      expect(redacted(text, ...values.map((value) => [`SECRET-${value}`, 'name'] as const))).toBe(text);
    }),
  );
});

test('the time grows with the length of the text, not with the number of values', () => {
  const text = 'aaaa'.repeat(500_000);
  /** Measures CPU time, which other processes do not affect. */
  const timeWith = (count: number): number => {
    const redaction = new Redaction();
    for (let index = 0; index < count; index += 1) redaction.meet(`aaaa${index}`, '');
    const before = process.cpuUsage();
    expect(redaction.redact(text)).toBe(text);
    return process.cpuUsage(before).user;
  };
  // A search for each value would take a thousand times as long.
  expect(timeWith(20_000)).toBeLessThan(100 * timeWith(20));
});
