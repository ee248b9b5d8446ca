import { Duration, Validations } from 'aws-cdk-lib';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';

/**
 * Creates a queue that keeps messages until a person inspects them. SQS encrypts it, access requires TLS, and messages are kept for 14
 * days, the maximum.
 *
 * @param reason why the queue has no dead-letter queue, recorded as the acknowledgement of the rules that require one
 */
export function finalQueue(scope: Construct, id: string, reason: string): sqs.Queue {
  const queue = new sqs.Queue(scope, id, { encryption: sqs.QueueEncryption.SQS_MANAGED, enforceSSL: true, retentionPeriod: Duration.days(14) });
  for (const rule of ['Serverless::Serverless-SQSRedrivePolicy', 'AwsSolutions::AwsSolutions-SQS3']) Validations.of(queue).acknowledge({ id: rule, reason });
  return queue;
}
