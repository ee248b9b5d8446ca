import { App, CfnResource, PropertyInjectors, Stack, Stage } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { Construct, IConstruct } from 'constructs';
import { assertFirstCallOn, FunctionAspect, isFunctionOfApp, visitFunctionsOf } from '../../../lib/functions';
import { CODE } from '../hardened';

/** An aspect that records the visited functions. */
class Visitor implements FunctionAspect {
  public readonly met: IConstruct[] = [];

  public visit(node: IConstruct): void {
    if (isFunctionOfApp(node) && !this.met.includes(node)) this.met.push(node);
  }

  public _missed(scope: IConstruct): IConstruct[] {
    return scope.node.findAll().filter((node) => isFunctionOfApp(node) && !this.met.includes(node));
  }
}

const service = (scope: Construct, id = 'Stack') => void new lambda.Function(new Stack(scope, id), 'Fn', CODE);
const generic = (scope: Construct) => void new CfnResource(new Stack(scope, 'Generic'), 'Fn', { type: 'AWS::Lambda::Function' });

/** Returns the functions that are visited in an app. */
function visited(before: (app: App) => void, after: (app: App) => void = () => undefined): string[] {
  const app = new App();
  before(app);
  const visitor = new Visitor();
  visitFunctionsOf(app, new Construct(app, 'Scope'), 'Call', visitor);
  after(app);
  app.synth();
  return visitor.met.map((node) => node.node.path).sort();
}

test('visits stacks and Stages that exist, and later ones', () => {
  const met = visited(
    (app) => {
      service(app, 'Early');
      generic(new Stage(app, 'EarlyStage'));
    },
    (app) => {
      service(app, 'Late');
      service(new Stage(new Stage(app, 'LateStage'), 'Inner'));
    },
  );
  expect(met).toEqual(['Early/Fn/Resource', 'EarlyStage/Generic/Fn', 'Late/Fn/Resource', 'LateStage/Inner/Stack/Fn/Resource']);
});

test('works with several Aspects on one app', () => {
  const app = new App();
  const visitors = [new Visitor(), new Visitor()];
  visitors.forEach((visitor, index) => visitFunctionsOf(app, new Construct(app, `Scope${index}`), 'Call', visitor));
  service(new Stage(app, 'Stage'));
  app.synth();
  expect(visitors.map(({ met }) => met.length)).toEqual([1, 1]);
});

test('works with existing property injectors of the app', () => {
  const described: string[] = [];
  const inject = (props: any) => (described.push('injected'), props);
  const met = visited(
    (app) => PropertyInjectors.of(app).add({ constructUniqueId: lambda.Function.PROPERTY_INJECTION_ID, inject }),
    (app) => service(new Stage(app, 'Stage')),
  );
  expect(met).toEqual(['Stage/Stack/Fn/Resource']);
  expect(described).toEqual(['injected']);
});

test('a function that is not reached fails synthesis', () => {
  const synthesize = () => visited(() => undefined, (app) => generic(new Stage(app, 'Stage')));
  expect(synthesize).toThrow(
    'Call did not reach the function Stage/Generic/Fn, because an Aspect created it, because its Stage was synthesized before the call, as ' +
      'addStage of a pipeline does, or because its Stage was created after the call and contains no other function or has its own property injector for ' +
      'functions: call Call(app) before addStage, otherwise after all Stages are created',
  );
});

test('Stages of a pipeline are reached by an earlier call, and fail synthesis with a later one', () => {
  const piped = (app: App) => {
    const stage = new Stage(new Stack(app, 'Pipeline'), 'Stage');
    service(stage);
    stage.synth();
  };
  expect(visited(() => undefined, piped)).toEqual(['Pipeline/Stage/Stack/Fn/Resource']);
  expect(() => visited(piped, () => undefined)).toThrow('because its Stage was synthesized before the call, as addStage of a pipeline does');
});

test('takes an App, and only one call', () => {
  const app = new App();
  expect(() => assertFirstCallOn(app, 'Scope', 'Call')).not.toThrow();
  new Construct(app, 'Scope');
  expect(() => assertFirstCallOn(app, 'Scope', 'Call')).toThrow('Call was already called for this App; pass all options in one call');
  const stage = new Stage(app, 'Stage') as unknown as App;
  expect(() => assertFirstCallOn(stage, 'Scope', 'Call')).toThrow("Call expects the App, which contains all Stages and stacks; 'Stage' is not an App");
});
