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

/** How to harden a function. */
export interface FunctionHardening extends FunctionLogOptions {
  /**
   * How the function is traced, where it has no setting of its own.
   *
   * @default lambda.Tracing.ACTIVE
   */
  readonly tracing?: lambda.Tracing;

  /**
   * Whether failed events are kept, where the function says nothing of them.
   *
   * @default true
   */
  readonly keepFailedEvents?: boolean;
}

/** What hardening made of a function. */
export interface HardenedFunction {
  /** The log group of the function's own; none where it was given one, or has it made at deployment. */
  readonly logGroup?: logs.LogGroup;

  /** The queue that was made for failed events. */
  readonly failureQueue?: sqs.Queue;

  /** What Lambda itself does with the role; none where nothing had to be allowed, or a managed policy allows it that functions share. */
  readonly executionPolicy?: iam.Policy;

  /** What could not be hardened, in words that follow on 'The function '. */
  readonly gaps: readonly string[];
}

const hardened = new ConstructState<lambda.Function, HardenedFunction>('hardening');

/**
 * Gives a function what every function of this library has, whatever made it: a role without AWS managed policies that
 * writes to one log group, logs with a retention, tracing, and a place for failed events.
 *
 * What the function already has by its maker's choice stays. A second call changes nothing.
 */
export function hardenFunction(fn: lambda.Function, how: FunctionHardening = {}): HardenedFunction {
  let result = hardened.of(fn);
  if (!result) {
    result = runsAtEdge(fn.role) ? { gaps: ['runs at the edge, where Lambda takes neither a log group nor a dead-letter queue'] } : harden(fn, how);
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
      gaps.push('may write to every log group, since logRetention has its own made at deployment: replace logRetention with logGroup');
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
