import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import * as fc from 'fast-check';
import { parseTemplate, readTemplate, StackTemplate, UnreadableInput } from '../../../lib/gate';

/** Returns the properties of the resource `R` in a YAML template. */
function properties(yaml: string): any {
  const indented = yaml.split('\n').map((line) => `      ${line}`).join('\n');
  return parseTemplate(`Resources:\n  R:\n    Type: T\n    Properties:\n${indented}\n`, 'a.yaml').body.Resources!.R.Properties;
}

/** Returns the error for a rejected text. */
function rejection(text: string, file = 'a.json'): UnreadableInput {
  try {
    parseTemplate(text, file);
  } catch (e) {
    if (e instanceof UnreadableInput) return e;
    throw e;
  }
  throw new Error('it was read');
}

describe('short forms are read as the long ones', () => {
  test.each([
    ['!Ref A', { Ref: 'A' }],
    ['!GetAtt A.B', { 'Fn::GetAtt': ['A', 'B'] }],
    ['!GetAtt A.Outputs.B', { 'Fn::GetAtt': ['A', 'Outputs.B'] }],
    ['!GetAtt [A, !Ref B]', { 'Fn::GetAtt': ['A', { Ref: 'B' }] }],
    ['!GetAtt A', { 'Fn::GetAtt': 'A' }],
    ['!Sub "${A}"', { 'Fn::Sub': '${A}' }],
    ['!Sub ["${A}", {A: !Ref B}]', { 'Fn::Sub': ['${A}', { A: { Ref: 'B' } }] }],
    ['!Select [0, !Split [",", !Ref A]]', { 'Fn::Select': [0, { 'Fn::Split': [',', { Ref: 'A' }] }] }],
    ['!If [C, !Ref A, !Ref "AWS::NoValue"]', { 'Fn::If': ['C', { Ref: 'A' }, { Ref: 'AWS::NoValue' }] }],
    ['!Transform {Name: "AWS::Include", Parameters: {Location: s3}}', { 'Fn::Transform': { Name: 'AWS::Include', Parameters: { Location: 's3' } } }],
    ['!And [!Condition A, !Not [!Equals [1, 2]]]', { 'Fn::And': [{ Condition: 'A' }, { 'Fn::Not': [{ 'Fn::Equals': [1, 2] }] }] }],
    ['!Or [!Condition A]', { 'Fn::Or': [{ Condition: 'A' }] }],
    ['!FindInMap [M, !Ref "AWS::Region", k]', { 'Fn::FindInMap': ['M', { Ref: 'AWS::Region' }, 'k'] }],
    ['!ImportValue {"Fn::Sub": "${A}-x"}', { 'Fn::ImportValue': { 'Fn::Sub': '${A}-x' } }],
    ['!GetStackOutput {StackName: S, OutputName: O}', { 'Fn::GetStackOutput': { StackName: 'S', OutputName: 'O' } }],
    ['!Join ["", []]', { 'Fn::Join': ['', []] }],
    ['!Base64 5', { 'Fn::Base64': '5' }],
    ['!Cidr [a, 1, 2]', { 'Fn::Cidr': ['a', 1, 2] }],
    ['!GetAZs ""', { 'Fn::GetAZs': '' }],
    ['!Length [1]', { 'Fn::Length': [1] }],
    ['!ToJsonString {a: !Ref A}', { 'Fn::ToJsonString': { a: { Ref: 'A' } } }],
    ['!Ref', { Ref: '' }],
  ])('%s', (yaml, value) => expect(properties(`V: ${yaml}`)).toEqual({ V: value }));

  test('as blocks', () => {
    expect(properties('V: !Join\n  - ":"\n  - - a\n    - !Sub |-\n      ${B}\n      c')).toEqual({ V: { 'Fn::Join': [':', ['a', { 'Fn::Sub': '${B}\nc' }]] } });
  });
  test('with an anchor', () => {
    expect(properties('A: &a !If [C, !Ref X, y]\nB: *a')).toEqual({ A: { 'Fn::If': ['C', { Ref: 'X' }, 'y'] }, B: { 'Fn::If': ['C', { Ref: 'X' }, 'y'] } });
  });
  test('with an alias as an argument', () => expect(properties('A: &a [x]\nB: !Join ["", *a]')).toEqual({ A: ['x'], B: { 'Fn::Join': ['', ['x']] } }));
  test('an unknown one is rejected', () => {
    expect(rejection('Resources:\n  R:\n    Type: !Secret x', 'a.yaml')).toMatchObject({
      message: 'a.yaml:3:11: is not valid YAML (Unresolved tag: !Secret)',
      line: 3,
      column: 11,
    });
  });
});

describe('YAML', () => {
  test('dates remain texts', () => expect(properties('Version: 2012-10-17')).toEqual({ Version: '2012-10-17' }));
  test('scalars', () => expect(properties('a: 1\nb: "1"\nc: true\nd: ~\ne: yes')).toEqual({ a: 1, b: '1', c: true, d: null, e: true }));
  test('merge keys', () => expect(properties('A: &a {x: 1, y: 2}\nB: {<<: *a, y: 3}')).toEqual({ A: { x: 1, y: 2 }, B: { x: 1, y: 3 } }));
  test('an alias that hundreds of resources use', () => {
    const uses = Array.from({ length: 500 }, (_, i) => `B${i}: *a`).join('\n');
    expect(Object.keys(properties(`A: &a {x: 1}\n${uses}`))).toHaveLength(501);
  });
  test('keys such as __proto__ are ordinary', () => {
    const read = properties('__proto__: {a: 1}\nconstructor: 2');
    expect(Object.entries(read)).toEqual([['__proto__', { a: 1 }], ['constructor', 2]]);
    expect(read.a).toBeUndefined();
  });
});

describe('JSON', () => {
  test('keys such as __proto__ are ordinary', () => {
    const read = parseTemplate('{"Resources":{"__proto__":{"Type":"T"}}}', 'a.json').body;
    expect(Object.keys(read.Resources!)).toEqual(['__proto__']);
  });
});

test.each([
  ['JSON', '\uFEFF {"Resources":{}}'],
  ['YAML', '\uFEFFResources: {}'],
])('a byte order mark before %s is ignored', (_, text) => expect(parseTemplate(text, 'a').body).toEqual({ Resources: {} }));

test('a parameter that names a resource is known, unless there is a condition', () => {
  const named = (Type: string, property: string, value: unknown, more: object = {}) => ({ Type, Properties: { [property]: value }, ...more });
  const stack = new StackTemplate({
    file: 's.json',
    body: {
      Parameters: Object.fromEntries(['A', 'B', 'C', 'D'].map((name) => [name, { Type: 'String' }])),
      Resources: {
        A: named('AWS::S3::Bucket', 'BucketName', { Ref: 'A' }),
        B: named('AWS::S3::Bucket', 'BucketName', { Ref: 'B' }, { Condition: 'C' }),
        C: named('AWS::S3::Bucket', 'BucketName', { 'Fn::Sub': '${C}' }),
        D: named('AWS::SNS::Topic', 'DisplayName', { Ref: 'D' }),
      },
    },
  });
  expect(['A', 'B', 'C', 'D'].map((name) => stack.parameter(name)!.namesResource)).toEqual([true, false, false, false]);
});

test('a parameter with the ARN that a function uses names a resource, unless a condition decides', () => {
  const ref = (Ref: string) => ({ Ref });
  const names = ['A', 'B', 'C', 'D', 'E', 'F', 'G'];
  const stack = new StackTemplate({
    file: 's.json',
    body: {
      Parameters: Object.fromEntries(names.map((name) => [name, { Type: 'String' }])),
      Resources: {
        Fn: { Type: 'AWS::Lambda::Function', Properties: { FunctionName: ref('A'), DeadLetterConfig: { TargetArn: ref('B') } } },
        Config: { Type: 'AWS::Lambda::EventInvokeConfig', Properties: { DestinationConfig: { OnFailure: { Destination: ref('C') }, OnSuccess: ref('D') } } },
        Mapping: { Type: 'AWS::Lambda::EventSourceMapping', Properties: { EventSourceArn: ref('E') } },
        Other: { Type: 'AWS::Lambda::Function', Properties: { DeadLetterConfig: { 'Fn::If': ['On', { TargetArn: ref('F') }, ref('AWS::NoValue')] } } },
        Third: { Type: 'AWS::Lambda::Function', Properties: { DeadLetterConfig: { TargetArn: { 'Fn::Sub': 'arn:aws:sqs:eu-west-1:111122223333:${G}' } } } },
      },
    },
  });
  expect(names.filter((name) => stack.parameter(name)!.namesResource)).toEqual(['A', 'B', 'C', 'E']);
});

test('empty sections are ignored', () => {
  expect(parseTemplate('Parameters:\nOutputs:\nResources: {}', 'a.yaml').body).toEqual({ Resources: {} });
});

/** Accepted by CloudFormation. */
test.each([
  ['JSON', '{"Resources": {"A": {"Type": "T", "\\u0054ype": "U"}}, "M": [0, {"b": 1, "c": {"b": 1}, "b": 2, "b": 3}]}'],
  ['YAML', 'Resources: { A: { Type: T, "Type": U } }\nM: [0, { b: 1, c: { b: 1 }, b: 2, b: 3 }]'],
])('the last of duplicate keys counts, and they are reported: %s', (_, text) => {
  expect(parseTemplate(text, 'a')).toEqual({
    body: { Resources: { A: { Type: 'U' } }, M: [0, { b: 3, c: { b: 1 } }] },
    repeatedKeys: ['Resources.A.Type', 'M[1].b'],
  });
});

test('duplicate keys are found within short forms and anchors; a merge is not one', () => {
  const text = 'A: &a { x: 1 }\nB: !Sub ["", { y: 1, y: 2 }]\nC: { <<: *a, <<: { z: 1 }, x: 2 }\nResources: {}';
  const { body, repeatedKeys } = parseTemplate(text, 'a');
  expect(body).toMatchObject({ B: { 'Fn::Sub': ['', { y: 2 }] }, C: { x: 2, z: 1 } });
  expect(repeatedKeys).toEqual(['B.Fn::Sub[1].y']);
});

test('repeated keys are not looked for in what a serializer has just written', () => {
  const text = '{ "Resources": { "A": { "Type": "X", "Type": "Y" } } }';
  expect([false, true].map((isSerialized) => parseTemplate(text, 'a', { isSerialized }).repeatedKeys)).toEqual([['Resources.A.Type'], []]);
});

describe('an invalid template is rejected with file, position and reason', () => {
  test('broken JSON', () => {
    const { file, line, column, message } = rejection('{\n  "Resources": {"A": {"Type": "T",}}}');
    expect({ file, line, column }).toEqual({ file: 'a.json', line: 2, column: 35 });
    expect(message).toMatch(/^a\.json:2:35: is not valid JSON \(.+\)$/);
  });

  test.each([
    ['Resources:\n  A:\n\tType: T', /^a\.yaml:3:1: is not valid YAML \(Tabs are not allowed as indentation\)$/],
    ['Resources:\n  A: [1, 2', /^a\.yaml:2:\d+: is not valid YAML \(.+\)$/],
    ['Resources: *missing', /^a\.yaml:1:12: is not valid YAML \(alias \*missing has no target\)$/],
    ['a: 1\n---\nb: 2', /^a\.yaml:2:1: is not valid YAML \(one document is expected, and a second one starts here\)$/],
    ['Resources: {A: {Type: !!timestamp 2012-10-17}}', /^a\.yaml:1:23: is not valid YAML \(Unresolved tag: .*timestamp\)$/],
    ['', /^a\.yaml: is not a CloudFormation template: expected an object with Resources, found null$/],
    ['hello', /^a\.yaml: is not a CloudFormation template: expected an object with Resources, found a string$/],
    ['[1]', /^a\.yaml: is not a CloudFormation template: expected an object with Resources, found a list$/],
    ['{}', /^a\.yaml: is not a CloudFormation template: Resources is missing, expected an object$/],
    ['Resources:', /^a\.yaml: is not a CloudFormation template: Resources is null, expected an object$/],
    ['Resources: []', /^a\.yaml: is not a CloudFormation template: Resources is a list, expected an object$/],
    ['Resources: {}\nOutputs: []', /^a\.yaml:2:1: Outputs is a list, expected an object$/],
    ['Resources: {}\nParameters: 5', /^a\.yaml:2:1: Parameters is a number, expected an object$/],
    ['Resources: {A: }', /^a\.yaml:1:13: resource A has no Type, expected a text such as AWS::Lambda::Function$/],
    ['Resources: {A: {Type: [x]}}', /^a\.yaml:1:13: resource A has no Type, expected a text such as AWS::Lambda::Function$/],
    ['Resources: {A: {Type: T, Properties: [x]}}', /^a\.yaml:1:26: resource A: Properties is a list, expected an object$/],
  ])('%j', (text, message) => expect(rejection(text, 'a.yaml').message).toMatch(message));

  test('one without resources is accepted if it is known to be a template', () => {
    const read = (text: string) => () => parseTemplate(text, 'a.json', { mayBeEmpty: true }).body;
    expect(read('{"Outputs": {}}')()).toEqual({ Outputs: {} });
    expect(read('{"Resources": null}')).toThrow('Resources is null, expected an object');
    expect(read('[]')).toThrow('expected an object with Resources, found a list');
    expect(read('{"Outputs": []}')).toThrow('Outputs is a list, expected an object');
  });

  test('an alias bomb', () => {
    const levels = Array.from({ length: 12 }, (_, i) => `l${i + 1}: &l${i + 1} [${Array(10).fill(`*l${i}`).join(', ')}]`);
    expect(rejection(`Resources: {}\nl0: &l0 x\n${levels.join('\n')}`, 'a.yaml').message).toMatch(/^a\.yaml: is not valid YAML \(Excessive alias count/);
  });

  test('too many aliases', () => {
    const uses = Array.from({ length: 1001 }, (_, i) => `u${i}: *a`).join('\n');
    expect(rejection(`a: &a x\n${uses}`, 'a.yaml').message).toBe('a.yaml:1002:8: is not valid YAML (it has more than 1000 aliases)');
  });

  test.each([
    ['JSON', '{"Resources":{"A":{"Type":"T","Properties":{"P":', '[', ']', '}}}}', 'a: is nested more than 200 levels deep'],
    ['YAML', 'Resources: {A: {Type: T, Properties: {P: ', '[', ']', '}}}', expect.stringMatching(/^a:1:\d+: is not valid YAML \(it is nested too deeply\)$/)],
  ])('%s that is nested a hundred thousand levels deep', (_, start, open, close, end, message) => {
    expect(rejection(start + open.repeat(100_000) + close.repeat(100_000) + end, 'a').message).toEqual(message);
  });

  test('a file that can not be read', () => {
    const missing = path.join(os.tmpdir(), 'no-such-template.json');
    expect(() => readTemplate(missing)).toThrow(`${missing}: cannot be read (ENOENT`);
    expect(() => readTemplate(os.tmpdir())).toThrow(`${os.tmpdir()}: cannot be read (EISDIR`);
  });
});

test('any text is read or rejected', () => {
  const fragment = fc.constantFrom('{', '}', '[', ']', ':', ' ', '\n', '- ', '!Ref ', '!If ', '&a ', '*a', '"', "'", '|', 'Resources', 'x', '<<', '? ', '#', '\t', '%');
  fc.assert(
    fc.property(fc.array(fragment, { maxLength: 30 }).map((parts) => parts.join('')), (text) => {
      try {
        parseTemplate(text, 'a');
      } catch (e) {
        expect(e).toBeInstanceOf(UnreadableInput);
      }
    }),
    { numRuns: 500 },
  );
});

test('loops and macros among the resources are accepted', () => {
  const body = { Resources: { 'Fn::ForEach::Loop': ['X', ['a'], {}], 'Fn::Transform': { Name: 'AWS::Include' } } };
  expect(parseTemplate(JSON.stringify(body), 'a.json').body).toEqual(body);
});

test('readTemplate reads a file', () => {
  const directory = fs.mkdtempSync(path.join(os.tmpdir(), 'sec3-'));
  try {
    fs.writeFileSync(path.join(directory, 'a.yaml'), 'Resources: {}');
    expect(readTemplate(path.join(directory, 'a.yaml')).body).toEqual({ Resources: {} });
  } finally {
    fs.rmSync(directory, { recursive: true });
  }
});

describe('the path of a resource', () => {
  const body = { Resources: { A: { Type: 'T', Metadata: { 'aws:cdk:path': 'Stack/A/Resource' } }, B: { Type: 'T' } } };
  test('is the one in the cloud assembly', () => {
    const stack = new StackTemplate({ file: 'f.json', body, constructPath: 'S', paths: new Map([['A', 'S/Recorded']]) });
    expect(['A', 'B', 'constructor'].map((id) => stack.pathOf(id))).toEqual(['S/Recorded', 'S/B', 'S/constructor']);
  });
  test('without an assembly, is the one in the template, or else file and logical id', () => {
    const stack = new StackTemplate({ file: 'f.json', body });
    expect(['A', 'B'].map((id) => stack.pathOf(id))).toEqual(['Stack/A/Resource', 'f.json/B']);
  });
});

test('a parameter has its declared properties', () => {
  const Parameters = { P: { Type: 'Number', Default: 1, AllowedValues: [1, 2], NoEcho: 'true' }, Q: {}, R: { NoEcho: { toString: null } } };
  const stack = new StackTemplate({ file: 'f.json', body: { Resources: {}, Parameters } });
  expect(stack.parameter('P')).toEqual({ name: 'P', type: 'Number', default: 1, allowedValues: [1, 2], noEcho: true, namesResource: false });
  expect(stack.parameter('Q')).toEqual({ name: 'Q', type: 'String', default: undefined, allowedValues: undefined, noEcho: false, namesResource: false });
  expect(stack.parameter('R')!.noEcho).toBe(false);
  expect(stack.parameter('toString')).toBeUndefined();
});
