import { App } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { guardMetric } from './guard-metrics';
import { protectFunction } from './protect-function';
import { ProtectFunctions } from './protect-functions';
import { ProtectedFunction } from './protected-function';
import { RuntimeAlarmOptions } from './runtime-alarm-options';
import { RuntimePolicy } from './runtime-policy';
import { assertFirstCallOn, visitFunctionsOf } from '../functions';

const ID = 'Sec3RuntimeProtection';
const CALL = 'RuntimeProtection.protect';

/**
 * How functions are protected at run time.
 */
export interface RuntimeProtectionProps extends RuntimeAlarmOptions {
  /**
   * What the functions may do.
   *
   * @default RuntimePolicy.standard()
   */
  readonly policy?: RuntimePolicy;
}

/**
 * Puts functions under the runtime guard: a Lambda layer that starts before the runtime, refuses what a policy forbids
 * (child processes, network, file writes and more) and reports each event in the function's log and in the metrics
 * `Blocked` and `Alerted` of namespace `Sec3/RuntimeProtection`. The code of the functions stays as it is.
 *
 * It protects managed runtimes on Amazon Linux 2023: nodejs20.x and later and python3.12 and later with a guard of their
 * language beside the native one, Java, .NET and Ruby with the native one. It takes one of the five layers of a function
 * and some 500 bytes of its 4 KB of environment variables. A function that has a wrapper (AWS_LAMBDA_EXEC_WRAPPER), as those of
 * OpenTelemetry, gets that started after the guard. With SnapStart the guard and its policy are part of the snapshot.
 *
 * Serves SEC 3, runtime-protection/lock-out and runtime-protection/interception.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/runtimes-modify.html#runtime-wrapper
 */
export class RuntimeProtection extends Construct {
  /**
   * Protects the functions of an app, those in Stages included, and those made later. Functions that are protected already
   * keep their policies; functions that the CDK makes for itself are left alone. Functions that the guard can't protect get
   * the warning `Sec3-FunctionNotProtected` with the reason.
   *
   * In Stages that are made after the call, the first `lambda.Function` brings protection along; where a later Stage holds
   * only functions of other kinds, or has a property injector of its own for `lambda.Function`, synthesis fails and names
   * them, and the call has to come after the Stage is made.
   *
   * @param app the app; a second call on the same app is an error
   * @param props how to protect
   * @throws Error where the app is protected already
   */
  public static protect(app: App, props: RuntimeProtectionProps = {}): RuntimeProtection {
    assertFirstCallOn(app, ID, CALL);
    const protection = new RuntimeProtection(app, ID, props);
    visitFunctionsOf(app, protection, CALL, new ProtectFunctions(protection.policy, props));
    return protection;
  }

  /**
   * How often the guard blocked a function; by default the sum over one minute.
   *
   * @param fn the function
   * @param options changes to the metric; `dimensionsMap: { category: 'network' }` counts one category alone
   */
  public static metricBlocked(fn: lambda.IFunction, options: cloudwatch.MetricOptions = {}): cloudwatch.Metric {
    return guardMetric('Blocked', fn.functionName, options);
  }

  /**
   * How often the guard let a function do something that it reports; by default the sum over one minute.
   *
   * @param fn the function
   * @param options changes to the metric; `dimensionsMap: { category: 'network' }` counts one category alone
   */
  public static metricAlerted(fn: lambda.IFunction, options: cloudwatch.MetricOptions = {}): cloudwatch.Metric {
    return guardMetric('Alerted', fn.functionName, options);
  }

  /**
   * What the functions may do.
   */
  public readonly policy: RuntimePolicy;

  private readonly alarms: RuntimeAlarmOptions;

  /**
   * @param scope where it is made, most often a stack
   * @param id its id in the scope
   * @param props what the functions may do, and who is told
   */
  constructor(scope: Construct, id: string, props: RuntimeProtectionProps = {}) {
    super(scope, id);
    this.policy = props.policy ?? RuntimePolicy.standard();
    this.alarms = props;
  }

  /**
   * Protects a function.
   *
   * @param fn the function
   * @returns the layer and the alarms that were made
   * @throws Error where the guard can't protect it, with all reasons: a container image, a runtime without wrappers or older
   * than Amazon Linux 2023, a sixth layer, too many bytes of environment variables, Lambda@Edge, a function that is protected
   * already. What comes up later fails synthesis.
   */
  public protectFunction(fn: lambda.Function): ProtectedFunction {
    return protectFunction(fn, this.policy, this.alarms);
  }
}
