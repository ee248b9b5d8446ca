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
 */
export function assertDelivers(scope: IConstruct, target: sns.ITopic | sqs.IQueue): void {
  const kind = kindOf(target);
  const { region } = Stack.of(scope);
  const problems = fifoProblems(target, 'alarms and rules deliver');
  if (Token.compareStrings(target.env.region, region) === TokenComparison.DIFFERENT) {
    problems.push(`${kind} ${target.node.path} is in ${target.env.region}, but alarms and rules of ${region} deliver only within it: use a ${kind} in ${region}`);
  }
  if (problems.length > 0) throw new Error(`[${scope.node.path}] ${problems.join('; ')}`);
}

/**
 * Returns a problem if a topic or queue is a FIFO one. Its messages need a group, which most senders do not set.
 *
 * @param delivers the sender, with its verb, such as `Lambda delivers`
 * @see https://docs.aws.amazon.com/sns/latest/dg/fifo-topic-message-delivery.html
 */
export function fifoProblems(target: sns.ITopic | sqs.IQueue | undefined, delivers: string): string[] {
  if (!target?.fifo) return [];
  const kind = kindOf(target);
  return [`${kind} ${target.node.path} is a FIFO ${kind}, but ${delivers} only to standard ones: use a standard ${kind}`];
}

function kindOf(target: sns.ITopic | sqs.IQueue): 'topic' | 'queue' {
  return 'topicArn' in target ? 'topic' : 'queue';
}
