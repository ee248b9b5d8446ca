import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { App, Aws, CfnParameter, CfnResource, Duration, Fn, NestedStack, RemovalPolicy, Stack, Stage } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { CfnInclude } from 'aws-cdk-lib/cloudformation-include';
import { Provider } from 'aws-cdk-lib/custom-resources';
import { functionIn, stackOf, variablesOf, WRAPPER } from './protected';
import { RuntimePolicy } from '../../lib/runtime-protection/runtime-policy';
import { RuntimeProtection } from '../../lib/runtime-protection/runtime-protection';

const ROLE = 'arn:aws:iam::111111111111:role/x';
const L1 = { code: { zipFile: 'x' }, role: ROLE, handler: 'index.handler', runtime: 'nodejs24.x' };
const PROPERTIES = { Code: { ZipFile: 'x' }, Role: ROLE, Handler: 'index.handler', Runtime: 'nodejs24.x' };

/** Counts the functions of a template that start the guard and have a layer, and those that do neither. */
function guarded(template: Template): { yes: number; no: number } {
  const all = Object.values(template.findResources('AWS::Lambda::Function')).map(({ Properties }) => Properties);
  const yes = all.filter(({ Environment, Layers }) => {
    const { AWS_LAMBDA_EXEC_WRAPPER: wrapper, SEC3_RUNTIME_POLICY: policy } = Environment?.Variables ?? {};
    return wrapper === WRAPPER && policy && Layers;
  });
  return { yes: yes.length, no: all.length - yes.length };
}

/** Protects an app with one stack. */
function protectedStack(build: (stack: Stack) => void): Stack {
  const app = new App();
  RuntimeProtection.protect(app);
  const stack = new Stack(app, 'Stack');
  build(stack);
  app.synth();
  return stack;
}

function warnings(stack: Stack): { id: string; text: unknown }[] {
  return Annotations.fromStack(stack)
    .findWarning('*', Match.stringLikeRegexp('Sec3-FunctionNotProtected'))
    .map(({ id, entry }) => ({ id, text: entry.data }));
}

describe('a function', () => {
  test('has the standard policy by default', () => {
    const stack = stackOf();
    const protection = new RuntimeProtection(stack, 'Protection');
    const { layer, blockedAlarm, alertedAlarm } = protection.protectFunction(functionIn(stack));
    expect(JSON.parse(variablesOf(stack).SEC3_RUNTIME_POLICY)).toEqual(RuntimePolicy.standard().toJson());
    expect([layer.node.path, blockedAlarm?.node.path, alertedAlarm]).toEqual(['Stack/Sec3RuntimeGuard', 'Stack/Fn/RuntimeProtectionBlocked', undefined]);
  });

  test('takes a policy and alarms', () => {
    const stack = stackOf();
    const policy = RuntimePolicy.strict({ allowedHosts: ['example.com'] });
    new RuntimeProtection(stack, 'Protection', { policy, blockedAlarm: false }).protectFunction(functionIn(stack));
    expect(JSON.parse(variablesOf(stack).SEC3_RUNTIME_POLICY)).toEqual(policy.toJson());
    Template.fromStack(stack).resourceCountIs('AWS::CloudWatch::Alarm', 0);
  });

  test('in another stack has a layer of its own stack', () => {
    const app = new App();
    const shared = new Stack(app, 'Shared');
    const protection = new RuntimeProtection(shared, 'Protection');
    protection.protectFunction(functionIn(shared));
    const stack = new Stack(app, 'Stack');
    protection.protectFunction(functionIn(stack));
    expect(guarded(Template.fromStack(stack))).toEqual({ yes: 1, no: 0 });
    expect(stack.dependencies).toEqual([]);
  });
});

describe('metrics', () => {
  const stack = stackOf();
  const fn = functionIn(stack);
  const functionName = { Ref: expect.stringMatching(/^Fn/) };

  test.each([
    ['Blocked', RuntimeProtection.metricBlocked(fn)],
    ['Alerted', RuntimeProtection.metricAlerted(fn)],
  ])('%s', (metricName, metric) => {
    expect(metric).toMatchObject({ namespace: 'Sec3/RuntimeProtection', metricName, statistic: 'Sum', period: Duration.minutes(1) });
    expect(stack.resolve(metric.dimensions)).toEqual({ functionName });
  });

  test('of a category, with another period', () => {
    const metric = RuntimeProtection.metricBlocked(fn, { dimensionsMap: { category: 'network' }, period: Duration.hours(1), statistic: cloudwatch.Stats.MAXIMUM });
    expect(stack.resolve(metric.dimensions)).toEqual({ category: 'network', functionName });
    expect(metric).toMatchObject({ period: Duration.hours(1), statistic: 'Maximum' });
  });
});

describe('an app', () => {
  test.each<[string, (app: App) => Stack, boolean]>([
    ['a stack', (app) => new Stack(app, 'Stack'), false],
    ['a stack made later', (app) => new Stack(app, 'Stack'), true],
    ['a Stage', (app) => new Stack(new Stage(app, 'Stage'), 'Stack'), false],
    ['a Stage made later', (app) => new Stack(new Stage(app, 'Stage'), 'Stack'), true],
    ['a nested stack', (app) => new NestedStack(new Stack(app, 'Stack'), 'Nested'), true],
  ])('protects %s', (_, build, later) => {
    const app = new App();
    if (later) RuntimeProtection.protect(app);
    const stack = build(app);
    functionIn(stack);
    if (!later) RuntimeProtection.protect(app);
    app.synth();
    const template = Template.fromStack(stack);
    expect(guarded(template)).toEqual({ yes: 1, no: 0 });
    template.resourceCountIs('AWS::Lambda::LayerVersion', 1);
    template.resourceCountIs('AWS::CloudWatch::Alarm', 1);
  });

  test('protects resources without a construct', () => {
    const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'sec3-'));
    try {
      const file = path.join(dir, 'template.json');
      fs.writeFileSync(file, JSON.stringify({
        Resources: { Included: { Type: 'AWS::Lambda::Function', Properties: { ...PROPERTIES, Environment: { Variables: { STAGE: 'prod' } } } } },
      }));
      const stack = protectedStack((it) => {
        new lambda.CfnFunction(it, 'L1', { ...L1, environment: { variables: { AWS_LAMBDA_EXEC_WRAPPER: '/opt/x' } }, layers: ['arn:aws:lambda:eu-west-1:111111111111:layer:x:1'] });
        new CfnInclude(it, 'Template', { templateFile: file });
      });
      const template = Template.fromStack(stack);
      expect(guarded(template)).toEqual({ yes: 2, no: 0 });
      template.hasResourceProperties('AWS::Lambda::Function', {
        Environment: { Variables: { SEC3_CHAINED_WRAPPER: '/opt/x' } },
        Layers: ['arn:aws:lambda:eu-west-1:111111111111:layer:x:1', { Ref: Match.stringLikeRegexp('^Sec3RuntimeGuard') }],
      });
      template.hasResourceProperties('AWS::Lambda::Function', { Environment: { Variables: { STAGE: 'prod' } } });
      template.hasResourceProperties('AWS::CloudWatch::Alarm', { Dimensions: [{ Name: 'functionName', Value: { Ref: 'Included' } }] });
      expect(warnings(stack)).toEqual([]);
    } finally {
      fs.rmSync(dir, { recursive: true });
    }
  });

  test('ignores functions of the CDK, without a warning', () => {
    const stack = protectedStack((it) => {
      new s3.Bucket(it, 'Bucket', { autoDeleteObjects: true, removalPolicy: RemovalPolicy.DESTROY });
      new Provider(it, 'Provider', { onEventHandler: functionIn(it, {}, 'Handler') });
    });
    expect(guarded(Template.fromStack(stack))).toEqual({ yes: 1, no: 2 });
    expect(warnings(stack)).toEqual([]);
  });

  test('ignores functions that are already protected', () => {
    const stack = protectedStack((it) => {
      new RuntimeProtection(it, 'Protection', { policy: RuntimePolicy.strict(), blockedAlarm: false }).protectFunction(functionIn(it));
    });
    expect(JSON.parse(variablesOf(stack).SEC3_RUNTIME_POLICY)).toEqual(RuntimePolicy.strict().toJson());
    Template.fromStack(stack).resourceCountIs('AWS::CloudWatch::Alarm', 0);
    expect(warnings(stack)).toEqual([]);
  });

  test('warns about functions that the guard can’t protect', () => {
    const stack = protectedStack((it) => {
      functionIn(it, { runtime: lambda.Runtime.PYTHON_3_9 }, 'Old');
      new lambda.CfnFunction(it, 'Image', { code: { imageUri: 'x' }, role: ROLE });
      new lambda.CfnFunction(it, 'Bare', { code: { zipFile: 'x' }, role: ROLE });
      new lambda.CfnFunction(it, 'Layers', { ...L1, layers: new CfnParameter(it, 'LayerArns', { type: 'CommaDelimitedList' }).valueAsList });
      new lambda.CfnFunction(it, 'Variables', { ...L1, environment: { variables: Fn.findInMap('Map', Aws.REGION, 'Variables') as any } });
      new CfnResource(it, 'Generic', { type: 'AWS::Lambda::Function', properties: PROPERTIES });
    });
    expect(guarded(Template.fromStack(stack))).toEqual({ yes: 0, no: 6 });
    const start = 'The runtime guard does not protect the function: it ';
    expect(new Map(warnings(stack).map(({ id, text }) => [id, text]))).toEqual(new Map(
      [
        ['/Stack/Old', "can't start the guard: runtime python3.9 is older than Amazon Linux 2023, which the guard needs."],
        ['/Stack/Image', 'is a container image, which has no layers: copy the guard into the image and start its wrapper in the ENTRYPOINT.'],
        ['/Stack/Bare', 'has no runtime.'],
        ['/Stack/Layers', 'has a list of layers that is known only at deployment: list them one by one.'],
        ['/Stack/Variables', 'has environment variables that are known only at deployment as a whole: set them one by one.'],
        ['/Stack/Generic', 'was not created by a construct that the guard supports: use lambda.Function or CfnFunction.'],
      ].map(([id, reason]) => [id, expect.stringContaining(start + reason)]),
    ));
  });

  test('fails if a function was not reached', () => {
    const app = new App();
    RuntimeProtection.protect(app);
    new CfnResource(new Stack(new Stage(app, 'Stage'), 'Stack'), 'Fn', { type: 'AWS::Lambda::Function', properties: PROPERTIES });
    expect(() => app.synth()).toThrow('RuntimeProtection.protect did not reach the function Stage/Stack/Fn, because an Aspect created it');
  });

  test('can be protected once', () => {
    const app = new App();
    expect(RuntimeProtection.protect(app).policy.toJson()).toEqual(RuntimePolicy.standard().toJson());
    expect(() => RuntimeProtection.protect(app)).toThrow('RuntimeProtection.protect was already called for this App; pass all options in one call');
    const stage = new Stage(app, 'Stage') as unknown as App;
    expect(() => RuntimeProtection.protect(stage)).toThrow("RuntimeProtection.protect expects the App, which contains all Stages and stacks; 'Stage' is not an App");
  });
});
