import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as lambda from 'aws-cdk-lib/aws-lambda';

/**
 * The resources that protect a function.
 */
export interface ProtectedFunction {
  /** The layer of the guard, shared by the functions of a stack. */
  readonly layer: lambda.LayerVersion;

  /** The alarm for blocked operations; undefined if it is disabled. */
  readonly blockedAlarm?: cloudwatch.Alarm;

  /** The alarm for reported operations that the guard allows; undefined if it is disabled. */
  readonly alertedAlarm?: cloudwatch.Alarm;
}
