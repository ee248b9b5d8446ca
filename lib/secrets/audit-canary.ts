import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as events from 'aws-cdk-lib/aws-events';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { Construct, IDependable } from 'constructs';
import { readsOfCanary, triggered } from './audit-events';
import { CANARY } from './audited-secret';
import { RotatedSecret } from './rotated-secret';
import { SecretRotation } from './secret-rotation';
import { SecretSchedule } from './secret-schedule';
import { finalQueue, permitQueue } from '../notifications';
import { fittedText } from '../quotas';

/** How the canary of an audit is made. */
export interface AuditCanaryProps {
  readonly interval: Duration;
  /** A key of the audit's own; that of AWS where there is none. */
  readonly key?: kms.IKey;
  readonly deadLetterQueue: sqs.IQueue;
  /** What has to be there before an event of a read can arrive. */
  readonly before: readonly IDependable[];
}

const MIN_HOURS = 4;
const MAX_HOURS = 6 * 24;

/** Within an hour of its time a rotation begins; CloudTrail and EventBridge take a quarter of an hour, as a rule. */
const DELAY_HOURS = 2;

/** What is wrong with an interval: CloudWatch looks back seven days, and Secrets Manager rotates every four hours at most. */
export function canaryProblems(interval: Duration): string[] {
  const hours = interval.toHours({ integral: false });
  const isTaken = Number.isInteger(hours) && hours >= MIN_HOURS && hours <= MAX_HOURS;
  return isTaken ? [] : [`canaryInterval is ${interval.toHumanString()}; 4 hours to 6 days are expected, in whole hours or days`];
}

/** A canary, and what tells that its reads do not arrive. */
export interface AuditCanary {
  readonly secret: RotatedSecret;
  readonly rule: events.CfnRule;
  readonly alarm: cloudwatch.Alarm;
}

/**
 * Makes a secret that nobody uses, which is read again and again: by its own rotation. Where no event of that arrives, none of other
 * secrets would either.
 */
export function auditCanary(scope: Construct, { interval, key, deadLetterQueue, before }: AuditCanaryProps): AuditCanary {
  const secret = new RotatedSecret(scope, 'Canary', {
    description: fittedText('AWS::SecretsManager::Secret.Description', `Holds nothing: its reads show that ${scope.node.path} sees reads`),
    rotation: SecretRotation.generated(),
    schedule: SecretSchedule.rotateEvery(interval, { window: Duration.hours(1) }),
    removalPolicy: RemovalPolicy.DESTROY,
    encryptionKey: key,
    awsManagedKey: key === undefined,
  });
  secret.node.defaultChild!.node.addMetadata(CANARY, true);
  // What arrives stays where people can look at it: a rule has to have a target.
  const arrived = finalQueue(scope, 'CanaryReads', 'It shows which reads of the canary arrived; messages stay here until a person handles them');
  const rule = new events.CfnRule(scope, 'CanaryRule', {
    description: 'Counts reads of the canary that arrive',
    eventPattern: readsOfCanary(secret.secretArn),
    state: 'ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS',
    targets: [{ id: 'Queue', arn: arrived.queueArn, deadLetterConfig: { arn: deadLetterQueue.queueArn } }],
  });
  for (const queue of [arrived, deadLetterQueue]) permitQueue(scope, queue, [rule.attrArn]);
  secret.rotationSchedule.node.addDependency(rule, ...before);
  return { secret, rule, alarm: silenceAlarm(scope, rule, interval) };
}

function silenceAlarm(scope: Construct, rule: events.CfnRule, interval: Duration): cloudwatch.Alarm {
  const hours = interval.toHours() + DELAY_HOURS;
  return new cloudwatch.Alarm(scope, 'CanaryAlarm', {
    metric: triggered(rule, Duration.hours(1)),
    alarmDescription:
      `No read of the canary has arrived for ${hours} hours, so nothing would be told of other secrets: CloudTrail has no trail here with ` +
      'management events that is on, a rule is off, or the canary is no longer rotated',
    threshold: 1,
    evaluationPeriods: hours,
    comparisonOperator: cloudwatch.ComparisonOperator.LESS_THAN_THRESHOLD,
    treatMissingData: cloudwatch.TreatMissingData.BREACHING,
    datapointsToAlarm: hours,
  });
}
