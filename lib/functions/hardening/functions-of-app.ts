import { App, AspectPriority, Aspects, IAspect, InjectionContext, IPropertyInjector, PropertyInjectors, Stage } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { Construct, IConstruct } from 'constructs';

/** An Aspect for functions that knows which ones it did not visit. */
export interface FunctionAspect extends IAspect {
  /** The functions in a scope that it did not visit. */
  _missed(scope: IConstruct): IConstruct[];
}

/**
 * Rejects a construct that is not an App, and an App that already has a child with the id.
 *
 * @param call name of the caller in errors: `Sec3.harden`
 */
export function assertFirstCallOn(app: App, id: string, call: string): void {
  if (!App.isApp(app)) {
    throw new Error(`${call} expects the App, which contains all Stages and stacks; '${(app as Construct).node.path}' is not an App`);
  }
  if (app.node.tryFindChild(id)) throw new Error(`${call} was already called for this App; pass all options in one call`);
}

/**
 * Applies an Aspect to the functions of an app and of its Stages, including those created later.
 *
 * An Aspect on the app does not apply to Stages, and the CDK synthesizes Stages before it visits the app. So each Stage
 * gets the Aspect: existing Stages now, later ones when property injection reports the first function in them. A function
 * that the Aspect misses fails synthesis.
 *
 * @param scope a construct of the app, to which the validation is added
 * @param call name of the caller in errors: `Sec3.harden`
 */
export function visitFunctionsOf(app: App, scope: Construct, call: string, aspect: FunctionAspect): void {
  for (const stage of app.node.findAll().filter(Stage.isStage)) addTo(stage, aspect);
  const injectors = PropertyInjectors.of(app);
  injectors.add(new FunctionsInStages(aspect, injectors.for(lambda.Function.PROPERTY_INJECTION_ID)));
  scope.node.addValidation({ validate: () => aspect._missed(app).map((fn) => missed(fn, call)) });
}

/** Changes no property. The CDK calls it for each function before the function is created. */
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
    `${call} did not reach the function ${fn.node.path}, because an Aspect created it, because its Stage was synthesized before the call, as ` +
    'addStage of a pipeline does, or because its Stage was created after the call and contains no other function or has its own property injector for ' +
    `functions: call ${call}(app) before addStage, otherwise after all Stages are created`
  );
}
