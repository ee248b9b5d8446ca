import * as fs from 'fs';
import * as path from 'path';
import { App, NestedStack, Stack } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { Acknowledgement, finding, Gate, placeOf, readCloudAssembly, readStacks, Rule, whereabouts } from '../../../lib/gate';
import { inFolder } from '../expansion/sam/expanded';

/** A rule that reports the property of each function that its description names. */
const rule: Rule = {
  id: 'Described',
  item: 'secrets/manager',
  severity: 'error',
  title: 'It is.',
  why: 'It is.',
  fix: { cdk: 'Do.', template: 'Do.' },
  link: 'https://example.com',
  resourceTypes: ['AWS::Lambda::Function'],
  findings: { bad: 'It is bad.' },
  check: (fn) => [finding(fn.get(...(fn.get('Description').string() ?? '').split('/').filter((key) => key !== '')), 'bad', 'bad')],
};

/** Returns the lines of a text that findings point to, each with the finding's path. */
function found(files: { readonly [name: string]: string }, name = Object.keys(files)[0]): string[] {
  return inFolder(files, (folder) => {
    const { findings } = new Gate([rule], { nothingJudged: 'off' }).run({ stacks: readStacks({ file: path.join(folder, name) }) });
    return findings.map((one) => {
      const { file, line, column } = placeOf(one)!;
      return `${path.basename(file)}:${line} ${fs.readFileSync(file, 'utf8').split('\n')[line - 1].slice(column! - 1)}`;
    });
  });
}

const template = (...lines: string[]) => ({ 'template.yaml': lines.join('\n') });

test('the property, its nearest existing parent, or the resource', () => {
  expect(found(template(
    'Resources:',
    '  There: { Type: AWS::Lambda::Function, Properties: { Description: Environment/Variables/A, Environment: { Variables: { A: 1 } } } }',
    '  Near:',
    '    Type: AWS::Lambda::Function',
    '    Properties:',
    '      Description: Environment/Variables/A',
    '      Environment:',
    '        Other: 1',
    '  Absent:',
    '    Type: AWS::Lambda::Function',
    '    Properties:',
    '      Description: Environment/Variables/A',
    '  Whole:',
    '    Type: AWS::Lambda::Function',
    '    Properties: {}',
    '  Bare:',
    '    Type: AWS::Lambda::Function',
  ))).toEqual(['template.yaml:2 A: 1 } } } }', 'template.yaml:7 Environment:', 'template.yaml:9 Absent:', 'template.yaml:13 Whole:', 'template.yaml:16 Bare:']);
});

test('a resource from a loop has the place in the loop, also in nested ones and under SAM', () => {
  expect(found(template(
    'Transform: [AWS::LanguageExtensions, AWS::Serverless-2016-10-31]',
    'Resources:',
    '  Fn::ForEach::Outer:',
    '    - A',
    '    - [x]',
    '    - Fn::ForEach::Inner:',
    '        - B',
    '        - [y, z]',
    '        - Fn${A}${B}:',
    '            Type: AWS::Lambda::Function',
    '            Properties:',
    '              Description: Timeout',
    '              Timeout: 3',
    '      Sam${A}:',
    '        Type: AWS::Serverless::Function',
    '        Properties:',
    '          Description: Code/S3Bucket',
    '          Handler: a.b',
    '          Runtime: nodejs24.x',
    '          CodeUri: s3://bucket/key',
  ))).toEqual(['template.yaml:13 Timeout: 3', 'template.yaml:13 Timeout: 3', 'template.yaml:20 CodeUri: s3://bucket/key']);
});

test('a resource from SAM has the place in the user’s template, also in Globals', () => {
  expect(found(template(
    'Transform: AWS::Serverless-2016-10-31',
    'Globals:',
    '  Function:',
    '    Environment: { Variables: { A: 1 } }',
    'Resources:',
    '  Fn:',
    '    Type: AWS::Serverless::Function',
    '    Properties: { Description: Environment/Variables/A, Handler: a.b, Runtime: nodejs24.x, InlineCode: x }',
  ))).toEqual(['template.yaml:4 A: 1 } }']);
});

test('a resource of a nested template has its place there', () => {
  const nested = 'Resources:\n  Fn: { Type: AWS::Lambda::Function }';
  expect(found({ ...template('Resources:', '  Inner: { Type: AWS::CloudFormation::Stack, Properties: { TemplateURL: inner.yaml } }'), 'inner.yaml': nested })).toEqual([
    'inner.yaml:2 Fn: { Type: AWS::Lambda::Function }',
  ]);
});

test('included content has its place in the included file, and other content in the template', () => {
  const include = '{ Fn::Transform: { Name: AWS::Include, Parameters: { Location: more.yaml } }';
  expect(found({
    ...template(
      'Transform: [{ Name: AWS::Include, Parameters: { Location: more.json } }]',
      'Resources:',
      `  Included: { Type: AWS::Lambda::Function, Properties: ${include}, Description: Environment/Variables/A } }`,
      `  Written: { Type: AWS::Lambda::Function, Properties: ${include}, Description: Timeout, Timeout: 3 } }`,
      `  Deep: { Type: AWS::Lambda::Function, Properties: { Description: Environment/Variables/A, Environment: ${include} } } }`,
    ),
    'more.yaml': 'Timeout: 5\nEnvironment:\n  Variables:\n    A: 1\nVariables:\n  A: 2',
    'more.json': '{"Resources": {\n"Whole": {"Type": "AWS::Lambda::Function", "Properties": {"Description": "Timeout",\n"Timeout": 9}}}}',
  })).toEqual(['more.json:3 "Timeout": 9}}}}', 'more.yaml:4 A: 1', 'template.yaml:4 Timeout: 3 } }', 'more.yaml:6 A: 2']);
});

test('content of a local file that a resource names has its place in that file', () => {
  const api: Rule = { ...rule, resourceTypes: ['AWS::ApiGateway::RestApi'], check: (one) => [finding(one.get('Body').at('paths').at('/a.b').at('get'), 'bad', 'bad')] };
  const places = (type: string, property: string) =>
    inFolder({ 't.yaml': `Transform: AWS::Serverless-2016-10-31\nResources:\n  Api: { Type: ${type}, Properties: { StageName: x, ${property}: api.yaml } }`, 'api.yaml': 'openapi: 3.0.1\npaths:\n  /a.b:\n    get: {}\n    get: {}' }, (folder) =>
      new Gate([api]).run({ stacks: readStacks({ file: path.join(folder, 't.yaml') }) }).findings.map((one) => [one.ruleId, path.basename(placeOf(one)!.file), placeOf(one)!.line]));
  for (const [type, property] of [['AWS::ApiGateway::RestApi', 'BodyS3Location'], ['AWS::Serverless::Api', 'DefinitionUri']]) {
    expect(places(type, property)).toEqual([['Sec3-Described', 'api.yaml', 5], ['Sec3-KeyRepeated', 'api.yaml', 5]]);
  }
});

test('open and unreadable parts have lines, too', () => {
  const places = (text: string) =>
    inFolder({ 't.yaml': text }, (folder) => new Gate([rule]).run({ stacks: readStacks({ file: path.join(folder, 't.yaml') }) }).findings.map((one) => [one.ruleId, placeOf(one)!.line]));
  expect(places('Resources:\n  Fn: { Type: AWS::Lambda::Function }\nTransform: [Other]')).toEqual([['Sec3-Described', 2], ['Sec3-TemplateOpen', 3]]);
  const error = Object.assign(new Error('cut off'), { file: 'x.json', line: 3, column: 7 });
  const { findings } = new Gate([rule]).run({ stacks: [], unreadable: [{ constructPath: 'Cut', error: error as never }] });
  expect(findings.map(placeOf)).toEqual([{ file: 'x.json', line: 3, column: 7 }]);
});

test('a merged value has the place of its anchor, and an own entry takes precedence', () => {
  expect(found(template(
    'Resources:',
    '  A: { Type: T, Properties: &p { Description: Environment/A, Environment: {',
    '    A: 1 } } }',
    '  B:',
    '    Type: AWS::Lambda::Function',
    '    Properties:',
    '      <<: *p',
    '  C:',
    '    Type: AWS::Lambda::Function',
    '    Properties:',
    '      <<: [*p]',
    '      Environment: { A: 2 }',
  ))).toEqual(['template.yaml:3 A: 1 } } }', 'template.yaml:12 A: 2 }']);
});

test('places are compared with their files, because line numbers of an included file may coincide', () => {
  expect(found({
    ...template('Resources:', '  Fn:', '    Type: AWS::Lambda::Function', '    Properties: { Description: A/B, Fn::Transform: { Name: AWS::Include, Parameters: { Location: more.yaml } } }'),
    'more.yaml': 'A:\n\n\n    B: 1\n',
  })).toEqual(['more.yaml:4 B: 1']);
});

test('a carriage return alone ends a line', () => {
  inFolder({ 't.yaml': 'Resources:\r  Fn:\r    Type: AWS::Lambda::Function\r    Properties:\r      Description: Timeout\r      Timeout: 3\r' }, (folder) => {
    const { findings } = new Gate([rule]).run({ stacks: readStacks({ file: path.join(folder, 't.yaml') }) });
    expect(findings.map((one) => placeOf(one)!.line)).toEqual([6]);
  });
});

describe('in a cloud assembly', () => {
  const inline = { code: lambda.Code.fromInline('x'), handler: 'index.handler', runtime: lambda.Runtime.NODEJS_22_X };

  /** Returns the locations of findings in an app with one stack. */
  function inAssembly(build: (stack: Stack) => void, acknowledgements: readonly Acknowledgement[] = [], by = rule) {
    return inFolder({}, (folder) => {
      const app = new App({ outdir: path.join(folder, 'cdk.out') });
      build(new Stack(app, 'Orders'));
      app.synth();
      const { findings } = new Gate([by], { nothingJudged: 'off' }).run({ ...readCloudAssembly(app.outdir), acknowledgements });
      return findings.map((one) => {
        const { code, template: written } = whereabouts(one);
        return { code, text: written && fs.readFileSync(written.file, 'utf8').split('\n')[written.line - 1].trim() };
      });
    });
  }

  const thisFile = path.relative(process.cwd(), __filename);

  test('the line of code that creates the construct is first, with the template', () => {
    const [first] = inAssembly((stack) => new lambda.Function(stack, 'Create', { ...inline, description: 'Runtime' }));
    expect(first.code).toEqual({ file: thisFile, line: expect.any(Number), column: expect.any(Number) });
    expect(fs.readFileSync(__filename, 'utf8').split('\n')[first.code!.line - 1]).toContain("'Create'");
    expect(first.text).toBe('"Runtime": "nodejs22.x"');
  });

  test('the place of a policy takes precedence over that of its function', () => {
    const policies: Rule = {
      ...rule, check: (_, workload) => workload.resources('AWS::IAM::Policy').map((policy) => finding(policy.get('PolicyDocument', 'Statement', 0, 'Action'), 'bad', 'bad')),
    };
    const [first] = inAssembly((stack) => {
      const fn = new lambda.Function(stack, 'Create', inline);
      fn.addToRolePolicy(new PolicyStatement({ actions: ['iam:*'], resources: ['arn:aws:iam::123456789012:role/x'] }));
    }, [], policies);
    expect(fs.readFileSync(__filename, 'utf8').split('\n')[first.code!.line - 1]).toContain('addToRolePolicy');
    expect(first.text).toBe('"Action": "iam:*",');
  });

  test('a construct in a nested stack', () => {
    const [first] = inAssembly((stack) => new lambda.Function(new NestedStack(stack, 'Nested'), 'Inner', inline));
    expect(first.code!.file).toBe(thisFile);
    expect(first.text).toMatch(/^"Inner[0-9A-F]{8}": \{$/);
  });

  test('an acknowledgement has the place of its construct', () => {
    const stale = { id: 'Sec3-Described', reason: 'there is no such function', path: 'Orders/Layer' };
    const [first] = inAssembly((stack) => new lambda.LayerVersion(stack, 'Layer', { code: lambda.Code.fromAsset(__dirname) }), [stale]);
    expect(first.code!.file).toBe(thisFile);
  });

  test('without creation stacks, the place is in the template', () => {
    const [first] = inAssembly((stack) => {
      stack.node.setContext('aws:cdk:disable-creation-stack-traces', true);
      new lambda.Function(stack, 'Create', inline);
    });
    expect(first.code).toBeUndefined();
    expect(first.text).toMatch(/^"Create[0-9A-F]{8}": \{$/);
  });
});
