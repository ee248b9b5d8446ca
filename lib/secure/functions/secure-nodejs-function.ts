import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as nodejs from 'aws-cdk-lib/aws-lambda-nodejs';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { cdkProps, secureFunction, SecuredFunction } from './secure-function-base';
import { SecureFunctionOptions } from './secure-function-options';
import { inventoriedBundling } from '../../dependencies/inventory/inventoried-bundling';
import { EventValidation } from '../../inbound-events/event-validation';

/**
 * Properties of a secure Node.js function.
 */
export interface SecureNodejsFunctionProps extends nodejs.NodejsFunctionProps, SecureFunctionOptions {}

/**
 * A Node.js function, bundled by esbuild, with secure defaults. It accepts all props of `nodejs.NodejsFunction`. The defaults are
 * those of `SecureFunction`, and `runtime` is `Runtime.NODEJS_24_X`. The code contains a bill of materials, `sbom.cdx.json`, and a
 * `package.json` for each bundled package, from which Amazon Inspector recognizes the package.
 *
 * Serves SEC 3, runtime-protection/lock-out and dependencies/automated-tools.
 */
export class SecureNodejsFunction extends nodejs.NodejsFunction {
  /**
   * Permissions that the function's role needs for Lambda itself. Undefined if none are needed, or if the role is shared by so many
   * functions that shared managed policies grant them.
   */
  public readonly executionPolicy?: iam.Policy;

  /** The function's own queue for failed events. Undefined if another destination is given, or the queue is disabled. */
  public readonly failureQueue?: sqs.Queue;

  /** The alarm for operations that the runtime guard blocks. Undefined if the function is not protected. */
  public readonly blockedAlarm?: cloudwatch.Alarm;

  private readonly made?: SecuredFunction;

  /**
   * @param scope the parent construct, usually a stack
   * @param id the construct id
   * @param props properties of the function and its bundling
   * @throws Error if AWS has deprecated the runtime, or if props contradict each other
   */
  constructor(scope: Construct, id: string, props: SecureNodejsFunctionProps = {}) {
    super(scope, id, { runtime: lambda.Runtime.NODEJS_24_X, ...inventoriedBundling(cdkProps(props)) });
    const made = secureFunction(this, props);
    this.executionPolicy = made.executionPolicy;
    this.failureQueue = made.failureQueue;
    this.blockedAlarm = made.protection?.blockedAlarm;
    this.made = made;
  }

  /** Validates events before the handler runs. Undefined without `eventSchemas` and without endpoints of a `SecureRestApi`. */
  public get eventValidation(): EventValidation | undefined {
    return EventValidation._of(this);
  }

  /** The log group of the function: the one given, or its own. */
  public get logGroup(): logs.ILogGroup {
    return this.made?.logGroup ?? super.logGroup;
  }
}
