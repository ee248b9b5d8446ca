import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { App, Aspects, CfnResource, Duration, Mixins, NestedStack, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { CfnInclude } from 'aws-cdk-lib/cloudformation-include';
import { Provider } from 'aws-cdk-lib/custom-resources';
import { Construct } from 'constructs';
import { HardenFunctions, SecureFunction } from '../../../lib';

const CODE = { code: lambda.Code.fromInline('exports.handler = async () => {};'), handler: 'index.handler', runtime: lambda.Runtime.NODEJS_24_X };
const plain = (scope: Construct, id = 'Fn', props: Partial<lambda.FunctionProps> = {}) => new lambda.Function(scope, id, { ...CODE, ...props });

function hardenedStack(build: (stack: Stack) => void, aspect = new HardenFunctions()): Stack {
  const stack = new Stack(new App(), 'Stack');
  Aspects.of(stack).add(aspect);
  build(stack);
  return stack;
}

/** Counts the functions of a template with and without tracing. */
function traced(template: Template): { yes: number; no: number } {
  const all = Object.values(template.findResources('AWS::Lambda::Function'));
  const yes = all.filter(({ Properties }) => Properties.TracingConfig?.Mode === 'Active' && Properties.DeadLetterConfig && Properties.LoggingConfig);
  return { yes: yes.length, no: all.length - yes.length };
}

/** Returns the warnings on a stack's constructs. */
function warnings(stack: Stack): { id: string; text: unknown }[] {
  return Annotations.fromStack(stack)
    .findWarning('*', Match.stringLikeRegexp('Sec3-FunctionNotHardened'))
    .map(({ id, entry }) => ({ id, text: entry.data }));
}

const ROLE = 'arn:aws:iam::111111111111:role/x';
const BY_HAND = expect.stringMatching(/^The function was not created by a construct that can be hardened: .*Sec3-FunctionNotHardened/);

test('hardens the functions of a scope, including nested stacks', () => {
  let nested!: Stack;
  const stack = hardenedStack((it) => {
    plain(it);
    nested = new NestedStack(it, 'Nested');
    plain(nested);
  });
  expect(traced(Template.fromStack(stack))).toEqual({ yes: 1, no: 0 });
  expect(traced(Template.fromStack(nested))).toEqual({ yes: 1, no: 0 });
  expect(warnings(stack)).toEqual([]);
});

test('takes settings of log groups', () => {
  const aspect = new HardenFunctions({ logGroupRetention: logs.RetentionDays.ONE_WEEK, logGroupRemovalPolicy: RemovalPolicy.DESTROY });
  const template = Template.fromStack(hardenedStack((stack) => plain(stack), aspect));
  template.hasResource('AWS::Logs::LogGroup', { Properties: { RetentionInDays: 7 }, DeletionPolicy: 'Delete' });
});

test('does not change timeout and memory', () => {
  const [{ Properties }] = Object.values(Template.fromStack(hardenedStack((stack) => plain(stack))).findResources('AWS::Lambda::Function'));
  expect(Properties).not.toHaveProperty('Timeout');
  expect(Properties).not.toHaveProperty('MemorySize');
});

test('does not change a SecureFunction', () => {
  const build = (stack: Stack) => void new SecureFunction(stack, 'Fn', { ...CODE, logGroupRetention: logs.RetentionDays.ONE_DAY, deadLetterQueueEnabled: false });
  const alone = new Stack(new App(), 'Stack');
  build(alone);
  expect(Template.fromStack(hardenedStack(build)).toJSON()).toEqual(Template.fromStack(alone).toJSON());
});

test('changes the version of a function', () => {
  const version = (template: Template) => Object.keys(template.findResources('AWS::Lambda::Version'))[0];
  const unhardened = new Stack(new App(), 'Stack');
  plain(unhardened).currentVersion;
  const stack = hardenedStack((it) => plain(it).currentVersion);
  expect(version(Template.fromStack(stack))).not.toBe(version(Template.fromStack(unhardened)));
});

test('ignores functions of the CDK, without a warning', () => {
  const stack = hardenedStack((it) => {
    new s3.Bucket(it, 'Bucket', { autoDeleteObjects: true, removalPolicy: RemovalPolicy.DESTROY });
    new logs.LogRetention(it, 'Retention', { logGroupName: '/x', retention: logs.RetentionDays.ONE_DAY });
    new Provider(it, 'Provider', { onEventHandler: plain(it, 'Handler') });
  });
  expect(traced(Template.fromStack(stack))).toEqual({ yes: 1, no: 3 });
  expect(warnings(stack)).toEqual([]);
});

describe('warns about', () => {
  test('resources without a construct, of any type', () => {
    const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'sec3-'));
    try {
      const file = path.join(dir, 'template.json');
      const properties = { Code: { ZipFile: 'x' }, Role: ROLE, Handler: 'index.handler', Runtime: 'nodejs24.x' };
      fs.writeFileSync(file, JSON.stringify({ Resources: { Included: { Type: 'AWS::Lambda::Function', Properties: properties } } }));
      const stack = hardenedStack((it) => {
        new lambda.CfnFunction(it, 'L1', { code: { zipFile: 'x' }, role: ROLE, handler: 'index.handler', runtime: 'nodejs24.x' });
        new CfnResource(it, 'Generic', { type: 'AWS::Lambda::Function', properties });
        new CfnInclude(it, 'Template', { templateFile: file });
      });
      expect(warnings(stack)).toEqual(['/Stack/L1', '/Stack/Generic', '/Stack/Template/Included'].map((id) => ({ id, text: BY_HAND })));
    } finally {
      fs.rmSync(dir, { recursive: true });
    }
  });

  test('a deprecated runtime', () => {
    const stack = hardenedStack((it) => plain(it, 'Fn', { runtime: lambda.Runtime.NODEJS_18_X }));
    expect(warnings(stack)).toEqual([
      { id: '/Stack/Fn', text: expect.stringMatching(/^The function has a runtime that AWS no longer patches since 2025-09-01\./) },
    ]);
  });

  test('remaining gaps', () => {
    const stack = hardenedStack((it) => plain(it, 'Fn', { durableConfig: { executionTimeout: Duration.hours(1) } }));
    expect(warnings(stack)).toEqual([{ id: '/Stack/Fn', text: expect.stringMatching(/^The function may write to every log group, by the AWS managed policy/) }]);
  });
});

describe('as a Mixin', () => {
  test('hardens existing functions', () => {
    const stack = new Stack(new App(), 'Stack');
    const fn = plain(stack);
    new s3.Bucket(stack, 'Bucket', { autoDeleteObjects: true, removalPolicy: RemovalPolicy.DESTROY });
    const { report } = Mixins.of(stack).apply(new HardenFunctions());
    plain(stack, 'Later');
    expect(report.map(({ construct }) => construct)).toEqual([fn]);
    expect(traced(Template.fromStack(stack))).toEqual({ yes: 1, no: 2 });
  });

  test('rejects anything but a function', () => {
    const stack = new Stack(new App(), 'Stack');
    expect(() => new HardenFunctions().applyTo(stack)).toThrow('[Stack] HardenFunctions applies only to lambda.Function');
  });
});
