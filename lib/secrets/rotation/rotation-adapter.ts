import { Duration } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { ONE_AT_A_TIME } from './rotation-function';
import { hardenFunction, markUserCode } from '../../functions';
import { wholeNumber } from '../../quotas';
import { acknowledgeUnbounded } from '../../runtime-protection/own-function';
import { obstaclesOf, protectFunction } from '../../runtime-protection/protect-function';
import { RuntimePolicy } from '../../runtime-protection/runtime-policy';

/**
 * Properties of an adapter to a provider's API.
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
   * Settings of the code, such as the address of the API. Must not contain secrets: the current key is passed in each event.
   *
   * @default - none
   */
  readonly environment?: { readonly [name: string]: string };

  /**
   * The policy of the runtime guard for the code. It can reach AWS and the allowed hosts: add the provider's, such as
   * `RuntimePolicy.standard({ allowedHosts: ['payments.example.com:443'] })`.
   *
   * @default - RuntimePolicy.standard(), which blocks all hosts except AWS's, if the guard supports the runtime
   */
  readonly runtimePolicy?: RuntimePolicy;

  /**
   * The timeout of one step, including calls to the provider; at most 4 minutes.
   *
   * @default Duration.seconds(30)
   */
  readonly timeout?: Duration;
}

const ADAPTER_TIMEOUT = Duration.seconds(30);

/** The rotation function runs for at most 15 minutes, and may wait for three calls. */
const MAX_TIMEOUT_SECONDS = 240;

const LONGER_WAITS = 'whole seconds from 1 to 240 are expected, since the rotation function waits for three calls within 15 minutes';

/**
 * A small function of yours that calls the provider of an API key. The rotation function invokes it. It needs no permission on the secret, and must
 * not log its event, which contains keys. The event is
 *
 *     { step, secretArn, clientRequestToken, current?, pending?, previous? }
 *
 * for each of these steps, and again with the same token if a step is retried:
 *
 * - `create` with `current`: returns `{ secretString }`, the new key, which need not be valid yet
 * - `set` with `current` and `pending`: makes the provider accept `pending`; `current` must still work
 * - `test` with `pending`: throws unless the provider accepts it
 * - `finish` with `current` and `previous`: `pending` is now `current`; revokes `previous`, immediately or later
 */
export class RotationAdapter {
  /**
   * An existing function as the adapter: a function, alias or version, in the secret's account and Region.
   *
   * @param fn the function, alias or version
   */
  public static fromFunction(fn: lambda.IFunction): RotationAdapter {
    return new RotationAdapter(() => fn, ADAPTER_TIMEOUT);
  }

  /**
   * Creates an adapter function from code. Its own role only allows writing its logs and traces. It runs under the
   * runtime guard.
   *
   * @param props the code and its settings
   * @throws Error if the timeout is above 4 minutes. If the guard can't enforce a given policy, the error is thrown when the secret
   * is created
   */
  public static fromCode(props: RotationAdapterCodeProps): RotationAdapter {
    const { code, handler = 'index.handler', runtime = lambda.Runtime.NODEJS_24_X, environment, runtimePolicy, timeout = ADAPTER_TIMEOUT } = props;
    const problems: string[] = [];
    wholeNumber('timeout', timeout, 'seconds', problems, { least: 1, most: MAX_TIMEOUT_SECONDS, expected: LONGER_WAITS });
    if (problems.length > 0) throw new Error(`RotationAdapter.fromCode: ${problems.join('; ')}`);
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
   * Returns the function; creates it if necessary.
   *
   * @internal
   */
  public _bind(scope: Construct): lambda.IFunction {
    return this.make(scope);
  }

  /**
   * The maximum time that the rotation function waits for one call.
   *
   * @internal
   */
  public get _timeout(): Duration {
    return this.timeout;
  }
}

/** If no policy is given, the gate reports a function that can't be protected. */
function protect(fn: lambda.Function, policy: RuntimePolicy | undefined): void {
  const standard = RuntimePolicy.standard();
  if (policy || obstaclesOf(fn.node.defaultChild as lambda.CfnFunction, standard, fn).length === 0) protectFunction(fn, policy ?? standard);
}
