import { Duration, Validations } from 'aws-cdk-lib';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';

/**
 * A queue in which messages end until somebody looks at them: encrypted by SQS, for TLS alone, which keeps them for 14 days, the
 * longest that there is.
 *
 * @param reason why nothing moves messages on, for reviews that ask for a dead-letter queue of each queue
 */
export function finalQueue(scope: Construct, id: string, reason: string): sqs.Queue {
  const queue = new sqs.Queue(scope, id, { encryption: sqs.QueueEncryption.SQS_MANAGED, enforceSSL: true, retentionPeriod: Duration.days(14) });
  for (const rule of ['Serverless::Serverless-SQSRedrivePolicy', 'AwsSolutions::AwsSolutions-SQS3']) Validations.of(queue).acknowledge({ id: rule, reason });
  return queue;
}
