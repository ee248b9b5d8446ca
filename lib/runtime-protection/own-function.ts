import { Duration, Validations } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { protectFunction } from './protect-function';
import { RuntimePolicy } from './runtime-policy';
import { hardenFunction, setStagedModes, shippedAsset } from '../functions';
import { OWN_CODE_METADATA } from '../gate';

/** What a function of this library is made of. */
export interface OwnFunctionProps {
  /** The folder of `assets/` with its code. */
  readonly asset: string;
  readonly description: string;
  readonly timeout: Duration;
  /** In MiB; 256 where it is left out. */
  readonly memorySize?: number;
  readonly environment?: { readonly [name: string]: string };
  /** Why nothing bounds how many of it run at once; left out where `reservedConcurrentExecutions` does. */
  readonly unbounded?: string;
  readonly reservedConcurrentExecutions?: number;
  /** What the runtime guard lets it do: to speak with AWS alone where it is left out. */
  readonly policy?: RuntimePolicy;
  /** The layer of the guard, where it is not the one that the functions of the stack share. */
  readonly guardLayer?: lambda.LayerVersion;
}

/** Makes a function whose code this package ships: hardened, and under the runtime guard. */
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

/** Says of a function of this library what reviews ask of each function, and does not apply to this one. */
export function acknowledgeUnbounded(fn: lambda.Function, reason: string): void {
  Validations.of(fn.node.defaultChild!).acknowledge({ id: 'Sec3-FunctionConcurrencyBounded', reason });
  acknowledgeRuntime(fn);
}

function acknowledgeRuntime(fn: lambda.Function): void {
  Validations.of(fn.node.defaultChild!).acknowledge(
    { id: 'AwsSolutions::AwsSolutions-L1', reason: 'AWS patches the runtime, which need not be the newest for that' },
    { id: 'Serverless::Serverless-LambdaLatestVersion', reason: 'AWS patches the runtime, which need not be the newest for that' },
  );
}
