import { RemovalPolicy } from 'aws-cdk-lib';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as logs from 'aws-cdk-lib/aws-logs';

/**
 * Settings of the log group that is created for a function.
 */
export interface FunctionLogOptions {
  /**
   * How long the log group keeps its events.
   *
   * @default logs.RetentionDays.ONE_YEAR
   */
  readonly logGroupRetention?: logs.RetentionDays;

  /**
   * What happens to the log group when its function is removed from the stack, or the stack is deleted.
   *
   * @default RemovalPolicy.RETAIN
   */
  readonly logGroupRemovalPolicy?: RemovalPolicy;

  /**
   * Customer managed key for the log group.
   *
   * The key policy is extended to allow CloudWatch Logs to use the key for log groups of the function's account and Region. The
   * policy of an imported key must already allow that.
   *
   * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html
   * @default - CloudWatch Logs encrypts with its own key
   */
  readonly logEncryptionKey?: kms.IKey;
}
