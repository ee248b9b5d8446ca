import * as iam from 'aws-cdk-lib/aws-iam';

/**
 * Rotation settings of a secret of an AWS partner.
 *
 * @see https://docs.aws.amazon.com/secretsmanager/latest/userguide/mes-partners.html
 */
export interface ManagedExternalRotationProps {
  /**
   * The secret type of the partner, such as `SalesforceClientSecret` or `DatadogApiKey`.
   */
  readonly type: string;

  /**
   * Additional settings that the partner needs; not secret.
   *
   * @default - none
   */
  readonly metadata?: { readonly [key: string]: string };

  /**
   * The role that Secrets Manager uses to rotate the secret. It must trust `secretsmanager.amazonaws.com`, and is granted the
   * permissions for the secret.
   *
   * @default - a role for this secret only
   */
  readonly role?: iam.Role;
}
