import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { IConstruct } from 'constructs';
import { RolePolicy } from '../../functions';

/** A kind of rotation. */
export interface RotationStrategy {
  /** The default of `rotateOnCreation`. */
  readonly rotateOnCreation: boolean;

  /** Generator of the first value, if the rotation determines it. */
  readonly generator?: secretsmanager.SecretStringGenerator;

  /** The type of a partner's secret. */
  readonly secretType?: string;

  /** Props of a secret that this rotation does not support. */
  problems?(props: secretsmanager.SecretProps): string[];

  /** Creates the rotation of a secret. @param isReaderNamed whether the resource policy denies reading to unnamed principals */
  bind(secret: secretsmanager.Secret, isReaderNamed: boolean): BoundRotation;
}

/** The rotation of one secret. */
export interface BoundRotation {
  /** The part of the schedule with the rotating function or role. */
  readonly schedule: Omit<secretsmanager.CfnRotationScheduleProps, 'secretId'>;

  /** ARNs, or patterns of ARNs, of the principals that read the secret to rotate it. */
  readonly readers: readonly string[];

  /** Resources that must exist before Secrets Manager rotates. */
  readonly before: readonly (RolePolicy | lambda.CfnPermission)[];

  /** Resources that need the function which Secrets Manager creates for the schedule. */
  readonly after?: readonly IConstruct[];

  /** The function, if it is in the app. */
  readonly fn?: lambda.IFunction;

  /** The role, if no function of the app rotates. */
  readonly role?: iam.IRole;
}
