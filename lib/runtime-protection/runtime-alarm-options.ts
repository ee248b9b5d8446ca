import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';

/**
 * Alarms on what the runtime guard reports of a function.
 */
export interface RuntimeAlarmOptions {
  /**
   * Whether an alarm is made that goes off when the guard blocks something.
   *
   * @default true
   */
  readonly blockedAlarm?: boolean;

  /**
   * Whether an alarm is made that goes off when the guard reports something that it lets happen.
   *
   * @default false
   */
  readonly alertedAlarm?: boolean;

  /**
   * What the alarms do when they go off.
   *
   * @default - nothing; they show in CloudWatch
   */
  readonly alarmActions?: cloudwatch.IAlarmAction[];
}
