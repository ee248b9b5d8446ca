import { Duration, Stack, Token, Validations } from 'aws-cdk-lib';
import * as cloudtrail from 'aws-cdk-lib/aws-cloudtrail';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import * as config from 'aws-cdk-lib/aws-config';
import * as events from 'aws-cdk-lib/aws-events';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import * as sns from 'aws-cdk-lib/aws-sns';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { Construct, IConstruct } from 'constructs';
import { auditCanary, canaryProblems } from './audit-canary';
import { AuditEvents, KEY_EVENTS, Match, OVERDUE_EVENTS, ROTATION_EVENTS, SECRET_EVENTS, triggered } from './audit-events';
import { AuditedSecret, auditedSecret, environmentOf, idsOf, resourcesWithin, secretsWithin } from './audited-secret';
import { RotatedSecret } from './rotated-secret';
import { SecretAuditTrail } from './secret-audit-trail';
import { finalQueue, notificationTopic, notifyByAlarms, permitRules } from '../notifications';
import { checkTemplateSize, LIMITS } from '../quotas';

/**
 * Which secrets are watched, what is normal, and who is told.
 */
export interface SecretAuditProps {
  /**
   * Secrets to watch, of the account and Region of the audit's stack.
   *
   * @default - those of `within`
   */
  readonly secrets?: secretsmanager.ISecret[];

  /**
   * A scope, such as a stack or the app, all of whose secrets are watched, whatever construct makes them. Make the audit
   * last: a secret that is made in the scope later fails synthesis.
   *
   * @default - the stack of the audit, where `secrets` is left out; none otherwise
   */
  readonly within?: IConstruct;

  /**
   * Roles that read the secrets or rotate them: those of functions that are granted to read, and of the rotation function.
   * What they do is not reported, what anybody else does is. About ten fit into the pattern of a rule.
   *
   * @default - none: every read is reported
   */
  readonly expectedRoles?: iam.IRole[];

  /**
   * Most time between two rotations of a secret, in whole days. It makes a Config rule, for which the account needs
   * a recorder of AWS Config; the rule judges all secrets of the account and Region, and the audit reports its own.
   *
   * @default - overdue rotations are not looked for
   * @see https://docs.aws.amazon.com/config/latest/developerguide/secretsmanager-secret-periodic-rotation.html
   */
  readonly maxRotationAge?: Duration;

  /**
   * Where messages go. The audit adds to its policy what EventBridge and alarms need; where it is encrypted, its key has to
   * let `events.amazonaws.com` and `cloudwatch.amazonaws.com` use it.
   *
   * @default - a topic of its own, encrypted with `topicKey`, for TLS alone
   */
  readonly topic?: sns.ITopic;

  /**
   * The key of the audit's own topic.
   *
   * @default - a key of its own, rotated yearly
   */
  readonly topicKey?: kms.IKey;

  /**
   * Where messages go that the topic did not take.
   *
   * @default - a queue of its own, encrypted, for TLS alone, which keeps them for 14 days
   */
  readonly deadLetterQueue?: sqs.IQueue;

  /**
   * The trail of CloudTrail from which events come. Without one in the account and Region, nothing is told of any secret.
   *
   * @default - whatever the account has, of which the gate says that it can't know; the alarm of the canary tells where that is none
   */
  readonly trail?: SecretAuditTrail;

  /**
   * How often the canary is read, 4 hours to 6 days, in whole hours or days. That nothing arrives shows two hours after that.
   *
   * @default Duration.days(1)
   */
  readonly canaryInterval?: Duration;

  /**
   * Who gets the messages.
   *
   * @default - nobody yet: subscribe to `topic`
   */
  readonly subscriptions?: sns.ITopicSubscription[];
}

const CANARY_INTERVAL = Duration.days(1);

/** From how many rules on an audit may fill a template: they name secrets by functions of CloudFormation, which are long. */
const LARGE = 50;

/** Room for an ARN or a name in a pattern whose length only the deployment knows. */
const TOKEN_LENGTH = 110;

/**
 * Tells what happens to secrets, from the management events of CloudTrail: reads and writes by principals that are not expected, refused calls and refused use of keys, changes of policies, keys, rotation and
 * tags, deletion, failed and abandoned rotation; and, with AWS Config, overdue rotation. Each event becomes a readable message
 * in an SNS topic, a metric (`TriggeredRules` of the rule) and an alarm.
 *
 * EventBridge gets these events only where the account has a trail in the Region, or one for all Regions, that is on and records
 * management events, those that only read among them: see `trail`. That no message comes therefore means nothing by itself. So the
 * audit has a canary, a secret without a use that its own rotation reads again and again, and an alarm that goes off where no event of
 * such a read arrives. It also goes off right after the first deployment, until the first read has arrived, within half an hour.
 *
 * The canary costs what Secrets Manager asks for one secret, US$ 0.40 a month, and next to nothing for its function and queue.
 *
 * Messages and events hold identifiers; CloudTrail never records the value of a secret.
 *
 * Serves SEC 3, secrets/manager: "secure and audited access".
 *
 * @see https://docs.aws.amazon.com/secretsmanager/latest/userguide/cloudtrail_log_entries.html
 */
export class SecretAudit extends Construct {
  /** Where messages go. */
  public readonly topic: sns.ITopic;

  /** The key of the topic; none where a topic was given. */
  public readonly topicKey?: kms.IKey;

  /** Where messages go that the topic did not take. */
  public readonly deadLetterQueue: sqs.IQueue;

  /** The rules, each with its pattern and its target. More than one of a kind where the secrets don't fit into one pattern. */
  public readonly rules: events.CfnRule[] = [];

  /** One alarm for each rule, one for the dead-letter queue, and one for the canary, which goes off where no read of it arrives. */
  public readonly alarms: cloudwatch.Alarm[] = [];

  /** The Config rule for overdue rotation; none without `maxRotationAge`. */
  public readonly rotationAgeRule?: config.ManagedRule;

  /** The trail that the audit made, or that another one made which shares it; none where it was given or is elsewhere. */
  public readonly trail?: cloudtrail.CfnTrail;

  /** The bucket of that trail. */
  public readonly trailBucket?: s3.Bucket;

  /** A secret without a use, whose reads show that the audit sees reads. */
  public readonly canary: RotatedSecret;

  /** What counts the reads of the canary that arrive. */
  public readonly canaryRule: events.CfnRule;

  private readonly expectedRoleArns: string[];

  /**
   * @param scope where it is made, most often a stack
   * @param id its id in the scope
   * @param props which secrets are watched, who may read them, and who is told
   * @throws Error where there is no secret to watch, one is of another account or Region, props contradict each other, or the
   * roles don't fit into the pattern of a rule
   */
  constructor(scope: Construct, id: string, props: SecretAuditProps = {}) {
    super(scope, id);
    this.expectedRoleArns = (props.expectedRoles ?? []).map((role) => role.roleArn);
    const watched = props.within ?? (props.secrets ? undefined : Stack.of(this));
    const secrets = [...(props.secrets ?? []).map(auditedSecret), ...(watched ? secretsWithin(watched) : [])];
    this.refuse(secrets, props);
    if (watched) this.node.addValidation({ validate: () => missed(watched, secrets) });

    const own = props.topic ? undefined : notificationTopic(this, ['events.amazonaws.com', 'cloudwatch.amazonaws.com'], props.topicKey);
    this.topic = props.topic ?? own!.topic;
    this.topicKey = own?.key;
    for (const subscription of props.subscriptions ?? []) this.topic.addSubscription(subscription);
    this.deadLetterQueue = props.deadLetterQueue ?? finalQueue(this, 'DeadLetterQueue', 'This is the dead-letter queue of the audit: messages stay here until a person handles them');

    const { trail, bucket, before } = props.trail?._bind(this) ?? { before: [] };
    this.trail = trail;
    this.trailBucket = bucket;
    const canary = auditCanary(this, {
      interval: props.canaryInterval ?? CANARY_INTERVAL, key: props.topicKey ? undefined : own?.key, deadLetterQueue: this.deadLetterQueue, before,
    });
    this.canary = canary.secret;
    this.canaryRule = canary.rule;
    const words = props.trail?._reason;
    if (words !== undefined) for (const secret of [...secrets, auditedSecret(canary.secret)]) acknowledgeTrail(secret, words);

    for (const kind of SECRET_EVENTS) this.watch(kind, secrets.map(idsOf));
    this.watch(ROTATION_EVENTS, [...secrets, auditedSecret(canary.secret)].map(idsOf));
    const keyArns = [...new Set(secrets.flatMap(({ keyArn }) => keyArn ?? []))];
    this.watch(KEY_EVENTS, keyArns.map((arn) => [arn]));
    if (props.maxRotationAge) {
      this.rotationAgeRule = this.rotationAge(props.maxRotationAge);
      this.watch(OVERDUE_EVENTS, secrets.map(idsOf));
    }
    this.alarms.push(this.undeliveredAlarm(), canary.alarm);
    canary.alarm.addOkAction(new SnsAction(this.topic));
    permitRules(this, this.topic, this.deadLetterQueue, this.rules.map((rule) => rule.attrArn));
    notifyByAlarms(this, this.topic, this.alarms);
    this.checkLimits();
  }

  /** Other rules of the account are on the bus, too. */
  private checkLimits(): void {
    const fix = 'make an audit for each group of secrets, each in a stack of its own, or set suppressTemplateIndentation of the stack';
    if (this.rules.length > LARGE) checkTemplateSize(Stack.of(this), fix);
    if (this.rules.length < LIMITS.rulesOfBus) return;
    throw new Error(`[${this.node.path}] it takes ${this.rules.length + 1} rules, and an event bus has ${LIMITS.rulesOfBus}: make an audit for each group of secrets, in several accounts`);
  }

  private refuse(secrets: readonly AuditedSecret[], props: SecretAuditProps): void {
    const problems: string[] = [];
    if (secrets.length === 0) problems.push('there is no secret to watch: give secrets, or make the audit after the secrets of its scope');
    const here = environmentOf(Stack.of(this));
    for (const { construct } of secrets) {
      const there = environmentOf(construct);
      for (const part of ['account', 'region'] as const) {
        const isKnown = !Token.isUnresolved(here[part]) && !Token.isUnresolved(there[part]);
        if (isKnown && here[part] !== there[part]) {
          problems.push(`${construct.node.path} is in ${part} ${there[part]}, whose events don't come to ${here[part]}: make an audit there`);
        }
      }
    }
    if (props.topic && props.topicKey) problems.push('topicKey is for the audit\'s own topic, but topic gives it another: set the key on that');
    const days = props.maxRotationAge?.toDays({ integral: false });
    if (days !== undefined && !(Number.isInteger(days) && days >= 1)) problems.push(`maxRotationAge is ${days} days; one or more whole days are expected`);
    problems.push(...canaryProblems(props.canaryInterval ?? CANARY_INTERVAL));
    if (problems.length > 0) throw new Error(`[${this.node.path}] ${problems.join('; ')}`);
  }

  /** Makes the rules of one kind, with as many subjects in each as its pattern has room for. */
  private watch(kind: AuditEvents, subjects: readonly Match[][]): void {
    let first = 0;
    while (first < subjects.length) {
      let end = first + 1;
      while (end < subjects.length && this.fits(kind, subjects.slice(first, end + 1))) end += 1;
      if (!this.fits(kind, subjects.slice(first, end))) {
        const many = `${this.expectedRoleArns.length} expectedRoles`;
        throw new Error(`[${this.node.path}] ${many} don't fit into an event pattern of ${LIMITS.eventPattern} characters: make an audit for each group of secrets with few roles`);
      }
      this.addRule(kind, `${kind.id}${first === 0 ? '' : first}`, subjects.slice(first, end));
      first = end;
    }
  }

  private patternOf(kind: AuditEvents, subjects: readonly Match[][]): object {
    return kind.pattern({ ids: subjects.flat(), expectedRoleArns: this.expectedRoleArns });
  }

  private fits(kind: AuditEvents, subjects: readonly Match[][]): boolean {
    const text = JSON.stringify(this.patternOf(kind, subjects), (_, value) =>
      typeof value === 'string' && Token.isUnresolved(value) ? 'x'.repeat(TOKEN_LENGTH) : value,
    );
    return text.length <= LIMITS.eventPattern;
  }

  private addRule(kind: AuditEvents, id: string, subjects: readonly Match[][]): void {
    // The L2 construct knows no state but enabled and disabled.
    const rule = new events.CfnRule(this, id, {
      description: `Tells when ${kind.title}`,
      eventPattern: this.patternOf(kind, subjects),
      state: kind.readOnly ? 'ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS' : 'ENABLED',
      targets: [
        {
          id: 'Topic',
          arn: this.topic.topicArn,
          deadLetterConfig: { arn: this.deadLetterQueue.queueArn },
          inputTransformer: { inputPathsMap: kind.paths, inputTemplate: JSON.stringify(kind.message) },
        },
      ],
    });
    this.rules.push(rule);
    this.alarms.push(this.alarm(`${id}Alarm`, triggered(rule, Duration.minutes(5)), `In the last five minutes: ${kind.title}`));
  }

  private undeliveredAlarm(): cloudwatch.Alarm {
    const metric = this.deadLetterQueue.metricApproximateNumberOfMessagesVisible({ statistic: 'Maximum', period: Duration.minutes(5) });
    return this.alarm('UndeliveredAlarm', metric, 'Messages of the audit did not reach its topic');
  }

  private alarm(id: string, metric: cloudwatch.IMetric, alarmDescription: string): cloudwatch.Alarm {
    return new cloudwatch.Alarm(this, id, {
      metric,
      alarmDescription,
      threshold: 1,
      evaluationPeriods: 1,
      comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
    });
  }

  /** EventBridge may deliver for these rules alone. */
  private rotationAge(age: Duration): config.ManagedRule {
    return new config.ManagedRule(this, 'RotationAge', {
      identifier: 'SECRETSMANAGER_SECRET_PERIODIC_ROTATION',
      inputParameters: { maxDaysSinceRotation: age.toDays() },
      description: `Secrets are rotated at least every ${age.toDays()} days`,
    });
  }
}

/** The gate can't know whether there is a trail: somebody says so. */
function acknowledgeTrail({ construct }: AuditedSecret, reason: string): void {
  Validations.of(construct.node.defaultChild ?? construct).acknowledge({ id: 'Sec3-SecretAudited[undetermined]', reason });
}

/** Secrets that were made in the scope after the audit. */
function missed(scope: IConstruct, secrets: readonly AuditedSecret[]): string[] {
  const seen = new Set(secrets.map(({ construct }) => construct.node.defaultChild ?? construct));
  return resourcesWithin(scope)
    .filter((resource) => !seen.has(resource))
    .map((resource) => `${resource.node.path} is not watched, because it was made after the audit: make the audit last`);
}
