import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { cdkProps, secureFunction, SecuredFunction } from './secure-function-base';
import { SecureFunctionOptions } from './secure-function-options';
import { EventValidation } from '../../inbound-events/event-validation';

/**
 * Properties of a secure function.
 */
export interface SecureFunctionProps extends lambda.FunctionProps, SecureFunctionOptions {}

/**
 * A Lambda function of any runtime and code with secure defaults. It accepts all props of `lambda.Function`, and respects the
 * values given. Omitted props have these defaults:
 *
 * - `role`: a role for this function only, without AWS managed policies. It may write logs only to the function's log group. A role
 *   that is given keeps its permissions and gets those that the function needs.
 * - `logGroup`: a log group for the function, with a generated name, which keeps logs for a year and is retained when the
 *   function is deleted. `logGroupRetention`, `logGroupRemovalPolicy` and `logEncryptionKey` configure it; together with `logGroup` they are
 *   an error. The deprecated `logRetention` and `logRemovalPolicy` are an error.
 * - `tracing`: `Tracing.ACTIVE`.
 * - `deadLetterQueue`, `deadLetterTopic`, `onFailure`: a queue for events whose asynchronous invocation failed in the end. SQS
 *   encrypts it, access requires TLS, and messages are kept for 14 days. `deadLetterQueueEnabled: false` omits it.
 * - `runtimeProtection`: the runtime guard with `RuntimePolicy.standard()`, which allows network access only to AWS: name
 *   other hosts in `allowedHosts` of a policy.
 * - `timeout`: 10 seconds. `memorySize`: 256 MB.
 * - `reservedConcurrentExecutions`: none. A suitable number depends on the account's quota, which is 10 in some new accounts, and 100
 *   must stay unreserved; if less remains, the deployment fails. The gate warns about a function without it.
 *
 * Code and environment variables are encrypted with AWS keys: if the code is encrypted with a customer managed key, Amazon
 * Inspector does not scan the function (https://docs.aws.amazon.com/inspector/latest/user/scanning-lambda.html).
 *
 * Serves SEC 3, runtime-protection/lock-out, runtime-protection/interception and dependencies/automated-tools; with `secrets`,
 * secrets/minimal-access; with `certifiedDependencies`, dependencies/certification; with `eventSchemas`,
 * inbound-events/data-correctness.
 */
export class SecureFunction extends lambda.Function {
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
   * @param props properties of the function
   * @throws Error if AWS has deprecated the runtime, or if props contradict each other
   */
  constructor(scope: Construct, id: string, props: SecureFunctionProps) {
    super(scope, id, cdkProps(props));
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
