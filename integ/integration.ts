import { IDeployAssert, IntegTest } from '@aws-cdk/integ-tests-alpha';
import { App, AspectPriority, RemovalPolicies, Stack } from 'aws-cdk-lib';

/**
 * Settings that the account shares with others: deleting them with a test would take them from others. A role stays with the account
 * that names it.
 */
const SHARED = ['AWS::ApiGateway::Account', 'AWS::IAM::Role'];

/** What a test makes and then asks. */
export interface Integration {
  readonly app: App;
  readonly stack: Stack;
  readonly assertions: IDeployAssert;
}

/**
 * An app that deploys constructs and asks what was deployed. It synthesizes without credentials; `integ/run.ts` deploys it, reads the
 * results of the assertions, and removes all of it, whatever the constructs keep by default.
 *
 * @param name of the stack, which is no other test's
 * @param build makes the constructs, and the assertions
 */
export function integration(name: string, build: (integration: Integration) => void): App {
  const app = new App();
  const stack = new Stack(app, `Sec3Integ${name}`);
  const { assertions } = new IntegTest(app, 'Integ', { testCases: [stack] });
  build({ app, stack, assertions });
  // What asks nothing by name, such as of a setting of the account, would not wait for it.
  for (const other of app.node.findAll().filter(Stack.isStack)) if (other !== stack) other.addStackDependency(stack);
  RemovalPolicies.of(stack).destroy({ excludeResourceTypes: SHARED, priority: AspectPriority.MUTATING + 1 });
  return app;
}
