import { Stack } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { shippedAsset } from '../functions';

const ID = 'Sec3RuntimeGuard';

/** The layer of the runtime guard in a stack: one, whichever functions use it. */
export function guardLayerOf(stack: Stack): lambda.LayerVersion {
  return (stack.node.tryFindChild(ID) as lambda.LayerVersion | undefined) ?? guardLayer(stack, ID);
}

/** A layer of the runtime guard for a function that can't use the one of its stack, such as one that this layer depends on. */
export function guardLayer(scope: Construct, id: string): lambda.LayerVersion {
  return new lambda.LayerVersion(scope, id, {
    code: lambda.Code.fromAsset(shippedAsset('runtime-guard.zip')),
    compatibleArchitectures: [lambda.Architecture.X86_64, lambda.Architecture.ARM_64],
    description: 'cdk-sec3 runtime guard',
  });
}
