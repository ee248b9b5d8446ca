import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';

/**
 * Alarms for events of the runtime guard.
 */
export interface RuntimeAlarmOptions {
  /**
   * Whether to create an alarm for blocked operations.
   *
   * @default true
   */
  readonly blockedAlarm?: boolean;

  /**
   * Whether to create an alarm for operations that the guard reports and allows.
   *
   * @default false
   */
  readonly alertedAlarm?: boolean;

  /**
   * Actions of the alarms.
   *
   * @default - none; the alarms are visible in CloudWatch
   */
  readonly alarmActions?: cloudwatch.IAlarmAction[];
}
