import { Duration } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { RotationAdapter } from './rotation-adapter';
import { ownRotationFunction, rotateBy } from './rotation-function';
import { RotationStrategy } from './rotation-strategy';

/** Returns the rotation of an API key that a provider issues, rotated by the function of this library and an adapter to the provider. */
export function apiKeyRotation(adapter: RotationAdapter): RotationStrategy {
  return {
    rotateOnCreation: false,
    bind: (secret) => {
      const { functionArn } = adapter._bind(secret);
      const fn = ownRotationFunction(secret, {
        environment: { SEC3_ROTATION_KIND: 'adapter', SEC3_ROTATION_ADAPTER: functionArn },
        // The function may try a call three times.
        timeout: Duration.seconds(30 + 3 * adapter._timeout.toSeconds()),
      });
      const rotation = rotateBy(secret, fn);
      const invocation = new iam.Policy(secret, 'AdapterPolicy', {
        roles: [fn.role!],
        statements: [
          new iam.PolicyStatement({
            actions: ['lambda:InvokeFunction'],
            resources: [functionArn],
            conditions: { ArnEquals: { 'lambda:SourceFunctionArn': fn.functionArn } },
          }),
        ],
      });
      return { ...rotation, before: [...rotation.before, invocation] };
    },
  };
}
