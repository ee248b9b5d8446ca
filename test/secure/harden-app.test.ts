import { App, Aspects, CfnResource, IPropertyInjector, PropertyInjectors, Stack, Stage } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { Construct, IConstruct } from 'constructs';
import { Sec3, SecureFunction } from '../../lib';

const CODE = { code: lambda.Code.fromInline('exports.handler = async () => {};'), handler: 'index.handler', runtime: lambda.Runtime.NODEJS_24_X };

/** Creates a stack with a plain function. */
function service(scope: Construct, id = 'Stack'): Stack {
  const stack = new Stack(scope, id);
  new lambda.Function(stack, 'Fn', CODE);
  return stack;
}

function generic(scope: Construct): void {
  new CfnResource(new Stack(scope, 'Stack'), 'Fn', {
    type: 'AWS::Lambda::Function',
    properties: { Code: { ZipFile: 'x' }, Handler: 'index.handler', Role: 'arn:aws:iam::111111111111:role/x', Runtime: 'nodejs24.x' },
  });
}

/** Checks whether each function of a stack, synthesized with its app, is hardened. */
function isHardened(app: App, stack: Stack): boolean {
  app.synth();
  return Object.values(Template.fromStack(stack).findResources('AWS::Lambda::Function')).every(({ Properties }) => Properties.DeadLetterConfig);
}

class Rename implements IPropertyInjector {
  public readonly constructUniqueId = lambda.Function.PROPERTY_INJECTION_ID;

  public inject(props: any): any {
    return { ...props, description: 'injected' };
  }
}

describe('reaches', () => {
  test.each<[string, (app: App) => Stack, boolean]>([
    ['a stack', (app) => service(app), false],
    ['a stack made later', (app) => service(app), true],
    ['a Stage', (app) => service(new Stage(app, 'Stage')), false],
    ['a Stage made later', (app) => service(new Stage(app, 'Stage')), true],
    ['a Stage in a Stage', (app) => service(new Stage(new Stage(app, 'Outer'), 'Inner')), false],
    ['a Stage in a Stage, made later', (app) => service(new Stage(new Stage(app, 'Outer'), 'Inner')), true],
    ['a Stage in a construct, made later', (app) => service(new Stage(new Construct(app, 'Pipeline'), 'Stage')), true],
  ])('%s', (_, build, later) => {
    const app = new App();
    if (later) Sec3.harden(app);
    const stack = build(app);
    if (!later) Sec3.harden(app);
    expect(isHardened(app, stack)).toBe(true);
  });

  test('a function that is added to a Stage later', () => {
    const app = new App();
    const stage = new Stage(app, 'Stage');
    Sec3.harden(app);
    expect(isHardened(app, service(stage))).toBe(true);
  });

  test('Stages with an existing property injector of the app', () => {
    const app = new App({ propertyInjectors: [new Rename()] });
    Sec3.harden(app);
    const stack = service(new Stage(app, 'Stage'));
    expect(isHardened(app, stack)).toBe(true);
    Template.fromStack(stack).hasResourceProperties('AWS::Lambda::Function', { Description: 'injected' });
  });
});

describe('fails if it did not reach', () => {
  const missed = (fn: string) => `Sec3.harden did not reach the function ${fn}, because an Aspect created it`;

  test('a later Stage with only generic functions', () => {
    const app = new App();
    Sec3.harden(app);
    generic(new Stage(app, 'Stage'));
    expect(() => app.synth()).toThrow(missed('Stage/Stack/Fn'));
  });

  test('a later Stage with its own property injector', () => {
    const app = new App();
    Sec3.harden(app);
    service(new Stage(app, 'Stage', { propertyInjectors: [new Rename()] }));
    expect(() => app.synth()).toThrow(missed('Stage/Stack/Fn/Resource'));
  });

  test('a later Stage with a property injector that the app got after the call', () => {
    const app = new App();
    Sec3.harden(app);
    PropertyInjectors.of(app).add(new Rename());
    service(new Stage(app, 'Stage'));
    expect(() => app.synth()).toThrow(missed('Stage/Stack/Fn/Resource'));
  });

  test('but reaches Stages that exist before the call', () => {
    const app = new App();
    generic(new Stage(app, 'Generic'));
    const stack = service(new Stage(app, 'Stage', { propertyInjectors: [new Rename()] }));
    Sec3.harden(app);
    expect(isHardened(app, stack)).toBe(true);
  });

  test('a function that an Aspect creates afterwards', () => {
    const app = new App({ context: { '@aws-cdk/core:aspectStabilization': false } });
    const stack = service(app);
    Sec3.harden(app);
    Aspects.of(stack.node.findChild('Fn')).add({
      visit: (node: IConstruct) => {
        if (node.node.path === 'Stack/Fn/Resource' && !stack.node.tryFindChild('Late')) new lambda.Function(new Construct(stack, 'Late'), 'Fn', CODE);
      },
    });
    const synthesize = () => app.synth();
    expect(synthesize).toThrow(missed('Stack/Late/Fn/Resource'));
  });
});

test('works together with the gate', () => {
  const app = new App();
  new SecureFunction(service(new Stage(app, 'Stage')), 'Secure', CODE);
  Sec3.enforce(app);
  Sec3.harden(app);
  expect(() => app.synth()).not.toThrow();
});

test('takes an App, and only one call', () => {
  const app = new App();
  Sec3.harden(app);
  expect(() => Sec3.harden(app)).toThrow('Sec3.harden was already called for this App; pass all options in one call');
  const stage = new Stage(app, 'Stage') as unknown as App;
  expect(() => Sec3.harden(stage)).toThrow("Sec3.harden expects the App, which contains all Stages and stacks; 'Stage' is not an App");
});
