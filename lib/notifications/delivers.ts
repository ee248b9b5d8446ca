import { Stack, Token, TokenComparison } from 'aws-cdk-lib';
import * as sns from 'aws-cdk-lib/aws-sns';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { IConstruct } from 'constructs';

/**
 * Rejects a topic or queue that alarms and rules of a stack can't deliver to. AWS itself accepts it at deployment, or drops each
 * message later.
 *
 * @param scope the construct that contains the alarms and rules
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-targets.html
 * @see https://docs.aws.amazon.com/sns/latest/dg/fifo-topic-message-delivery.html
 */
export function assertDelivers(scope: IConstruct, target: sns.ITopic | sqs.IQueue): void {
  const kind = 'topicArn' in target ? 'topic' : 'queue';
  const { region } = Stack.of(scope);
  const problems: string[] = [];
  if (target.fifo) problems.push(`${kind} ${target.node.path} is a FIFO ${kind}, but alarms and rules deliver only to standard ones: use a standard ${kind}`);
  if (Token.compareStrings(target.env.region, region) === TokenComparison.DIFFERENT) {
    problems.push(`${kind} ${target.node.path} is in ${target.env.region}, but alarms and rules of ${region} deliver only within it: use a ${kind} in ${region}`);
  }
  if (problems.length > 0) throw new Error(`[${scope.node.path}] ${problems.join('; ')}`);
}
