import { Stack } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { shippedAsset } from '../functions';

const ID = 'Sec3RuntimeGuard';

/** The layer of the runtime guard in a stack: one, whichever functions use it. */
export function guardLayerOf(stack: Stack): lambda.LayerVersion {
  return (
    (stack.node.tryFindChild(ID) as lambda.LayerVersion | undefined) ??
    new lambda.LayerVersion(stack, ID, {
      code: lambda.Code.fromAsset(shippedAsset('runtime-guard.zip')),
      compatibleArchitectures: [lambda.Architecture.X86_64, lambda.Architecture.ARM_64],
      description: 'cdk-sec3 runtime guard',
    })
  );
}
