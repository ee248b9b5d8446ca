import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { cdkProps, secureFunction, SecuredFunction } from './secure-function-base';
import { SecureFunctionOptions } from './secure-function-options';
import { EventValidation } from '../inbound-events/event-validation';

/**
 * Properties of a secure function.
 */
export interface SecureFunctionProps extends lambda.FunctionProps, SecureFunctionOptions {}

/**
 * A Lambda function of any runtime and code, secure by its defaults. It takes all props of `lambda.Function`, and what is
 * given is respected; these differ where they are left out:
 *
 * - `role`: a role for this function alone, without AWS managed policies. Its writing of logs ends at one log group. A given
 *   role keeps what it has and gets what the function needs.
 * - `logGroup`: a log group of the function's own, with a generated name, which keeps logs for a year, and outlives the
 *   function. `logGroupRetention`, `logGroupRemovalPolicy` and `logEncryptionKey` are its settings, and an error together
 *   with `logGroup`. The deprecated `logRetention` and `logRemovalPolicy` are an error.
 * - `tracing`: `Tracing.ACTIVE`.
 * - `deadLetterQueue`, `deadLetterTopic`, `onFailure`: a queue for events of asynchronous invocations that failed for good,
 *   encrypted by SQS, for TLS alone, which keeps them for 14 days. `deadLetterQueueEnabled: false` leaves it out.
 * - `runtimeProtection`: the runtime guard with `RuntimePolicy.standard()`, which lets the network reach AWS alone: name other hosts
 *   in `allowedHosts` of a policy.
 * - `timeout`: 10 seconds. `memorySize`: 256 MB.
 * - `reservedConcurrentExecutions`: none, as a sound number depends on the account's quota, which is 10 in some new accounts and of which
 *   100 have to stay unreserved: where less is left, the deployment fails. The gate warns of a function without.
 *
 * Code and environment variables are encrypted with keys of AWS: with a customer managed key on the code, Amazon Inspector
 * does not scan the function (https://docs.aws.amazon.com/inspector/latest/user/scanning-lambda.html).
 *
 * Serves SEC 3, runtime-protection/lock-out, runtime-protection/interception and dependencies/automated-tools; with `secrets`,
 * secrets/minimal-access; with `certifiedDependencies`, dependencies/certification; with `eventSchemas`,
 * inbound-events/data-correctness.
 */
export class SecureFunction extends lambda.Function {
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
   * @param props the function, and what it may do
   * @throws Error where AWS has deprecated the runtime, or where props contradict each other
   */
  constructor(scope: Construct, id: string, props: SecureFunctionProps) {
    super(scope, id, cdkProps(props));
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
