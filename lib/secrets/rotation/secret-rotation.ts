import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { apiKeyRotation } from './api-key-rotation';
import { generatedRotation } from './generated-rotation';
import { hostedRotation } from './hosted-rotation';
import { managedExternalRotation } from './managed-external-rotation';
import { ManagedExternalRotationProps } from './managed-external-rotation-props';
import { RotationAdapter } from './rotation-adapter';
import { rotateBy } from './rotation-function';
import type { RotationStrategy } from './rotation-strategy';

/**
 * Properties of the rotation of an API key.
 */
export interface ApiKeyRotationProps {
  /**
   * The adapter to the provider of the key.
   */
  readonly adapter: RotationAdapter;
}

/**
 * Access of a rotation function that Secrets Manager hosts.
 */
export interface HostedRotationAccess {
  /**
   * ARN of the role of the hosted rotation function, or a pattern of it with `*`, such as
   * `arn:aws:iam::111122223333:role/Orders-*-SecretsManagerRDSMySQL*`. Set it to avoid the lookup.
   *
   * @default - a custom resource of the CDK looks up the role after the function is created, since CloudFormation generates its name and no template
   * can refer to it; the resource policy is then created afterwards
   * @see https://github.com/aws/aws-cdk/issues/22051
   */
  readonly roleArn?: string;
}

/**
 * How the value of a secret is rotated.
 *
 * Serves SEC 3, secrets/rotation.
 *
 * @see https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotating-secrets.html
 */
export class SecretRotation {
  /**
   * A random value that no other party has to know. Readers are expected to read it again, or to accept the version
   * AWSPREVIOUS for a while.
   *
   * @param options format of the value, also of the first one; with `secretStringTemplate` and `generateStringKey`, a JSON object
   * that contains the value. @default - 32 characters
   * @throws Error if the options contradict each other
   */
  public static generated(options: secretsmanager.SecretStringGenerator = {}): SecretRotation {
    return new SecretRotation(generatedRotation(options));
  }

  /**
   * An API key that a provider issues. The first deployment works as follows:
   *
   * 1. CloudFormation creates the secret with a random placeholder, which the provider rejects. Secrets Manager only calls
   * `testSecret` for the
   *    schedule; the rotation function finds no new value, and does not call the adapter.
   * 2. You store the first key: `aws secretsmanager put-secret-value --secret-id <ARN> --secret-string <key>`. Readers work from then on.
   * 3. You rotate once to check that it works: `aws secretsmanager rotate-secret --secret-id <ARN>`.
   *
   * A rotation before the second step fails at the provider, is reported by a SecretAudit, and leaves the placeholder. Secrets Manager then starts no
   * other rotation until a person removes the label AWSPENDING from the failed version. The first rotation is that of the schedule, unless the secret
   * has `rotateOnCreation`. Updates of the stack keep the key.
   *
   * @see https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_RotateSecret.html
   * @param props the adapter to the provider
   */
  public static apiKey(props: ApiKeyRotationProps): SecretRotation {
    return new SecretRotation(apiKeyRotation(props.adapter));
  }

  /**
   * Credentials of a database, rotated by a function of AWS that Secrets Manager hosts in the stack. The secret needs the fields of the database: by
   * `attach`, or in its value. If the superuser's secret is also a `RotatedSecret`, allow the function to read it:
   * `superuser.exempt(secret.rotationRole!)`.
   *
   * @param rotation the function of AWS
   * @param access the role of that function, if it is not to be looked up
   * @see https://docs.aws.amazon.com/secretsmanager/latest/userguide/reference_available-rotation-templates.html
   */
  public static hosted(rotation: secretsmanager.HostedRotation, access: HostedRotationAccess = {}): SecretRotation {
    return new SecretRotation(hostedRotation(rotation, access.roleArn));
  }

  /**
   * A secret of an AWS partner, which Secrets Manager rotates itself, without a function.
   *
   * @param props the partner, and rotation settings
   * @throws Error if the type is invalid
   */
  public static managedExternal(props: ManagedExternalRotationProps): SecretRotation {
    return new SecretRotation(managedExternalRotation(props));
  }

  /**
   * By a function of yours that implements the four steps of Secrets Manager. Its role is granted permissions for rotating exactly this secret. The
   * function may be in another stack than the secret, which then depends on the function's stack.
   *
   * @param fn the function, alias or version
   * @see https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotate-secrets_lambda-functions.html
   */
  public static function(fn: lambda.IFunction): SecretRotation {
    return new SecretRotation({ rotateOnCreation: true, bind: (secret) => rotateBy(secret, fn) });
  }

  private constructor(private readonly strategy: RotationStrategy) {}

  /** @internal */
  public get _strategy(): RotationStrategy {
    return this.strategy;
  }
}
