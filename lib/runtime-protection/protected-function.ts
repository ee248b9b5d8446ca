import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as lambda from 'aws-cdk-lib/aws-lambda';

/**
 * What protects a function.
 */
export interface ProtectedFunction {
  /** The layer of the guard, which functions of a stack share. */
  readonly layer: lambda.LayerVersion;

  /** The alarm that goes off when the guard blocks something; none where none was wanted. */
  readonly blockedAlarm?: cloudwatch.Alarm;

  /** The alarm that goes off when the guard reports something that it lets happen; none where none was wanted. */
  readonly alertedAlarm?: cloudwatch.Alarm;
}
