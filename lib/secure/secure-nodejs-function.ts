import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as nodejs from 'aws-cdk-lib/aws-lambda-nodejs';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { cdkProps, secureFunction, SecuredFunction } from './secure-function-base';
import { SecureFunctionOptions } from './secure-function-options';
import { inventoriedBundling } from '../dependencies/inventory/inventoried-bundling';
import { EventValidation } from '../inbound-events/event-validation';

/**
 * Properties of a secure Node.js function.
 */
export interface SecureNodejsFunctionProps extends nodejs.NodejsFunctionProps, SecureFunctionOptions {}

/**
 * A Node.js function, bundled by esbuild, secure by its defaults. It takes all props of `nodejs.NodejsFunction`; defaults are
 * those of `SecureFunction`, and `runtime` is `Runtime.NODEJS_24_X`. The code has a bill of materials, `sbom.cdx.json`, and
 * for each bundled package a `package.json` that names it, by which Amazon Inspector sees it.
 *
 * Serves SEC 3, runtime-protection/lock-out and dependencies/automated-tools.
 */
export class SecureNodejsFunction extends nodejs.NodejsFunction {
  /**
   * What Lambda itself does with the function's role; none where nothing had to be allowed, or where so many functions share the role that
   * managed policies allow it, which they share too.
   */
  public readonly executionPolicy?: iam.Policy;

  /** The queue of the function's own for failed events; none where a destination was given, or none is wanted. */
  public readonly failureQueue?: sqs.Queue;

  /** The alarm that goes off when the runtime guard blocks something; none where the function is not protected. */
  public readonly blockedAlarm?: cloudwatch.Alarm;

  private readonly made?: SecuredFunction;

  /**
   * @param scope where it is made, most often a stack
   * @param id its id in the scope
   * @param props the function, how it is bundled, and what it may do
   * @throws Error where AWS has deprecated the runtime, or where props contradict each other
   */
  constructor(scope: Construct, id: string, props: SecureNodejsFunctionProps = {}) {
    super(scope, id, { runtime: lambda.Runtime.NODEJS_24_X, ...inventoriedBundling(cdkProps(props)) });
    const made = secureFunction(this, props);
    this.executionPolicy = made.executionPolicy;
    this.failureQueue = made.failureQueue;
    this.blockedAlarm = made.protection?.blockedAlarm;
    this.made = made;
  }

  /** What validates events before the handler gets them; none without `eventSchemas` and without endpoints of a `SecureRestApi`. */
  public get eventValidation(): EventValidation | undefined {
    return EventValidation._of(this);
  }

  /** The log group that the function writes to: the one given, or its own. */
  public get logGroup(): logs.ILogGroup {
    return this.made?.logGroup ?? super.logGroup;
  }
}
