import { IDeployAssert, IntegTest } from '@aws-cdk/integ-tests-alpha';
import { App, AspectPriority, RemovalPolicies, Stack } from 'aws-cdk-lib';

/** Settings that other stacks of the account share: deleting them with a test would affect those. A role stays with the account that refers to it. */
const SHARED = ['AWS::ApiGateway::Account', 'AWS::IAM::Role'];

/** Stack and assertions of a test. */
export interface Integration {
  readonly app: App;
  readonly stack: Stack;
  readonly assertions: IDeployAssert;
}

/**
 * Returns an app that deploys constructs and checks them. It synthesizes without credentials; `integ/run.ts` deploys it, reads the results of the
 * assertions, and removes all resources, even those that the constructs keep by default.
 * @param name of the stack, unique among the tests
 * @param build creates the constructs, and the assertions
 */
export function integration(name: string, build: (integration: Integration) => void): App {
  const app = new App();
  const stack = new Stack(app, `Sec3Integ${name}`);
  const { assertions } = new IntegTest(app, 'Integ', { testCases: [stack] });
  build({ app, stack, assertions });
  // Assertions without references, such as those about a setting of the account, would not wait for it.
  for (const other of app.node.findAll().filter(Stack.isStack)) if (other !== stack) other.addStackDependency(stack);
  RemovalPolicies.of(stack).destroy({ excludeResourceTypes: SHARED, priority: AspectPriority.MUTATING + 1 });
  return app;
}
