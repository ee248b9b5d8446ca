import { ArnFormat, Duration, Stack, Validations } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as actions from 'aws-cdk-lib/aws-cloudwatch-actions';
import * as events from 'aws-cdk-lib/aws-events';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as sns from 'aws-cdk-lib/aws-sns';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { ReviewNotificationOptions } from './notification-options';

/** What is wrong with the options. */
export function notificationProblems({ topic, topicKey }: ReviewNotificationOptions): string[] {
  return topic && topicKey ? ['topicKey is for the topic of its own, but topic gives it another: set the key on that'] : [];
}

/**
 * A topic for messages to people: the one that is given, or one of its own, which is encrypted with a customer managed key,
 * since services can't publish to one under the key of AWS.
 *
 * @see https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html
 */
export function reviewTopic(
  scope: Construct,
  options: ReviewNotificationOptions,
  publishers: readonly string[] = [],
): { topic: sns.ITopic; key?: kms.IKey } {
  const own = options.topic ? undefined : ownTopic(scope, publishers, options.topicKey);
  const topic = options.topic ?? own!.topic;
  for (const subscription of options.subscriptions ?? []) topic.addSubscription(subscription);
  return { topic, key: own?.key };
}

function ownTopic(scope: Construct, publishers: readonly string[], given?: kms.IKey): { topic: sns.Topic; key: kms.IKey } {
  const key = given ?? new kms.Key(scope, 'TopicKey', { enableKeyRotation: true, description: `Messages of ${scope.node.path}` });
  if (publishers.length > 0) {
    key.addToResourcePolicy(
      new iam.PolicyStatement({
        principals: publishers.map((publisher) => new iam.ServicePrincipal(publisher)),
        actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
        resources: ['*'],
        conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(scope).account } },
      }),
    );
  }
  return { topic: new sns.Topic(scope, 'Topic', { masterKey: key, enforceSSL: true }), key };
}

/** What events and alarms become messages, and where those go that the topic did not take. */
export class Notifications {
  public readonly topic: sns.ITopic;
  public readonly topicKey?: kms.IKey;
  public readonly deadLetterQueue: sqs.Queue;
  private mayAlarm = false;

  constructor(
    private readonly scope: Construct,
    options: ReviewNotificationOptions,
  ) {
    const { topic, key } = reviewTopic(scope, options, ['events.amazonaws.com', 'cloudwatch.amazonaws.com']);
    this.topic = topic;
    this.topicKey = key;
    this.deadLetterQueue = new sqs.Queue(scope, 'DeadLetterQueue', {
      encryption: sqs.QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
    });
    for (const id of ['Serverless::Serverless-SQSRedrivePolicy', 'AwsSolutions::AwsSolutions-SQS3']) {
      const reason = 'This is a dead-letter queue: messages end here, and nothing is meant to move them on';
      Validations.of(this.deadLetterQueue).acknowledge({ id, reason });
    }
    this.alarm('UndeliveredAlarm', {
      metric: this.deadLetterQueue.metricApproximateNumberOfMessagesVisible({ statistic: 'Maximum', period: Duration.minutes(5) }),
      alarmDescription: `Messages of ${scope.node.path} did not reach its topic`,
      threshold: 1,
      evaluationPeriods: 1,
      comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
    });
  }

  /** Makes a message of each event that matches. */
  public rule(id: string, props: { description: string; eventPattern: events.EventPattern; message: events.RuleTargetInput }): events.Rule {
    const { description, eventPattern, message } = props;
    const rule = new events.Rule(this.scope, id, { description, eventPattern });
    rule.addTarget({
      bind: () => ({ arn: this.topic.topicArn, input: message, deadLetterConfig: { arn: this.deadLetterQueue.queueArn } }),
    });
    // EventBridge may deliver for this rule alone.
    const permission = (action: string, resource: string) =>
      new iam.PolicyStatement({
        principals: [new iam.ServicePrincipal('events.amazonaws.com')],
        actions: [action],
        resources: [resource],
        conditions: { ArnEquals: { 'aws:SourceArn': rule.ruleArn } },
      });
    this.topic.addToResourcePolicy(permission('sns:Publish', this.topic.topicArn));
    this.deadLetterQueue.addToResourcePolicy(permission('sqs:SendMessage', this.deadLetterQueue.queueArn));
    return rule;
  }

  /** Makes an alarm that tells the topic. */
  public alarm(id: string, props: cloudwatch.AlarmProps): cloudwatch.Alarm {
    const alarm = new cloudwatch.Alarm(this.scope, id, props);
    if (!this.mayAlarm) this.permitAlarms();
    this.mayAlarm = true;
    alarm.addAlarmAction(new actions.SnsAction(this.topic));
    return alarm;
  }

  private permitAlarms(): void {
    const stack = Stack.of(this.topic);
    const alarms = stack.formatArn({ service: 'cloudwatch', resource: 'alarm', resourceName: '*', arnFormat: ArnFormat.COLON_RESOURCE_NAME });
    this.topic.addToResourcePolicy(
      new iam.PolicyStatement({
        principals: [new iam.ServicePrincipal('cloudwatch.amazonaws.com')],
        actions: ['sns:Publish'],
        resources: [this.topic.topicArn],
        conditions: { StringEquals: { 'aws:SourceAccount': stack.account }, ArnLike: { 'aws:SourceArn': alarms } },
      }),
    );
  }
}
