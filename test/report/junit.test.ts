import { acknowledged, bare, everything, resultOf, stack } from './sample';
import { Element, parseXml } from './xml';
import { toJunit } from '../../lib/report';

/** Returns a line for each suite and test: its counts, and for a test its tags. */
function outline(result: ReturnType<typeof resultOf>, failOnWarning?: boolean): string[] {
  return parseXml(toJunit(result, { failOnWarning })).children.flatMap(({ attributes, children }) => [
    `${attributes.name}: ${attributes.tests} ${attributes.failures} ${attributes.errors} ${attributes.skipped}`,
    ...children.map((test) => `  ${test.attributes.classname} | ${test.attributes.name} | ${test.children.map(({ name }) => name).join(' ')}`),
  ]);
}

function tests(result: ReturnType<typeof resultOf>): Element[] {
  return parseXml(toJunit(result)).children.flatMap(({ children }) => children);
}

const SECRETS = 'Store secrets that are used in your code securely';

test('each rule has a test for each stack that it examined', () => {
  expect(outline(everything())).toEqual([
    `${SECRETS}: 4 4 0 0`,
    '  Orders | Sec3-Rotated: Rotated holds. | failure system-out',
    '  more/legacy.yaml | Sec3-Rotated: Rotated holds. | failure',
    '  Orders | Sec3-Managed: Managed holds. | failure system-out',
    '  more/legacy.yaml | Sec3-Managed: Managed holds. | failure',
    'Implement runtime protection to help prevent against malicious code execution: 1 0 0 0',
    '  Orders | Sec3-Limited: Limited holds. | system-out',
    'The check itself: 2 0 1 0',
    '  gate | Sec3-TemplateUnreadable: A template can’t be read; the content of its stack is unknown. | error',
    '  gate | Sec3-AcknowledgementStale: An acknowledgement covers nothing. | system-out',
  ]);
});

test('the totals are counted', () => {
  expect(parseXml(toJunit(everything())).attributes).toEqual({ name: 'SEC 3', tests: '7', failures: '4', errors: '1', skipped: '0' });
});

test('tests pass, are skipped, or fail', () => {
  expect(outline(resultOf([stack('A', { Api: 'fine' }), stack('B', { Api: 'unknown' }), stack('C', { Api: 'bad' })]))).toEqual([
    'Validate inbound events: 3 1 0 1',
    '  A | Sec3-Validated: Validated holds. | ',
    '  B | Sec3-Validated: Validated holds. | skipped',
    '  C | Sec3-Validated: Validated holds. | failure',
  ]);
});

test('a failure has the message, the place and the fix: each cause and each fix once', () => {
  const [test] = tests(resultOf([stack('Orders', { Api1: 'bad', Api2: 'bad' })]));
  const [failure] = test.children;
  expect(failure.attributes).toEqual({ message: '2 findings, the first at Orders/Api1: this is bad', type: 'Sec3-Validated' });
  expect(failure.text.split('\n')).toEqual([
    'error [bad] this is bad',
    '  Orders/Api1 Properties.Says (cdk.out/Orders.template.json)',
    '  Orders/Api2 Properties.Says (cdk.out/Orders.template.json)',
    '',
    'Fix: Construct what Validated asks.',
    'Docs: https://example.com/Validated',
  ]);
});

test('an undetermined result is the message of a skipped test', () => {
  const [test] = tests(resultOf([stack('Orders', { Api: 'unknown' })]));
  expect(test.children[0].attributes).toEqual({ message: 'Orders/Api: undetermined at synth time: no one knows' });
});

test('warnings and acknowledgements are in the output of a passing test', () => {
  const said = { Function: 'bad', Api: 'bad' };
  const [api, fn] = tests(resultOf([stack('Orders', said)], { acknowledgements: [acknowledged('Sec3-Validated', '')] }));
  expect(api.children.map(({ name, text }) => [name, text])).toEqual([
    [
      'system-out',
      'acknowledged [bad] Orders/Api Properties.Says (cdk.out/Orders.template.json): this is bad\n  reason: Accepted: Sec3-Validated is fine here.',
    ],
  ]);
  expect(fn.children.map(({ name, text }) => [name, text])).toEqual([
    ['system-out', 'warning [bad] Orders/Function Properties.Says (cdk.out/Orders.template.json): this is bad'],
  ]);
});

test('warnings are failures if they fail the check', () => {
  expect(outline(resultOf([stack('Orders', { Function: 'bad', Api: 'unknown' })]), true)).toEqual([
    'Validate inbound events: 1 1 0 0',
    '  Orders | Sec3-Validated: Validated holds. | failure',
    'Implement runtime protection to help prevent against malicious code execution: 1 1 0 0',
    '  Orders | Sec3-Limited: Limited holds. | failure',
  ]);
  const limited = parseXml(toJunit(resultOf([stack('Orders', { Function: 'bad' })]), { failOnWarning: true })).children[0].children[0];
  expect(limited.children[0].text).toContain('\nWhen to acknowledge: When there is no Function: say why.\n');
});

test('a rule that threw is an error', () => {
  expect(outline(resultOf([stack('Orders', { Api: 'throw' })]))).toEqual([
    'The check itself: 1 0 1 0',
    '  gate | Sec3-RuleFailed: A rule threw an error; the resources that it examines are unchecked. | error',
  ]);
  expect(outline(resultOf([stack('Orders', { Api: 'throw', Api2: 'bad' })]))[1]).toBe('  Orders | Sec3-Validated: Validated holds. | failure');
});

test('text is escaped for XML', () => {
  const message = '<a href="x">&amp; \' ]]> tab\t line\n ü 😀';
  const [test] = tests(resultOf([bare('a&b.json', { Api: `worse: ${message}` })]));
  expect(test.attributes.classname).toBe('a&b.json');
  expect(test.children[0].attributes.message).toBe(`a&b.json/Api: ${message}`);
  expect(test.children[0].text).toContain(`(a&b.json): ${message}\n`);
});

test('characters that XML does not allow are written as codes', () => {
  const [test] = tests(resultOf([bare('a.json', { Api: 'worse: \u0000\u001b[31m\u0085\ufffe\ud800.' })]));
  expect(test.children[0].attributes.message).toBe('a.json/Api: \\u0000\\u001b[31m\\u0085\\ufffe\\ud800.');
});

test('a result without tests is empty', () => {
  expect(toJunit(resultOf([stack('Orders', {})], {}, { nothingJudged: 'off' }))).toBe(
    '<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="SEC 3" tests="0" failures="0" errors="0" skipped="0">\n</testsuites>\n',
  );
});

describe('the parser of these tests is strict', () => {
  test.each([['<a>'], ['<a></b>'], ['<a b="1" b="2"/>'], ['<a>&nbsp;</a>'], ['<a>& </a>'], ['<a b="<"/>'], ['<a>\u0001</a>'], ['<a/><b/>'], ['<a/>x']])(
    '%s',
    (xml) => {
      expect(() => parseXml(`<?xml version="1.0" encoding="UTF-8"?>\n${xml}`)).toThrow(Error);
    },
  );
});
