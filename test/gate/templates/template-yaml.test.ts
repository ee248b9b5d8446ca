import { parseTemplateYaml } from '../../../lib/gate/templates/template-yaml';

/** Same values as PyYAML and cfn-lint; dates as in CloudFormation, which knows no timestamps. */
test.each<[string, unknown]>([
  ['yes', true],
  ['On', true],
  ['NO', false],
  ['off', false],
  ['y', 'y'],
  ['True', true],
  ['0123', 83],
  ['-017', -15],
  ['0', 0],
  ['012345678901', '012345678901'],
  ['089', '089'],
  ['0o17', '0o17'],
  ['0x1F', 31],
  ['0b11', 3],
  ['1_000', 1000],
  ['1:30', 90],
  ['-1:00:00', -3600],
  ['1e3', '1e3'],
  ['1234e5', '1234e5'],
  ['1.5e3', '1.5e3'],
  ['1.5e+3', 1500],
  ['.5', 0.5],
  ['+1', 1],
  ['~', null],
  ['2012-10-17', '2012-10-17'],
  ['2001-12-14T21:59:43.10-05:00', '2001-12-14T21:59:43.10-05:00'],
  ['"0123"', '0123'],
  ["'yes'", 'yes'],
  ['!!str 0123', '0123'],
  ['!Ref yes', { Ref: 'yes' }],
  ['!Sub ["${x}", {x: 0123}]', { 'Fn::Sub': ['${x}', { x: 83 }] }],
])('a plain scalar: %s', (text, value) => {
  expect(parseTemplateYaml(`a: ${text}\n`, 'f')).toEqual({ a: value });
});

test('keys are always texts', () => {
  expect(parseTemplateYaml('Yes: 1\n0123: 2\n2012-10-17: 3\n', 'f')).toEqual({ 'Yes': 1, '0123': 2, '2012-10-17': 3 });
});

test.each<[string, unknown]>([
  ['\ufeffa: 1\n', { a: 1 }],
  ['---\na: 1\n...\n', { a: 1 }],
  ['%YAML 1.1\n---\na: yes\n', { a: true }],
  ['a: {\n\tb: 1,\n\tc: 2\n}\n', { a: { b: 1, c: 2 } }],
  ['a:\t1\n', { a: 1 }],
  ['x: &x { a: 1 }\ny:\n  <<: *x\n  b: 2\n', { x: { a: 1 }, y: { a: 1, b: 2 } }],
  ['a:\n- 1\nb: {"c":[!Ref d, 2,]}\n', { a: [1], b: { c: [{ Ref: 'd' }, 2] } }],
])('a file: %j', (text, value) => {
  expect(parseTemplateYaml(text, 'f')).toEqual(value);
});

test('a second document is rejected', () => {
  expect(() => parseTemplateYaml('a: 1\n---\nb: 2\n', 'f')).toThrow('f:2:1: is not valid YAML (one document is expected, and a second one starts here)');
});
