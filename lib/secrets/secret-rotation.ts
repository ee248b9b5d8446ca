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
 * How the key of an API is rotated.
 */
export interface ApiKeyRotationProps {
  /**
   * What speaks with the provider of the key.
   */
  readonly adapter: RotationAdapter;
}

/**
 * How a rotation function that Secrets Manager hosts is let in.
 */
export interface HostedRotationAccess {
  /**
   * ARN of the role of the hosted rotation function, or a pattern of it with `*`, such as
   * `arn:aws:iam::111122223333:role/Orders-*-SecretsManagerRDSMySQL*`, where nothing may be looked up.
   *
   * @default - CloudFormation makes the role, by a name that no template can refer to; so a custom resource of the CDK looks it up
   * when the function is there, and the resource policy follows after that
   * @see https://github.com/aws/aws-cdk/issues/22051
   */
  readonly roleArn?: string;
}

/**
 * How the value of a secret is replaced.
 *
 * Serves SEC 3, secrets/rotation.
 *
 * @see https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotating-secrets.html
 */
export class SecretRotation {
  /**
   * A random value, of which nobody else has to be told: readers are expected to read it again, or to accept the version
   * AWSPREVIOUS for a while.
   *
   * @param options form of the value, the first one included; with `secretStringTemplate` and `generateStringKey` a JSON object
   * with the value in it. @default - 32 characters
   * @throws Error where the options contradict each other
   */
  public static generated(options: secretsmanager.SecretStringGenerator = {}): SecretRotation {
    return new SecretRotation(generatedRotation(options));
  }

  /**
   * A key that a provider of an API issues. The first deployment goes so:
   *
   * 1. CloudFormation makes the secret with a random placeholder, which the provider refuses. Secrets Manager tries the schedule by
   *    `testSecret` alone; the rotation function sees that there is no new value, and does not ask the adapter.
   * 2. You store the first key: `aws secretsmanager put-secret-value --secret-id <ARN> --secret-string <key>`. Readers work from then on.
   * 3. You rotate once, to see that it works: `aws secretsmanager rotate-secret --secret-id <ARN>`.
   *
   * A rotation before the second step fails at the provider, is reported by a SecretAudit, and leaves the placeholder; Secrets Manager
   * then begins no other until somebody takes the label AWSPENDING off the failed version. The first rotation is that of the
   * schedule, unless the secret has `rotateOnCreation`. Updates of the stack keep the key.
   *
   * @see https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_RotateSecret.html
   * @param props what knows how the provider issues keys
   */
  public static apiKey(props: ApiKeyRotationProps): SecretRotation {
    return new SecretRotation(apiKeyRotation(props.adapter));
  }

  /**
   * Credentials of a database, by a function of AWS that Secrets Manager hosts in the stack. The secret needs the database's
   * fields: by `attach`, or in its value. Where a superuser's secret is a `RotatedSecret` too, let the function read that:
   * `superuser.exempt(secret.rotationRole!)`.
   *
   * @param rotation which function of AWS
   * @param access the role of that function, where it is not to be looked up
   * @see https://docs.aws.amazon.com/secretsmanager/latest/userguide/reference_available-rotation-templates.html
   */
  public static hosted(rotation: secretsmanager.HostedRotation, access: HostedRotationAccess = {}): SecretRotation {
    return new SecretRotation(hostedRotation(rotation, access.roleArn));
  }

  /**
   * A secret of a partner of AWS, which Secrets Manager rotates by itself, without a function.
   *
   * @param props which partner, and how its secrets are rotated
   * @throws Error where the type can't be one
   */
  public static managedExternal(props: ManagedExternalRotationProps): SecretRotation {
    return new SecretRotation(managedExternalRotation(props));
  }

  /**
   * By a function of yours, which follows the four steps of Secrets Manager. It may rotate exactly this secret; its role is
   * given what that needs. It may be in another stack than the secret, which then depends on the function's.
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
