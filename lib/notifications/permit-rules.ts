import * as iam from 'aws-cdk-lib/aws-iam';
import * as sns from 'aws-cdk-lib/aws-sns';
import * as sqs from 'aws-cdk-lib/aws-sqs';

/** Lets EventBridge deliver for these rules alone: to a topic, and to the queue for what the topic did not take. */
export function permitRules(topic: sns.ITopic, deadLetterQueue: sqs.IQueue, ruleArns: readonly string[]): void {
  topic.addToResourcePolicy(permission('sns:Publish', topic.topicArn, ruleArns));
  permitQueue(deadLetterQueue, ruleArns);
}

/** Lets EventBridge deliver to a queue for these rules alone. */
export function permitQueue(queue: sqs.IQueue, ruleArns: readonly string[]): void {
  queue.addToResourcePolicy(permission('sqs:SendMessage', queue.queueArn, ruleArns));
}

function permission(action: string, resource: string, ruleArns: readonly string[]): iam.PolicyStatement {
  return new iam.PolicyStatement({
    principals: [new iam.ServicePrincipal('events.amazonaws.com')],
    actions: [action],
    resources: [resource],
    conditions: { ArnEquals: { 'aws:SourceArn': ruleArns } },
  });
}
