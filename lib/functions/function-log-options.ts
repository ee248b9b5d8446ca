import { RemovalPolicy } from 'aws-cdk-lib';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as logs from 'aws-cdk-lib/aws-logs';

/**
 * Settings of the log group that a function gets where it was given none.
 */
export interface FunctionLogOptions {
  /**
   * How long the log group keeps its events.
   *
   * @default logs.RetentionDays.ONE_YEAR
   */
  readonly logGroupRetention?: logs.RetentionDays;

  /**
   * What becomes of the log group when its function is removed from the stack, or the stack is deleted.
   *
   * @default RemovalPolicy.RETAIN
   */
  readonly logGroupRemovalPolicy?: RemovalPolicy;

  /**
   * Customer managed key that encrypts the log group.
   *
   * The policy of the key is extended: CloudWatch Logs may use it for log groups of the function's account and Region. An
   * imported key has to allow that already.
   *
   * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html
   * @default - CloudWatch Logs encrypts with a key of its own
   */
  readonly logEncryptionKey?: kms.IKey;
}
