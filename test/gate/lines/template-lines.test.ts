import * as fs from 'fs';
import * as path from 'path';
import { TemplateLines } from '../../../lib/gate/lines/template-lines';
import { inFolder } from '../expansion/sam/expanded';

/** Returns the text at locations, from there to the end of the line. */
function seen(text: string, ...locations: string[]): string[] {
  return inFolder({ template: text }, (folder) => {
    const lines = new TemplateLines(path.join(folder, 'template'));
    return locations.map((location) => {
      const { line, column } = lines.at(location)!;
      return `${line}: ${text.replace(/^\uFEFF/, '').split(/\r?\n/)[line - 1].slice(column! - 1)}`;
    });
  });
}

describe('JSON', () => {
  const text = JSON.stringify({ Resources: { 'A': { Text: '{ "Tags": [ {', Tags: [{ Key: 'a' }, 5, 'x', [[true]], []], Escaped: { 'a"b\\': 1 } }, 'B.C': { Tags: {} } } }, null, 1);

  test('keys and items', () => {
    expect(seen(text, 'Resources.A', 'Resources.A.Tags[0].Key', 'Resources.A.Tags[1]', 'Resources.A.Tags[3][0][0]', 'Resources.A.Escaped.a"b\\', 'Resources.B.C.Tags')).toEqual([
      '3: "A": {', '7: "Key": "a"', '9: 5,', '13: true', '19: "a\\"b\\\\": 1', '23: "Tags": {}',
    ]);
  });

  test('the nearest existing parent', () => {
    expect(seen(text, 'Resources.A.Tags[9].Key', 'Resources.A.Text.x', 'Resources.None.Tags', 'None', '')).toEqual([
      '5: "Tags": [', '4: "Text": "{ \\"Tags\\": [ {",', '2: "Resources": {', '1: {', '1: {',
    ]);
  });

  test('on one line, with a byte order mark, with breaks between key and colon', () => {
    expect(seen('\uFEFF{"Resources":{"A":{"B":[1,2]}}}', 'Resources.A.B[1]')).toEqual(['1: 2]}}}']);
    expect(seen('\r\n{\r\n"Resources"\r\n:\r\n{ "A"\r\n\r\n: [\r\n\t7 ] } }', 'Resources.A', 'Resources.A[0]')).toEqual(['5: "A"', '8: 7 ] } }']);
  });
});

describe('YAML', () => {
  const text = [
    '# Resources:',
    'Resources: # all',
    '  "A": { Type: T, Tags: [a, { Key: b }] }',
    "  'B' :",
    '    Text: |',
    '      Tags:',
    '    Tags:',
    '    - Key: c',
    '      Value: d',
    '    -',
    '      Key: e',
    '    Sub: !Sub',
    '      - ${x}',
    '      - x: 1',
    '  9:',
    '    If: !If',
    '      - Condition',
    '      - { One: 1, Both: 1 }',
    '      - Two: 2',
    '        Both: { Deep: 2 }',
  ].join('\r\n');

  test('keys and items', () => {
    expect(seen(text, 'Resources.A.Tags[1].Key', 'Resources.B', 'Resources.B.Tags', 'Resources.B.Tags[0].Value', 'Resources.B.Tags[1]', 'Resources.9')).toEqual([
      '3: Key: b }] }', "4: 'B' :", '7: Tags:', '9: Value: d', '11: Key: e', '15: 9:',
    ]);
  });

  test('short forms are read as the full ones', () => {
    expect(seen(text, 'Resources.B.Sub.Fn::Sub[1].x', 'Resources.B.Sub.Other')).toEqual(['14: x: 1', '12: Sub: !Sub']);
  });

  test('a condition has the keys of its branches, the nearest first', () => {
    expect(seen(text, 'Resources.9.If.One', 'Resources.9.If.Two', 'Resources.9.If.Both.Deep', 'Resources.9.If.None')).toEqual([
      '18: One: 1, Both: 1 }', '19: Two: 2', '20: Deep: 2 }', '16: If: !If',
    ]);
  });

  test('aliases have the keys of their anchors, also in themselves', () => {
    const aliases = ['Base: &base', '  Timeout: 3', 'Resources:', '  A: *base', '  B:', '    <<: *base', '    Own: 1', 'Loop: &loop', '  In: *loop'].join('\n');
    expect(seen(aliases, 'Resources.A', 'Resources.A.Timeout', 'Resources.B.Own', 'Loop.In.In')).toEqual(['4: A: *base', '2: Timeout: 3', '7: Own: 1', '9: In: *loop']);
  });

  test('a merge key in quotes is a name', () => {
    expect(seen(['Resources:', '  "<<": { A: 1 }', '  A: 2'].join('\n'), 'Resources.<<.A', 'Resources.A')).toEqual(['2: A: 1 }', '3: A: 2']);
  });

  test('repeated aliases do not take exponential time', () => {
    const bomb = ['a0: &a0 { x: 1 }', ...Array.from({ length: 60 }, (_, index) => `a${index + 1}: &a${index + 1} { x: *a${index}, y: *a${index} }`)].join('\n');
    expect(seen(bomb, 'a60.y.x')[0]).toMatch(/^60: x: /);
  });

  test('brackets at a smaller indent are supported', () => {
    const left = ['Resources:', '  A:', '    Tags: [', '    { Key: a },', '  { Key: b', '  }]', '    After: 1'].join('\n');
    expect(seen(left, 'Resources.A.Tags[0].Key', 'Resources.A.Tags[1].Key', 'Resources.A.After')).toEqual(['4: Key: a },', '5: Key: b', '7: After: 1']);
  });
});

test('an absent file has no lines', () => {
  expect(new TemplateLines('no such file').at('Resources')).toBeUndefined();
});

test('a file is read once, when it is first needed', () => {
  inFolder({ template: 'Resources: {}' }, (folder) => {
    const lines = new TemplateLines(path.join(folder, 'template'));
    fs.writeFileSync(path.join(folder, 'template'), '\n\nResources: {}');
    expect(lines.at('Resources')!.line).toBe(3);
    fs.rmSync(path.join(folder, 'template'));
    expect(lines.at('Resources')!.line).toBe(3);
  });
});
