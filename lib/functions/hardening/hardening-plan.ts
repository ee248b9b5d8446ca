import * as lambda from 'aws-cdk-lib/aws-lambda';
import { hasFailureDestination } from '../failure-destination';
import { FunctionLogOptions } from '../function-log-options';
import { KeptLogGroups, LogPlan, logPlanOf } from '../function-logs';
import { hasOwnRole } from '../role/execution-role';

/** What keeps a function that CloudFront runs from being hardened. */
export const AT_EDGE = 'runs at the edge, where Lambda supports neither a log group nor a dead-letter queue';

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

  /**
   * Log groups that the function goes on writing to.
   *
   * @default 'none'
   */
  readonly keptLogGroups?: KeptLogGroups;
}

/** What hardening changes of a function. */
export interface HardeningPlan {
  readonly logs: LogPlan;

  /** Whether the managed policies that the CDK gives to the role are taken from it. */
  readonly detaches: boolean;

  /** How the function will be traced; undefined where that stays. */
  readonly tracing?: lambda.Tracing;

  /** Whether it gets a queue for failed events. */
  readonly keepsFailedEvents: boolean;

  /** What can't be hardened, in words that follow on 'The function '. */
  readonly gaps: readonly string[];
}

/** Decides what hardening changes of a function, and changes nothing. */
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
