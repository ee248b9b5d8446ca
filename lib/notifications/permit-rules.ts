import * as iam from 'aws-cdk-lib/aws-iam';
import * as sns from 'aws-cdk-lib/aws-sns';
import * as sqs from 'aws-cdk-lib/aws-sqs';

/** Lets EventBridge deliver for these rules alone: to a topic, and to the queue for what the topic did not take. */
export function permitRules(topic: sns.ITopic, deadLetterQueue: sqs.IQueue, ruleArns: readonly string[]): void {
  const permission = (action: string, resource: string) =>
    new iam.PolicyStatement({
      principals: [new iam.ServicePrincipal('events.amazonaws.com')],
      actions: [action],
      resources: [resource],
      conditions: { ArnEquals: { 'aws:SourceArn': ruleArns } },
    });
  topic.addToResourcePolicy(permission('sns:Publish', topic.topicArn));
  deadLetterQueue.addToResourcePolicy(permission('sqs:SendMessage', deadLetterQueue.queueArn));
}
