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
 * Properties of `RuntimeProtection`.
 */
export interface RuntimeProtectionProps extends RuntimeAlarmOptions {
  /**
   * The operations that the functions may perform.
   *
   * @default RuntimePolicy.standard()
   */
  readonly policy?: RuntimePolicy;
}

/**
 * Protects functions with the runtime guard, a Lambda layer that starts before the runtime. It denies operations that a policy
 * forbids (child processes, network, file writes and more), and reports each event in the function's log and in the metrics
 * `Blocked` and `Alerted` of namespace `Sec3/RuntimeProtection`. The code of the functions is not changed.
 *
 * It protects managed runtimes on Amazon Linux 2023. nodejs20.x and later and python3.12 and later have a guard in their language
 * in addition to the native one; Java, .NET and Ruby only have the native one. It uses one of the five layers of a function
 * and about 500 bytes of its 4 KB of environment variables. If a function has a wrapper (AWS_LAMBDA_EXEC_WRAPPER), such as that of
 * OpenTelemetry, the guard starts it. With SnapStart the guard and its policy are part of the snapshot.
 *
 * Serves SEC 3, runtime-protection/lock-out and runtime-protection/interception.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/runtimes-modify.html#runtime-wrapper
 */
export class RuntimeProtection extends Construct {
  /**
   * Protects the functions of an app, including those in Stages and those created later. Functions that are already protected
   * keep their policies. Functions that the CDK creates for itself are not changed. Functions that the guard can't protect get
   * the warning `Sec3-FunctionNotProtected` with the reason.
   *
   * In Stages created after the call, the first `lambda.Function` adds the protection. If such a Stage only has functions of other
   * kinds, or its own property injector for `lambda.Function`, synthesis fails and names the functions; then call this method
   * after the Stage is created.
   *
   * @param app the app; a second call for the same app is an error
   * @param props policy and alarms
   * @throws Error if the app is already protected
   */
  public static protect(app: App, props: RuntimeProtectionProps = {}): RuntimeProtection {
    assertFirstCallOn(app, ID, CALL);
    const protection = new RuntimeProtection(app, ID, props);
    visitFunctionsOf(app, protection, CALL, new ProtectFunctions(protection.policy, props));
    return protection;
  }

  /**
   * The number of operations of a function that the guard blocked; by default the sum over one minute.
   *
   * @param fn the function
   * @param options changes to the metric; `dimensionsMap: { category: 'network' }` counts only one category
   */
  public static metricBlocked(fn: lambda.IFunction, options: cloudwatch.MetricOptions = {}): cloudwatch.Metric {
    return guardMetric('Blocked', fn.functionName, options);
  }

  /**
   * The number of operations of a function that the guard reported and allowed; by default the sum over one minute.
   *
   * @param fn the function
   * @param options changes to the metric; `dimensionsMap: { category: 'network' }` counts only one category
   */
  public static metricAlerted(fn: lambda.IFunction, options: cloudwatch.MetricOptions = {}): cloudwatch.Metric {
    return guardMetric('Alerted', fn.functionName, options);
  }

  /**
   * The operations that the functions may perform.
   */
  public readonly policy: RuntimePolicy;

  private readonly alarms: RuntimeAlarmOptions;

  /**
   * @param scope the parent construct, usually a stack
   * @param id the construct id
   * @param props policy and alarms
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
   * @returns the layer, and the alarms created
   * @throws Error if the guard can't protect the function, with all reasons: a container image, a runtime without wrappers or older
   * than Amazon Linux 2023, a sixth layer, too many bytes of environment variables, Lambda@Edge, a function that is already
   * protected. Obstacles that arise later fail synthesis.
   */
  public protectFunction(fn: lambda.Function): ProtectedFunction {
    return protectFunction(fn, this.policy, this.alarms);
  }
}
