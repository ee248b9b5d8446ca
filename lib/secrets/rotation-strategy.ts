import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { IConstruct } from 'constructs';
import { RolePolicy } from '../functions';

/** How one kind of rotation is set up. */
export interface RotationStrategy {
  /** Whether a secret is rotated when it has been made, where its maker does not say. */
  readonly rotateOnCreation: boolean;

  /** How the first value is made, where rotation decides that. */
  readonly generator?: secretsmanager.SecretStringGenerator;

  /** The type that Secrets Manager gives secrets of partners. */
  readonly secretType?: string;

  /** What about a secret's props does not go with this rotation. */
  problems?(props: secretsmanager.SecretProps): string[];

  /** Makes what rotates the secret. @param isReaderNamed whether all are denied to read but those that are named */
  bind(secret: secretsmanager.Secret, isReaderNamed: boolean): BoundRotation;
}

/** What rotates one secret. */
export interface BoundRotation {
  /** The part of the schedule that says who rotates. */
  readonly schedule: Omit<secretsmanager.CfnRotationScheduleProps, 'secretId'>;

  /** ARNs of those who read the secret to rotate it, or patterns of them. */
  readonly readers: readonly string[];

  /** What has to be there before Secrets Manager is told to rotate. */
  readonly before: readonly (RolePolicy | lambda.CfnPermission)[];

  /** What needs the function that Secrets Manager makes for the schedule. */
  readonly after?: readonly IConstruct[];

  /** The function, where it is in the app. */
  readonly fn?: lambda.IFunction;

  /** The role, where no function of the app rotates. */
  readonly role?: iam.IRole;
}
