import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as actions from 'aws-cdk-lib/aws-cloudwatch-actions';
import * as events from 'aws-cdk-lib/aws-events';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as sns from 'aws-cdk-lib/aws-sns';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { ReviewNotificationOptions } from './notification-options';
import { finalQueue, notificationTopic, permitAlarms, permitRules } from '../../notifications';
import { fittedText } from '../../quotas';

/** Returns the problems of notification options. */
export function notificationProblems({ topic, topicKey }: ReviewNotificationOptions): string[] {
  return topic && topicKey ? ['topicKey applies only to the default topic, but topic is set: set the key of that topic'] : [];
}

/** Returns the topic for messages: the one in the options, or a new one. */
export function reviewTopic(
  scope: Construct,
  options: ReviewNotificationOptions,
  publishers: readonly string[] = [],
): { topic: sns.ITopic; key?: kms.IKey } {
  const own = options.topic ? undefined : notificationTopic(scope, publishers, options.topicKey);
  const topic = options.topic ?? own!.topic;
  for (const subscription of options.subscriptions ?? []) topic.addSubscription(subscription);
  return { topic, key: own?.key };
}

/** Sends events and alarms as messages, with a dead-letter queue for messages that could not be delivered to the topic. */
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
    this.deadLetterQueue = finalQueue(scope, 'DeadLetterQueue', 'This is a dead-letter queue: messages stay here until a person handles them');
    this.alarm('UndeliveredAlarm', {
      metric: this.deadLetterQueue.metricApproximateNumberOfMessagesVisible({ statistic: 'Maximum', period: Duration.minutes(5) }),
      alarmDescription: fittedText('AWS::CloudWatch::Alarm.AlarmDescription', `Messages of ${scope.node.path} did not reach its topic`),
      threshold: 1,
      evaluationPeriods: 1,
      comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
    });
  }

  /** Creates a rule that sends a message for each matching event. */
  public rule(id: string, props: { description: string; eventPattern: events.EventPattern; message: events.RuleTargetInput }): events.Rule {
    const { description, eventPattern, message } = props;
    const rule = new events.Rule(this.scope, id, { description, eventPattern });
    rule.addTarget({
      bind: () => ({ arn: this.topic.topicArn, input: message, deadLetterConfig: { arn: this.deadLetterQueue.queueArn } }),
    });
    permitRules(this.scope, this.topic, this.deadLetterQueue, [rule.ruleArn]);
    return rule;
  }

  /** Creates an alarm that notifies the topic. */
  public alarm(id: string, props: cloudwatch.AlarmProps): cloudwatch.Alarm {
    const alarm = new cloudwatch.Alarm(this.scope, id, props);
    if (!this.mayAlarm) permitAlarms(this.scope, this.topic);
    this.mayAlarm = true;
    alarm.addAlarmAction(new actions.SnsAction(this.topic));
    return alarm;
  }
}
