import { resourceLines } from '../../lib/report';

const found = (text: string) => Object.fromEntries(resourceLines(text));

test('JSON', () => {
  const template = {
    Parameters: { Secret: { Type: 'String' } },
    Resources: {
      Key: { Type: 'T', Properties: { Resources: { Nested: { Type: 'no' } }, Text: '{ "Resources": {"Fake": {' } },
      Secret: { Type: 'T', Properties: { Text: 'line\nbreak "quoted" \\' } },
    },
    Outputs: { Key: { Value: 1 } },
  };
  const text = JSON.stringify(template, null, 1);
  const lines = text.split('\n');
  expect(found(text)).toEqual({ Key: lines.indexOf('  "Key": {') + 1, Secret: lines.lastIndexOf('  "Secret": {') + 1 });
});

test('JSON on one line', () => {
  expect(found('{"Resources":{"A":{"Type":"T"},"B":{"Type":"T"}}}')).toEqual({ A: 1, B: 1 });
});

test('JSON with breaks between key and colon', () => {
  expect(found('\n{\n"Resources"\n:\n{ "A"\n\n: {},\n"B": {} } }')).toEqual({ A: 5, B: 8 });
});

test('YAML', () => {
  const text = [
    'AWSTemplateFormatVersion: "2010-09-09"',
    'Parameters:',
    '  Secret:',
    '    Type: String',
    '# Resources:',
    'Resources: # all of them',
    '',
    '  # The key',
    '  Key:',
    '    Type: T',
    '    Properties:',
    '      Text: |',
    '        Resources:',
    '          Fake: {}',
    '  "Secret": { Type: T }',
    "  'Other' :",
    '    Type: T',
    'Outputs:',
    '  Key:',
    '    Value: 1',
  ].join('\r\n');
  expect(found(text)).toEqual({ Key: 9, Secret: 15, Other: 16 });
});

test('YAML that starts with its resources', () => {
  expect(found('Resources:\n    A:\n        Type: T\n    B: {Type: T}\n')).toEqual({ A: 2, B: 4 });
});

test('what is written in another way is not found', () => {
  expect(found('Resources: {A: {Type: T}}')).toEqual({});
});
