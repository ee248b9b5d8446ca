import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { checkCodeSize } from '../code/code-size';
import { ConstructState } from '../construct-state';
import { acknowledgeOtherDestination, makeFailureQueue } from '../failure-destination';
import { applyLogPlan } from '../function-logs';
import { AT_EDGE, FunctionHardening, hardeningPlan } from './hardening-plan';
import { attachExecutionPolicy, attachLogPolicy, detachManagedPolicies, networkStatement, sendStatement, tracingStatement } from '../role/execution-role';
import { runsAtEdge } from '../runs-at-edge';

/** The result of hardening a function. */
export interface HardenedFunction {
  /** The log group created for the function; undefined if the app set one, or if the log group is not in the template. */
  readonly logGroup?: logs.LogGroup;

  /** The queue created for failed events. */
  readonly failureQueue?: sqs.Queue;

  /** Permissions of the role for Lambda itself. Undefined if none are needed, or if a shared managed policy grants them. */
  readonly executionPolicy?: iam.Policy;

  /** Parts that could not be hardened. Each text continues the sentence 'The function ...'. */
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
    result = runsAtEdge(fn.role) ? { gaps: [AT_EDGE] } : harden(fn, how);
    hardened.set(fn, result);
  }
  return result;
}

function harden(fn: lambda.Function, how: FunctionHardening): HardenedFunction {
  checkCodeSize(fn);
  const plan = hardeningPlan(fn, how);
  const resource = fn.node.defaultChild as lambda.CfnFunction;
  const logging = applyLogPlan(plan.logs, fn, how);
  const statements: iam.PolicyStatement[] = logging.namesFunction ? [] : [logging.statement];
  if (logging.namesFunction && fn.role) attachLogPolicy(fn, logging.statement);
  if (plan.detaches) detachManagedPolicies(fn);
  if (plan.detaches && resource.vpcConfig !== undefined) statements.push(networkStatement());
  if (plan.tracing !== undefined) {
    resource.tracingConfig = { mode: plan.tracing };
    statements.push(tracingStatement());
  }
  const failureQueue = plan.keepsFailedEvents ? makeFailureQueue(fn) : undefined;
  if (failureQueue) statements.push(sendStatement(failureQueue.queueArn));
  acknowledgeOtherDestination(fn);
  const executionPolicy = fn.role && statements.length > 0 ? attachExecutionPolicy(fn, statements) : undefined;
  const ofRole = executionPolicy instanceof iam.Policy ? executionPolicy : undefined;
  return { logGroup: logging.own, failureQueue, executionPolicy: ofRole, gaps: plan.gaps };
}
