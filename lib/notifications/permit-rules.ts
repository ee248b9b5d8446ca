import { CfnResource } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as sns from 'aws-cdk-lib/aws-sns';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { IConstruct } from 'constructs';
import { assertDelivers } from './delivers';
import { checkLength, LIMITS } from '../quotas';

/** Allows EventBridge to deliver to a topic, and to its dead-letter queue, for the given rules only. */
export function permitRules(scope: IConstruct, topic: sns.ITopic, deadLetterQueue: sqs.IQueue, ruleArns: readonly string[]): void {
  assertDelivers(scope, topic);
  topic.addToResourcePolicy(permission('sns:Publish', topic.topicArn, ruleArns));
  checkPolicy(topic, LIMITS.topicPolicy);
  permitQueue(scope, deadLetterQueue, ruleArns);
}

/** Allows EventBridge to deliver to a queue for the given rules only. */
export function permitQueue(scope: IConstruct, queue: sqs.IQueue, ruleArns: readonly string[]): void {
  assertDelivers(scope, queue);
  queue.addToResourcePolicy(permission('sqs:SendMessage', queue.queueArn, ruleArns));
  checkPolicy(queue, LIMITS.queuePolicy);
}

function permission(action: string, resource: string, ruleArns: readonly string[]): iam.PolicyStatement {
  return new iam.PolicyStatement({
    principals: [new iam.ServicePrincipal('events.amazonaws.com')],
    actions: [action],
    resources: [resource],
    conditions: { ArnEquals: { 'aws:SourceArn': ruleArns } },
  });
}

/** The policy lists every rule. The policy of an imported topic or queue is managed elsewhere. */
function checkPolicy(construct: sns.ITopic | sqs.IQueue, limit: number): void {
  const policy = construct.node.tryFindChild('Policy')?.node.defaultChild as CfnResource & { readonly policyDocument: unknown } | undefined;
  if (!policy) return;
  checkLength(policy, {
    what: `the policy of ${construct.node.path}`,
    document: () => policy.policyDocument,
    limit,
    fix: 'spread the senders over several topics and queues, such as one audit for each group of secrets or one review for each group of steps',
  });
}
