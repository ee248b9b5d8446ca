import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { checkCodeSize } from './code-size';
import { ConstructState } from './construct-state';
import {
  attachExecutionPolicy, detachManagedPolicies, hasOwnRole, logStatement, networkStatement, sendStatement, tracingStatement,
} from './execution-role';
import { acknowledgeOtherDestination, keepFailedEvents } from './failure-destination';
import { FunctionLogOptions } from './function-log-options';
import { logGroupOf } from './function-logs';
import { runsAtEdge } from './runs-at-edge';

/** Settings for hardening a function. */
export interface FunctionHardening extends FunctionLogOptions {
  /**
   * Tracing mode of the function, if it does not set one.
   *
   * @default lambda.Tracing.ACTIVE
   */
  readonly tracing?: lambda.Tracing;

  /**
   * Whether failed events are kept, if the function does not configure it.
   *
   * @default true
   */
  readonly keepFailedEvents?: boolean;
}

/** The result of hardening a function. */
export interface HardenedFunction {
  /** The log group created for the function. Undefined if it was given one, or the CDK creates it at deployment. */
  readonly logGroup?: logs.LogGroup;

  /** The queue created for failed events. */
  readonly failureQueue?: sqs.Queue;

  /** Permissions of the role for Lambda itself. Undefined if none are needed, or if a shared managed policy grants them. */
  readonly executionPolicy?: iam.Policy;

  /** What could not be hardened. Each text continues the sentence 'The function ...'. */
  readonly gaps: readonly string[];
}

const hardened = new ConstructState<lambda.Function, HardenedFunction>('hardening');

/**
 * Gives a function the defaults of this library, whatever construct created it: a role without AWS managed policies that writes to
 * one log group, logs with a retention, tracing, and a destination for failed events.
 *
 * Explicit settings of the function are kept. A second call changes nothing.
 */
export function hardenFunction(fn: lambda.Function, how: FunctionHardening = {}): HardenedFunction {
  let result = hardened.of(fn);
  if (!result) {
    result = runsAtEdge(fn.role) ? { gaps: ['runs at the edge, where Lambda supports neither a log group nor a dead-letter queue'] } : harden(fn, how);
    hardened.set(fn, result);
  }
  return result;
}

function harden(fn: lambda.Function, how: FunctionHardening): HardenedFunction {
  checkCodeSize(fn);
  const resource = fn.node.defaultChild as lambda.CfnFunction;
  const gaps: string[] = [];
  const statements: iam.PolicyStatement[] = [];

  const logGroup = logGroupOf(fn, how);
  if (logGroup) statements.push(logStatement(logGroup.arn));

  if (hasOwnRole(fn)) {
    if (logGroup) {
      detachManagedPolicies(fn);
      if (resource.vpcConfig !== undefined) statements.push(networkStatement());
    } else {
      gaps.push('may write to every log group, since logRetention creates its log group at deployment: replace logRetention with logGroup');
    }
    if (resource.durableConfig !== undefined) gaps.push('may write to every log group, by the AWS managed policy for durable execution');
  }

  const { tracing = lambda.Tracing.ACTIVE } = how;
  if (resource.tracingConfig === undefined && tracing !== lambda.Tracing.DISABLED) {
    resource.tracingConfig = { mode: tracing };
    statements.push(tracingStatement());
  }

  const failureQueue = how.keepFailedEvents === false ? undefined : keepFailedEvents(fn);
  if (failureQueue) statements.push(sendStatement(failureQueue.queueArn));
  acknowledgeOtherDestination(fn);

  const executionPolicy = fn.role && statements.length > 0 ? attachExecutionPolicy(fn, statements) : undefined;
  return { logGroup: logGroup?.own, failureQueue, executionPolicy: executionPolicy instanceof iam.Policy ? executionPolicy : undefined, gaps };
}
