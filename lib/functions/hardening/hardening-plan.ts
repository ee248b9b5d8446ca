import * as lambda from 'aws-cdk-lib/aws-lambda';
import { hasFailureDestination } from '../failure-destination';
import { FunctionLogOptions } from '../function-log-options';
import { KeptLogGroups, LogPlan, logPlanOf } from '../function-logs';
import { hasOwnRole } from '../role/execution-role';

/** Reason why Lambda@Edge functions can't be hardened. */
export const AT_EDGE = 'runs at the edge, where Lambda supports neither a log group nor a dead-letter queue';

/** Options of hardening. */
export interface FunctionHardening extends FunctionLogOptions {
  /**
   * Tracing of functions without an explicit setting.
   *
   * @default lambda.Tracing.ACTIVE
   */
  readonly tracing?: lambda.Tracing;

  /**
   * Whether functions without an explicit setting keep failed events.
   *
   * @default true
   */
  readonly keepFailedEvents?: boolean;

  /**
   * Existing log groups that the function keeps using.
   *
   * @default 'none'
   */
  readonly keptLogGroups?: KeptLogGroups;
}

/** The changes to a function. */
export interface HardeningPlan {
  readonly logs: LogPlan;

  /** Whether the managed policies that the CDK adds to the role are removed. */
  readonly detaches: boolean;

  /** The new tracing mode; undefined if it does not change. */
  readonly tracing?: lambda.Tracing;

  /** Whether a queue for failed events is added. */
  readonly keepsFailedEvents: boolean;

  /** Parts that can't be hardened. Each text continues the sentence 'The function ...'. */
  readonly gaps: readonly string[];
}

/** Plans the hardening of a function, without changing it. */
export function hardeningPlan(fn: lambda.Function, how: FunctionHardening = {}): HardeningPlan {
  const { tracingConfig, durableConfig } = fn.node.defaultChild as lambda.CfnFunction;
  const { tracing = lambda.Tracing.ACTIVE, keepFailedEvents = true } = how;
  const detaches = hasOwnRole(fn);
  return {
    logs: logPlanOf(fn, how.keptLogGroups),
    detaches,
    tracing: tracingConfig === undefined && tracing !== lambda.Tracing.DISABLED ? tracing : undefined,
    keepsFailedEvents: keepFailedEvents && !hasFailureDestination(fn),
    gaps: detaches && durableConfig !== undefined ? ['may write to every log group, by the AWS managed policy for durable execution'] : [],
  };
}
