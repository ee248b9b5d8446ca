import { App, AspectPriority, Aspects, IAspect, InjectionContext, IPropertyInjector, PropertyInjectors, Stage } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { Construct, IConstruct } from 'constructs';

/** An Aspect on functions that knows which of them it did not come by. */
export interface FunctionAspect extends IAspect {
  /** The functions in a scope that it did not come by. */
  _missed(scope: IConstruct): IConstruct[];
}

/**
 * Refuses what is not an App, and an App that has a child of that id already.
 *
 * @param call what to call the caller in errors: `Sec3.harden`
 */
export function assertFirstCallOn(app: App, id: string, call: string): void {
  if (!App.isApp(app)) {
    throw new Error(`${call} takes the App, which holds all Stages and stacks; '${(app as Construct).node.path}' is not one`);
  }
  if (app.node.tryFindChild(id)) throw new Error(`${call} was called on this App already; pass all options in one call`);
}

/**
 * Applies an Aspect to the functions of an app and of its Stages, those made later included.
 *
 * An Aspect of the app does not reach into Stages, and the CDK synthesizes Stages before it visits the app. So each Stage
 * gets the Aspect: those that are there, now; later ones, when a function is made in them, of which property injection
 * tells. What slips through fails synthesis.
 *
 * @param scope a construct of the app, which the validation is added to
 * @param call what to call the caller in errors: `Sec3.harden`
 */
export function visitFunctionsOf(app: App, scope: Construct, call: string, aspect: FunctionAspect): void {
  for (const stage of app.node.findAll().filter(Stage.isStage)) addTo(stage, aspect);
  const injectors = PropertyInjectors.of(app);
  injectors.add(new FunctionsInStages(aspect, injectors.for(lambda.Function.PROPERTY_INJECTION_ID)));
  scope.node.addValidation({ validate: () => aspect._missed(app).map((fn) => missed(fn, call)) });
}

/** Changes no property: it is told of each function, before that is made. */
class FunctionsInStages implements IPropertyInjector {
  public readonly constructUniqueId = lambda.Function.PROPERTY_INJECTION_ID;

  constructor(
    private readonly aspect: FunctionAspect,
    private readonly next: IPropertyInjector | undefined,
  ) {}

  public inject(originalProps: any, context: InjectionContext): any {
    addTo(Stage.of(context.scope)!, this.aspect);
    return this.next ? this.next.inject(originalProps, context) : originalProps;
  }
}

function addTo(stage: Stage, aspect: FunctionAspect): void {
  Aspects.of(stage).add(aspect, { priority: AspectPriority.MUTATING });
}

function missed(fn: IConstruct, call: string): string {
  return (
    `${call} did not reach the function ${fn.node.path}, because an Aspect made it, because its Stage was synthesized before the call, as ` +
    'addStage of a pipeline does, or because its Stage was made after the call and holds no other function or has a property injector for ' +
    `functions of its own: call ${call}(app) before addStage, and else after all Stages are made`
  );
}
