import { allow, inlinePolicy, trustPolicy } from '../role';
import { compact, getAtt, pick } from '../values';
import { deadLetterQueue } from './dead-letter-queue';
import { add, idOf, type SamEvent } from './event';

const SAME = ['Description', 'EndDate', 'GroupName', 'KmsKeyArn', 'ScheduleExpression', 'ScheduleExpressionTimezone', 'StartDate', 'State'];

/** `ScheduleV2`: a schedule of EventBridge Scheduler, with its role for starting the target. */
export function scheduler(event: SamEvent, action: 'lambda:InvokeFunction' | 'states:StartExecution'): void {
  const { properties, target } = event;
  const logicalId = idOf(event);
  const roleId = `${logicalId}Role`;
  const queue = deadLetterQueue(event);
  const given = properties.RoleArn;
  add(event, logicalId, 'AWS::Scheduler::Schedule', {
    ...pick(properties, SAME),
    Name: properties.OmitName === true ? undefined : (properties.Name ?? logicalId),
    FlexibleTimeWindow: properties.FlexibleTimeWindow ?? { Mode: 'OFF' },
    Target: compact({
      Arn: target.arn,
      RoleArn: given ?? getAtt(roleId, 'Arn'),
      Input: properties.Input,
      DeadLetterConfig: queue === undefined ? undefined : { Arn: queue },
      RetryPolicy: properties.RetryPolicy,
    }),
  });
  if (given !== undefined) return;
  const name = action === 'lambda:InvokeFunction' ? 'LambdaPolicy' : 'StartExecutionPolicy';
  add(event, roleId, 'AWS::IAM::Role', {
    AssumeRolePolicyDocument: trustPolicy('scheduler.amazonaws.com'),
    Policies: [
      inlinePolicy(`${logicalId}${name}`, allow(action, target.arn)),
      ...(queue === undefined ? [] : [inlinePolicy(`${logicalId}SQSPolicy`, allow('sqs:SendMessage', queue))]),
    ],
    PermissionsBoundary: properties.PermissionsBoundary,
  });
}
