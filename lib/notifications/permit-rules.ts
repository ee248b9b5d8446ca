import { CfnResource } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as sns from 'aws-cdk-lib/aws-sns';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { IConstruct } from 'constructs';
import { assertDelivers } from './delivers';
import { checkLength, LIMITS } from '../quotas';

/** Lets EventBridge deliver for these rules of a construct alone: to a topic, and to the queue for what the topic did not take. */
export function permitRules(scope: IConstruct, topic: sns.ITopic, deadLetterQueue: sqs.IQueue, ruleArns: readonly string[]): void {
  assertDelivers(scope, topic);
  topic.addToResourcePolicy(permission('sns:Publish', topic.topicArn, ruleArns));
  checkPolicy(topic, LIMITS.topicPolicy);
  permitQueue(scope, deadLetterQueue, ruleArns);
}

/** Lets EventBridge deliver to a queue for these rules of a construct alone. */
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

/** The policy names each rule. What was imported has its policy elsewhere. */
function checkPolicy(construct: sns.ITopic | sqs.IQueue, limit: number): void {
  const policy = construct.node.tryFindChild('Policy')?.node.defaultChild as CfnResource & { readonly policyDocument: unknown } | undefined;
  if (!policy) return;
  checkLength(policy, {
    what: `the policy of ${construct.node.path}`,
    document: () => policy.policyDocument,
    limit,
    fix: 'give what sends to it several topics and queues, such as by an audit for each group of secrets or a review for each group of steps',
  });
}
