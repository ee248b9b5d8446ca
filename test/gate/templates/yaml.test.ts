import { parseYaml, UnreadableInput } from '../../../lib/gate';

const rejection = (text: string): UnreadableInput => {
  try {
    parseYaml(text, 'file.yaml');
  } catch (e) {
    if (e instanceof UnreadableInput) return e;
    throw e;
  }
  throw new Error('it was read');
};

test('reads documents, anchors and merge keys', () => {
  expect(parseYaml('base: &b { a: 1 }\nmerged: { <<: *b, c: [x, "2", 3] }', 'file.yaml')).toEqual({ base: { a: 1 }, merged: { a: 1, c: ['x', '2', 3] } });
});

test('supports tags of the caller', () => {
  const tag = { tag: '!upper', resolve: (text: string) => text.toUpperCase() };
  expect(parseYaml('a: !upper b', 'file.yaml', [tag])).toEqual({ a: 'B' });
  expect(rejection('a: !upper b')).toMatchObject({ line: 1, column: 4 });
});

test.each<[string, number, number]>([
  ['a: 1\nb: [1,\nc: 2', 3, 1],
  ['a: 1\nb: 2\na: 3', 3, 1],
  ['a: *missing', 1, 4],
])('names the position of an error: %j', (text, line, column) => {
  const { message, ...place } = rejection(text);
  expect(place).toMatchObject({ file: 'file.yaml', line, column });
  expect(message).toMatch(new RegExp(`^file.yaml:${line}:${column}: is not valid YAML \\(.+\\)$`, 's'));
});

test('rejects documents that would take too long', () => {
  expect(rejection('['.repeat(20_000)).message).toContain('it is nested too deeply');
  expect(rejection(`a: &a 1\nb: [${Array(1001).fill('*a').join()}]`).message).toContain('more than 1000 aliases');
});

describe('lines within brackets or quotes may have the indent of their parent', () => {
  test.each([
    ['a:\n  b: [{\n    c: 2\n  }]\nd: 1\n', { a: { b: [{ c: 2 }] }, d: 1 }],
    ['a:\n  b: [{\n    c: 2\n}]\n', { a: { b: [{ c: 2 }] } }],
    ['a:\n  - b: [\n    1,\n    2\n    ]\n', { a: [{ b: [1, 2] }] }],
    ['a:\n  - { b: 1,\n  c: 2 }\n', { a: [{ b: 1, c: 2 }] }],
    ["a:\n  b:\n    c: 'x\n  y'\n  d: 1\n", { a: { b: { c: 'x y' }, d: 1 } }],
    ['a:\n  b: "x\ny\n\nz\n"\n  d: \'p\nq\'\n', { a: { b: 'x y\nz ', d: 'p q' } }],
    ['a:\n  - ["x\n  y",\n  1]\n', { a: [['x y', 1]] }],
  ])('%j', (text, value) => {
    expect(parseYaml(text, 'f')).toEqual(value);
  });

  test('an unclosed bracket is rejected at its position', () => {
    expect(() => parseYaml('a:\n  b: [1\nc: 2\n', 'f')).toThrow(/^f:3:1: is not valid YAML/);
  });

  test('an unclosed quote is rejected', () => {
    expect(() => parseYaml('a:\n  b: "1\nc: 2\n', 'f')).toThrow(/^f:4:1: .*Missing closing "quote/);
  });

  test('many such lines take linear time', () => {
    expect(() => parseYaml(`a:\n  b: [\n${'  1,\n'.repeat(20_000)}  ]\n`, 'f')).toThrow('is not valid YAML');
  });
});
