import { Duration, Validations } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { protectFunction } from './protect-function';
import { RuntimePolicy } from './runtime-policy';
import { hardenFunction, setStagedModes, shippedAsset } from '../functions';
import { OWN_CODE_METADATA } from '../gate';

/** Properties of a function whose code this package ships. */
export interface OwnFunctionProps {
  /** The folder of `assets/` with its code. */
  readonly asset: string;
  readonly description: string;
  readonly timeout: Duration;
  /** Memory size, in MiB. @default 256 */
  readonly memorySize?: number;
  readonly environment?: { readonly [name: string]: string };
  /** Reason why the concurrency has no limit; undefined if `reservedConcurrentExecutions` sets one. */
  readonly unbounded?: string;
  readonly reservedConcurrentExecutions?: number;
  /** The policy of the runtime guard. @default - the network reaches only AWS */
  readonly policy?: RuntimePolicy;
  /** The layer of the guard, if it is not the one that the functions of the stack share. */
  readonly guardLayer?: lambda.LayerVersion;
}

/** Creates a function whose code this package ships: hardened, and protected by the runtime guard. */
export function ownFunction(scope: Construct, id: string, props: OwnFunctionProps): lambda.Function {
  const { asset, description, timeout, memorySize = 256, environment, policy = RuntimePolicy.standard() } = props;
  const fn = new lambda.Function(scope, id, {
    description,
    runtime: lambda.Runtime.NODEJS_24_X,
    code: lambda.Code.fromAsset(shippedAsset(asset)),
    handler: 'index.handler',
    memorySize,
    timeout,
    environment,
    reservedConcurrentExecutions: props.reservedConcurrentExecutions,
  });
  setStagedModes(fn);
  const resource = fn.node.defaultChild as lambda.CfnFunction;
  resource.addMetadata(OWN_CODE_METADATA, asset);
  hardenFunction(fn);
  protectFunction(fn, policy, {}, props.guardLayer);
  Validations.of(resource).acknowledge({
    id: 'Sec3-CodeSigningEnforced',
    reason: 'The code is that of the cdk-sec3 package, whose content the lock file of the package manager pins',
  });
  if (props.unbounded !== undefined) acknowledgeUnbounded(fn, props.unbounded);
  else acknowledgeRuntime(fn);
  return fn;
}

/** Acknowledges rules for functions that do not apply to this function of the library. */
export function acknowledgeUnbounded(fn: lambda.Function, reason: string): void {
  Validations.of(fn.node.defaultChild!).acknowledge({ id: 'Sec3-FunctionConcurrencyBounded', reason });
  acknowledgeRuntime(fn);
}

function acknowledgeRuntime(fn: lambda.Function): void {
  Validations.of(fn.node.defaultChild!).acknowledge(
    { id: 'AwsSolutions::AwsSolutions-L1', reason: 'AWS patches the runtime, which need not be the newest one' },
    { id: 'Serverless::Serverless-LambdaLatestVersion', reason: 'AWS patches the runtime, which need not be the newest one' },
  );
}
