import { formsOf, isIntrinsic, membersOf, writtenTexts } from '../../../lib/secrets/template/written-texts';

describe('texts at a path', () => {
  test.each<[string, unknown, string, string[]]>([
    ['a text', { A: { B: 'x' } }, 'A.B', ['x']],
    ['each of a list', { A: [{ B: 'x' }, { B: 'y' }] }, 'A.*.B', ['x', 'y']],
    ['each of a map', { A: { one: 'x', two: 'y' } }, 'A.{}', ['x', 'y']],
    ['no list', { A: { B: 'x' } }, 'A.*.B', []],
    ['a list instead of an object', { A: ['x'] }, 'A.B', []],
    ['nothing', { A: null }, 'A.B', []],
    ['a number', { A: 1 }, 'A.B', []],
    ['names that all objects have', { A: {} }, 'A.constructor', []],
    ['an object', { A: { b: 1 } }, 'A', ['{"b":1}']],
    ['through an intrinsic function', { A: { 'Fn::If': ['C', { B: 'x' }, { B: 'y' }] } }, 'A.B', ['x', 'y']],
    ['the parts of a text', { A: { 'Fn::Join': ['', ['x', { Ref: 'P' }, { 'Fn::Sub': 'y${P}' }]] } }, 'A', ['x${?}y${P}']],
    ['texts that a function inserts', { A: { 'Fn::Join': ['', ['x', { 'Fn::If': ['C', 'y', 'z'] }]] } }, 'A', ['x${?}', 'C', 'y', 'z']],
    ['no names of inserted values', { A: { 'Fn::GetAtt': ['R', 'Arn'] } }, 'A', []],
    ['null among them', { A: { 'Fn::Join': ['-', [null, 1, 'x']] } }, 'A', ['${?}-1-x']],
  ])('%s', (_, raw, path, texts) => {
    expect(writtenTexts(raw, path)).toEqual(texts);
  });
});

test.each<[string, string[]]>([
  ['ZXhwb3J0IFBXPWh1bnRlcjIy', ['ZXhwb3J0IFBXPWh1bnRlcjIy', 'export PW=hunter22']],
  ['c2hvcnQgdGV4dHMh', ['c2hvcnQgdGV4dHMh', 'short texts!']],
  ['c2hvcnQgdGV4', ['c2hvcnQgdGV4']],
  ['ZXhwb3J0IFBXPWh1bnRlcjI', ['ZXhwb3J0IFBXPWh1bnRlcjI']],
  ['ZXhwb3J0IFBXPWh1bnRlcjI=', ['ZXhwb3J0IFBXPWh1bnRlcjI=', 'export PW=hunter2']],
  ['!Xhwb3J0IFBXPWh1bnRlcjIy', ['!Xhwb3J0IFBXPWh1bnRlcjIy']],
  ['ZXhwb3J0IFBXPWh1bnRlcjI!', ['ZXhwb3J0IFBXPWh1bnRlcjI!']],
  [Buffer.from('\u0000export A=b c d').toString('base64'), [Buffer.from('\u0000export A=b c d').toString('base64')]],
  [Buffer.from('export A=b c d\u0000').toString('base64'), [Buffer.from('export A=b c d\u0000').toString('base64')]],
])('decoded texts of %s', (text, forms) => {
  expect(formsOf(text)).toEqual(forms);
});

test('members of a JSON document, of the variables of a build, and of YAML', () => {
  const paths = (text: string, path: string) => membersOf(text, path).map((leaf) => leaf.path);
  expect(paths('{"a":{"b":"x"}}', 'DefinitionString')).toEqual(['a.b']);
  expect(paths('a: x', 'DefinitionString')).toEqual([]);
  expect(paths('a: {b: x}', 'Content')).toEqual(['a.b']);
  expect(paths('env: {variables: {A: x}, shell: sh}\nphases: {}', 'Source.BuildSpec')).toEqual(['env.variables.A']);
  expect([paths('buildspec.yml', 'Source.BuildSpec'), paths('a: [', 'Source.BuildSpec'), paths('{{', 'Content')]).toEqual([[], [], []]);
});

test.each<[unknown, boolean]>([
  [{ Ref: 'A' }, true], [{ 'Fn::Sub': 'A' }, true], [{ Reference: 'A' }, false], [{ NotFn: 'A' }, false], [{ 'My::Fn::Sub': 'A' }, false],
  [{ Ref: 'A', Other: 'B' }, false], [[{ Ref: 'A' }], false], [{}, false], [null, false], ['Ref', false],
])('%j is an intrinsic function: %s', (value, expected) => {
  expect(isIntrinsic(value)).toBe(expected);
});
