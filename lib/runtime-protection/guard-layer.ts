import { Stack } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { shippedAsset } from '../functions';

const ID = 'Sec3RuntimeGuard';

/** Returns the layer of the runtime guard in a stack, shared by all functions of the stack. */
export function guardLayerOf(stack: Stack): lambda.LayerVersion {
  return (stack.node.tryFindChild(ID) as lambda.LayerVersion | undefined) ?? guardLayer(stack, ID);
}

/** Creates a separate layer of the runtime guard for a function that can't use the shared one, for example because the shared layer depends on it. */
export function guardLayer(scope: Construct, id: string): lambda.LayerVersion {
  return new lambda.LayerVersion(scope, id, {
    code: lambda.Code.fromAsset(shippedAsset('runtime-guard.zip')),
    compatibleArchitectures: [lambda.Architecture.X86_64, lambda.Architecture.ARM_64],
    description: 'cdk-sec3 runtime guard',
  });
}
