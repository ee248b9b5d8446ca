import { Duration } from 'aws-cdk-lib';

/**
 * How a function reads its secrets.
 */
export interface SecretUse {
  /**
   * Whether only the version AWSCURRENT may be read. Requests that name no version go on working.
   *
   * @default false
   */
  readonly currentVersionOnly?: boolean;

  /**
   * Whether the function gets the layer of the AWS Parameters and Secrets Lambda extension, which answers at
   * `http://localhost:2773/secretsmanager/get?secretId=...` from its memory. What it remembers outlives a rotation by the time of
   * `cacheTtl`.
   *
   * @default false
   * @see https://docs.aws.amazon.com/secretsmanager/latest/userguide/retrieving-secrets_lambda.html
   */
  readonly cachingExtension?: boolean;

  /**
   * How long the extension remembers a value, 0 to 300 seconds.
   *
   * @default Duration.seconds(300)
   */
  readonly cacheTtl?: Duration;
}
