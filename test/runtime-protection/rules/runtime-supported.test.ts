import { Stack } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { runtimeSupported } from '../../../lib/runtime-protection/rules/runtime-supported';
import { check, ids, TestTemplate, workloadOfApp, workloadOfStack } from '../../gate/harness';

const today = '2026-11-24';

function on(runtime: unknown, extra: Partial<TestTemplate> = {}): TestTemplate {
  return { ...extra, Resources: { Fn: { Type: 'AWS::Lambda::Function', Properties: { Runtime: runtime, Code: { ZipFile: '' } } } } };
}

describe('compliant', () => {
  test.each([['nodejs22.x'], ['nodejs24.x'], ['nodejs26.x'], ['python3.11'], ['java8.al2023'], ['dotnet10'], ['provided.al2023']])('%s', (runtime) => {
    expect(check(runtimeSupported, on(runtime), {}, today)).toEqual([]);
  });

  test('a container image', () => {
    const image = { Type: 'AWS::Lambda::Function', Properties: { PackageType: 'Image', Code: { ImageUri: { Ref: 'Uri' } } } };
    expect(check(runtimeSupported, { Parameters: { Uri: { Type: 'String' } }, Resources: { Fn: image } }, {}, today)).toEqual([]);
  });

  test('the day before the deprecation', () => {
    expect(check(runtimeSupported, on('dotnet8'), {}, '2026-11-09')).toEqual([]);
  });

  test('the newest runtime of the Region, in a stack without a Region', () => {
    const workload = workloadOfStack((stack) => {
      const runtime = lambda.determineLatestNodeRuntime(stack);
      new lambda.Function(stack, 'Fn', { runtime, handler: 'index.handler', code: lambda.Code.fromInline('exports.handler = 1') });
    });
    expect(check(runtimeSupported, workload, {}, today)).toEqual([]);
  });
});

describe('non-compliant', () => {
  test.each([['nodejs20.x'], ['python3.10'], ['ruby3.2'], ['java8'], ['go1.x'], ['provided'], ['provided.al2'], ['nodejs']])('%s', (runtime) => {
    expect(ids(runtimeSupported, on(runtime), {}, today)).toEqual(['Fn[deprecated]']);
  });

  test('on the day of the deprecation', () => {
    expect(check(runtimeSupported, on('dotnet8'), {}, '2026-11-10')).toEqual([
      'Fn[deprecated] Properties.Runtime: runtime dotnet8 is deprecated since 2026-11-10',
    ]);
  });

  test('a function of the CDK', () => {
    const workload = workloadOfApp((app) => {
      const stack = new Stack(app, 'Stack');
      const code = lambda.Code.fromInline('def handler(): pass');
      new lambda.Function(stack, 'Fn', { runtime: lambda.Runtime.PYTHON_3_9, handler: 'index.handler', code });
    });
    expect(ids(runtimeSupported, workload, {}, today)).toEqual([expect.stringMatching(/^Fn\w+\[deprecated\]$/)]);
  });

  test('in some deployments', () => {
    const parameters = { Runtime: { Type: 'String', AllowedValues: ['nodejs18.x', 'nodejs24.x'] } };
    expect(check(runtimeSupported, on({ Ref: 'Runtime' }, { Parameters: parameters }), {}, today)).toEqual([
      'Fn[deprecated] Properties.Runtime: runtime nodejs18.x is deprecated since 2025-09-01 (where parameter Runtime is "nodejs18.x")',
    ]);
  });

  test('behind a condition', () => {
    const template = on({ 'Fn::If': ['Old', 'python3.8', 'python3.13'] }, { Conditions: { Old: { 'Fn::Equals': [{ Ref: 'AWS::Region' }, 'x'] } } });
    expect(check(runtimeSupported, template, {}, today)).toEqual([
      'Fn[deprecated] Properties.Runtime: runtime python3.8 is deprecated since 2024-10-14 (where condition Old is true)',
    ]);
  });
});

describe('undetermined', () => {
  test('an unknown runtime', () => {
    expect(check(runtimeSupported, on('nodejs99.x'), {}, today)).toEqual([
      'Fn[undetermined] Properties.Runtime: runtime "nodejs99.x" is not known here',
    ]);
  });

  test.each([['constructor'], ['__proto__'], [['nodejs24.x']], [{}], [undefined], [null]])('%j', (runtime) => {
    expect(ids(runtimeSupported, on(runtime), {}, today)).toEqual(['Fn[undetermined]']);
  });

  test('a parameter', () => {
    const template = on({ Ref: 'Runtime' }, { Parameters: { Runtime: { Type: 'String' } } });
    expect(check(runtimeSupported, template, {}, today)).toEqual([
      'Fn[undetermined] Properties.Runtime: the value of parameter Runtime is given at deployment',
    ]);
  });
});

test.each([['Manual', ['Fn[pinned]']], ['Auto', []], ['FunctionUpdate', []]])('runtime updates: %s', (UpdateRuntimeOn, expected) => {
  const Fn = { Type: 'AWS::Lambda::Function', Properties: { Runtime: 'nodejs24.x', RuntimeManagementConfig: { UpdateRuntimeOn } } };
  expect(ids(runtimeSupported, { Resources: { Fn } }, {}, '2026-11-01')).toEqual(expected);
});

test.each<[unknown, string[]]>([
  ['syn-nodejs-puppeteer-13.0', []],
  ['syn-nodejs-puppeteer-3.9', ['Canary[deprecated]']],
  ['syn-python-selenium-4.0', ['Canary[deprecated]']],
  ['syn-nodejs-puppeteer-99.0', ['Canary[undetermined]']],
  [undefined, ['Canary[undetermined]']],
])('a canary on %j', (RuntimeVersion, expected) => {
  expect(ids(runtimeSupported, { Resources: { Canary: { Type: 'AWS::Synthetics::Canary', Properties: { RuntimeVersion } } } }, {}, today)).toEqual(expected);
});
