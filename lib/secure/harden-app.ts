import { App, AspectPriority, Aspects, InjectionContext, IPropertyInjector, PropertyInjectors, Stage } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { HardenFunctions } from './harden-functions';

/**
 * Hardens the functions of an app and of its Stages, those made later included.
 *
 * An Aspect of the app does not reach into Stages, and the CDK synthesizes Stages before it visits the app. So each Stage
 * gets the Aspect: those that are there, now; later ones, when a function is made in them, of which property injection
 * tells. What slips through fails synthesis.
 */
export function hardenApp(app: App, id: string, aspect: HardenFunctions): void {
  for (const stage of app.node.findAll().filter(Stage.isStage)) addTo(stage, aspect);
  const injectors = PropertyInjectors.of(app);
  injectors.add(new FunctionsInStages(aspect, injectors.for(lambda.Function.PROPERTY_INJECTION_ID)));
  new Construct(app, id).node.addValidation({ validate: () => aspect._missed(app).map(missed) });
}

/** Changes no property: it is told of each function, before that is made. */
class FunctionsInStages implements IPropertyInjector {
  public readonly constructUniqueId = lambda.Function.PROPERTY_INJECTION_ID;

  constructor(
    private readonly aspect: HardenFunctions,
    private readonly next: IPropertyInjector | undefined,
  ) {}

  public inject(originalProps: any, context: InjectionContext): any {
    addTo(Stage.of(context.scope)!, this.aspect);
    return this.next ? this.next.inject(originalProps, context) : originalProps;
  }
}

function addTo(stage: Stage, aspect: HardenFunctions): void {
  Aspects.of(stage).add(aspect, { priority: AspectPriority.MUTATING });
}

function missed(fn: Construct): string {
  return (
    `Sec3.harden did not reach the function ${fn.node.path}, because an Aspect made it, or because its Stage was made after the call ` +
    'and holds no other function or has a property injector for functions of its own: call Sec3.harden(app) after all Stages are made'
  );
}
