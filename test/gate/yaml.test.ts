import { parseYaml, UnreadableInput } from '../../lib/gate';

const refusal = (text: string): UnreadableInput => {
  try {
    parseYaml(text, 'file.yaml');
  } catch (e) {
    if (e instanceof UnreadableInput) return e;
    throw e;
  }
  throw new Error('it was read');
};

test('documents, anchors and merges', () => {
  expect(parseYaml('base: &b { a: 1 }\nmerged: { <<: *b, c: [x, "2", 3] }', 'file.yaml')).toEqual({ base: { a: 1 }, merged: { a: 1, c: ['x', '2', 3] } });
});

test('tags of the reader', () => {
  const tag = { tag: '!upper', resolve: (text: string) => text.toUpperCase() };
  expect(parseYaml('a: !upper b', 'file.yaml', [tag])).toEqual({ a: 'B' });
  expect(refusal('a: !upper b')).toMatchObject({ line: 1, column: 4 });
});

test.each<[string, number, number]>([
  ['a: 1\nb: [1,\nc: 2', 3, 1],
  ['a: 1\nb: 2\na: 3', 3, 1],
  ['a: *nobody', 1, 4],
])('the place of what is wrong: %j', (text, line, column) => {
  const { message, ...place } = refusal(text);
  expect(place).toMatchObject({ file: 'file.yaml', line, column });
  expect(message).toMatch(new RegExp(`^file.yaml:${line}:${column}: is not valid YAML \\(.+\\)$`, 's'));
});

test('hostile documents', () => {
  expect(refusal('['.repeat(20_000)).message).toContain('it is nested too deeply');
  expect(refusal(`a: &a 1\nb: [${Array(1001).fill('*a').join()}]`).message).toContain('more than 1000 aliases');
});
