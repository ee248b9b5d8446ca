import { Duration } from 'aws-cdk-lib';

/**
 * How a function reads its secrets.
 */
export interface SecretUse {
  /**
   * Whether the function may only read the version AWSCURRENT. Requests without a version still work.
   *
   * @default false
   */
  readonly currentVersionOnly?: boolean;

  /**
   * Whether to add the layer of the AWS Parameters and Secrets Lambda extension, which serves cached values at
   * `http://localhost:2773/secretsmanager/get?secretId=...`. After a rotation, it may return the old value until
   * `cacheTtl` has passed.
   *
   * @default false
   * @see https://docs.aws.amazon.com/secretsmanager/latest/userguide/retrieving-secrets_lambda.html
   */
  readonly cachingExtension?: boolean;

  /**
   * How long the extension caches a value, 0 to 300 seconds.
   *
   * @default Duration.seconds(300)
   */
  readonly cacheTtl?: Duration;
}
