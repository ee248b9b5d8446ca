import { Source, Text } from '../../../../lib/inbound-events/template/mapping/text';

const NAME: Source = { name: '$.name of the body', kind: 'text' };
const text = Text.join([Text.of('"'), Text.of('a"b', NAME), Text.of('"')]);

/** Shows each piece; the caller's are in brackets. */
const shown = ({ pieces }: Text) => pieces.map(({ text: part, source }) => (source ? `[${part}]` : part)).join('|');

test('each part keeps its source', () => {
  expect([shown(text), text.toString(), text.source]).toEqual(['"|[a"b]|"', '"a"b"', NAME]);
  expect(text.owners().map(({ source }) => source !== undefined)).toEqual([false, true, true, true, false]);
  expect(Text.of('x').source).toBeUndefined();
});

test.each<[string, (of: Text) => Text, string]>([
  ['characters that are changed', (of) => of.map((part) => part.toUpperCase()), '"|[A"B]|"'],
  ['a slice', (of) => of.slice(2), '["b]|"'],
  ['a slice within a piece', (of) => of.slice(1, 3), '[a"]'],
  ['a replaced text of the caller', (of) => of.replace(/"(?=b)/g, () => '-'), '"|[a]|[-]|[b]|"'],
  ['a replaced text of the template', (of) => of.replace(/^"/g, () => '<'), '<|[a"b]|"'],
  ['a match across both, which belongs to the caller', (of) => of.replace(/b"/g, () => 'X'), '"|[a"]|[X]'],
  ['a text computed from the whole', (of) => of.derived('all'), '[all]'],
])('%s', (_, change, expected) => {
  expect(shown(change(text))).toBe(expected);
});
