import * as iam from 'aws-cdk-lib/aws-iam';

/**
 * How a secret of a partner of AWS is rotated.
 *
 * @see https://docs.aws.amazon.com/secretsmanager/latest/userguide/mes-partners.html
 */
export interface ManagedExternalRotationProps {
  /**
   * The type of secret by which AWS knows the partner, such as `SalesforceClientSecret` or `DatadogApiKey`.
   */
  readonly type: string;

  /**
   * What the partner asks for besides the secret's value; not secret.
   *
   * @default - nothing
   */
  readonly metadata?: { readonly [key: string]: string };

  /**
   * The role by which Secrets Manager rotates the secret. It has to trust `secretsmanager.amazonaws.com`, and gets what it
   * needs on the secret.
   *
   * @default - a role for this secret alone
   */
  readonly role?: iam.Role;
}
