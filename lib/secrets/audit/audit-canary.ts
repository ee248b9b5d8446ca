import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as events from 'aws-cdk-lib/aws-events';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { Construct, IDependable } from 'constructs';
import { readsOfCanary, triggered } from './audit-events';
import { CANARY } from './audited-secret';
import { finalQueue, permitQueue } from '../../notifications';
import { fittedText, wholeNumber } from '../../quotas';
import { RotatedSecret } from '../rotation/rotated-secret';
import { SecretRotation } from '../rotation/secret-rotation';
import { SecretSchedule } from '../rotation/secret-schedule';

/** Properties of the canary of an audit. */
export interface AuditCanaryProps {
  readonly interval: Duration;
  /** A key of the audit. @default - the AWS managed key */
  readonly key?: kms.IKey;
  readonly deadLetterQueue: sqs.IQueue;
  /** Dependencies without which no event of a read can arrive. */
  readonly before: readonly IDependable[];
}

const MIN_HOURS = 4;
const MAX_HOURS = 6 * 24;

/** A rotation starts within an hour of its time; CloudTrail and EventBridge usually need another 15 minutes. */
const DELAY_HOURS = 2;

/** Problems of an interval: CloudWatch evaluates at most seven days, and Secrets Manager rotates at most every four hours. */
export function canaryProblems(interval: Duration): string[] {
  const problems: string[] = [];
  wholeNumber('canaryInterval', interval, 'hours', problems, { least: MIN_HOURS, most: MAX_HOURS, expected: '4 hours to 6 days are expected, in whole hours or days' });
  return problems;
}

/** A canary, and the alarm for missing reads. */
export interface AuditCanary {
  readonly secret: RotatedSecret;
  readonly rule: events.CfnRule;
  readonly alarm: cloudwatch.Alarm;
}

/**
 * Creates an unused secret that its own rotation reads regularly. If no event of these reads arrives, events of
 * other secrets would not arrive either.
 */
export function auditCanary(scope: Construct, { interval, key, deadLetterQueue, before }: AuditCanaryProps): AuditCanary {
  const secret = new RotatedSecret(scope, 'Canary', {
    description: fittedText('AWS::SecretsManager::Secret.Description', `Contains no secret: its reads show that ${scope.node.path} detects reads`),
    rotation: SecretRotation.generated(),
    schedule: SecretSchedule.rotateEvery(interval, { window: Duration.hours(1) }),
    removalPolicy: RemovalPolicy.DESTROY,
    encryptionKey: key,
    awsManagedKey: key === undefined,
  });
  secret.node.defaultChild!.node.addMetadata(CANARY, true);
  // Events that arrive stay in a queue for inspection: a rule needs a target.
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
      `No read of the canary has arrived for ${hours} hours, so events of other secrets would not be reported: CloudTrail has no active trail here with ` +
      'management events, a rule is disabled, or the canary is no longer rotated',
    threshold: 1,
    evaluationPeriods: hours,
    comparisonOperator: cloudwatch.ComparisonOperator.LESS_THAN_THRESHOLD,
    treatMissingData: cloudwatch.TreatMissingData.BREACHING,
    datapointsToAlarm: hours,
  });
}
