import { Duration } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { ONE_AT_A_TIME } from './rotation-function';
import { hardenFunction, markUserCode } from '../functions';
import { acknowledgeUnbounded } from '../runtime-protection/own-function';
import { obstaclesOf, protectFunction } from '../runtime-protection/protect-function';
import { RuntimePolicy } from '../runtime-protection/runtime-policy';

/**
 * Code of an adapter to a provider's API.
 */
export interface RotationAdapterCodeProps {
  /**
   * The code, such as `lambda.Code.fromAsset('adapter')`.
   */
  readonly code: lambda.Code;

  /**
   * File and function of the code.
   *
   * @default 'index.handler'
   */
  readonly handler?: string;

  /**
   * Runtime of the code.
   *
   * @default lambda.Runtime.NODEJS_24_X
   */
  readonly runtime?: lambda.Runtime;

  /**
   * Settings of the code, such as the address of the API. No secrets: the current key comes with each event.
   *
   * @default - none
   */
  readonly environment?: { readonly [name: string]: string };

  /**
   * What the runtime guard lets the code do. It reaches AWS and the hosts that the policy names: name the provider's, such as
   * `RuntimePolicy.standard({ allowedHosts: ['payments.example.com:443'] })`.
   *
   * @default - RuntimePolicy.standard(), which blocks every host but AWS's, where the guard supports the runtime
   */
  readonly runtimePolicy?: RuntimePolicy;

  /**
   * How long one step may take, at most 4 minutes: calls to the provider included.
   *
   * @default Duration.seconds(30)
   */
  readonly timeout?: Duration;
}

const ADAPTER_TIMEOUT = Duration.seconds(30);

/** The rotation function runs for 15 minutes at most, and may wait for three calls. */
const MAX_TIMEOUT = Duration.minutes(4);

/**
 * A small function of yours that speaks with the provider of an API key. The rotation function invokes it; it needs no
 * permission on the secret, and must not log its event, which holds keys. It gets
 *
 *     { step, secretArn, clientRequestToken, current?, pending?, previous? }
 *
 * for each of these steps, and again for the same token where a step is retried:
 *
 * - `create` with `current`: returns `{ secretString }`, the new key, which need not be valid yet
 * - `set` with `current` and `pending`: has the provider accept `pending`, while `current` goes on working
 * - `test` with `pending`: throws unless the provider accepts it
 * - `finish` with `current` and `previous`: `pending` is now `current`; revokes `previous`, at once or after a while
 */
export class RotationAdapter {
  /**
   * An adapter that is a function already: a function, alias or version, in the secret's account and Region.
   *
   * @param fn the function, alias or version
   */
  public static fromFunction(fn: lambda.IFunction): RotationAdapter {
    return new RotationAdapter(() => fn, ADAPTER_TIMEOUT);
  }

  /**
   * An adapter that is made of code, with a role of its own that may write its logs and traces, and nothing else. It runs under the
   * runtime guard.
   *
   * @param props the code, and how it runs
   * @throws Error where the timeout is above 4 minutes; where the guard can't enforce a given policy, once the secret is made
   */
  public static fromCode(props: RotationAdapterCodeProps): RotationAdapter {
    const { code, handler = 'index.handler', runtime = lambda.Runtime.NODEJS_24_X, environment, runtimePolicy, timeout = ADAPTER_TIMEOUT } = props;
    if (!timeout.isUnresolved() && timeout.toSeconds() > MAX_TIMEOUT.toSeconds()) {
      throw new Error(`RotationAdapter.fromCode: timeout is ${timeout.toHumanString()}; at most 4 minutes are left within the rotation function's 15, which waits for three calls`);
    }
    return new RotationAdapter((scope) => {
      const fn = new lambda.Function(scope, 'RotationAdapter', { code, handler, runtime, environment, timeout, memorySize: 256 });
      hardenFunction(fn);
      acknowledgeUnbounded(fn, ONE_AT_A_TIME);
      markUserCode(fn);
      protect(fn, runtimePolicy);
      return fn;
    }, timeout);
  }

  private constructor(
    private readonly make: (scope: Construct) => lambda.IFunction,
    private readonly timeout: Duration,
  ) {}

  /**
   * Gives the function, which is made where it is none yet.
   *
   * @internal
   */
  public _bind(scope: Construct): lambda.IFunction {
    return this.make(scope);
  }

  /**
   * How long the rotation function may wait for one call.
   *
   * @internal
   */
  public get _timeout(): Duration {
    return this.timeout;
  }
}

/** Without a policy, the gate tells of a function that can't be protected. */
function protect(fn: lambda.Function, policy: RuntimePolicy | undefined): void {
  const standard = RuntimePolicy.standard();
  if (policy || obstaclesOf(fn.node.defaultChild as lambda.CfnFunction, standard, fn).length === 0) protectFunction(fn, policy ?? standard);
}
