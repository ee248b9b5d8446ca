import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import { FunctionLogOptions } from '../function-log-options';
import { LogPlan } from '../function-logs';
import { HardeningPlan } from './hardening-plan';

/** Returns the changes of a plan as sentences; empty if it changes nothing. */
export function describeHardening(plan: HardeningPlan, fn: lambda.Function, options: FunctionLogOptions): string {
  const queue = plan.keepsFailedEvents ? ['a queue for failed events (AWS::SQS::Queue, AWS::SQS::QueuePolicy)'] : [];
  const policy = fn.role ? ['inline policies of its role (AWS::IAM::Policy)'] : [];
  const group = plan.logs.kind === 'new' ? ['a log group (AWS::Logs::LogGroup)'] : [];
  const changes = [
    ...(plan.detaches ? ['it removes AWS managed policies that allow writing to all log groups from the role'] : []),
    ...(plan.tracing === undefined ? [] : [`it sets tracing to ${plan.tracing}`]),
  ];
  return [`It adds ${[...group, ...queue, ...policy].join(', ')}`, ...changes, logsText(plan.logs, options)].join('; ');
}

function logsText(plan: LogPlan, { logGroupRetention }: FunctionLogOptions): string {
  switch (plan.kind) {
    case 'given':
      return 'logs stay in the log group that the function is configured with';
    case 'kept':
      return `logs stay in the log group that is named after the function${plan.group && logGroupRetention !== undefined ? `, which keeps events for ${days(logGroupRetention)}` : ''}`;
    default:
      return `logs move to the new log group, which keeps events for ${days(logGroupRetention ?? logs.RetentionDays.ONE_YEAR)}; those of before stay in the old one`;
  }
}

function days(retention: logs.RetentionDays): string {
  return retention === logs.RetentionDays.INFINITE ? 'good' : `${retention} days`;
}
