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
import { SecretAuditTrail } from './secret-audit-trail';
import { finalQueue, notificationTopic, notifyByAlarms, permitRules } from '../../notifications';
import { checkTemplateSize, LIMITS, wholeNumber } from '../../quotas';
import { RotatedSecret } from '../rotation/rotated-secret';

/**
 * Properties of a `SecretAudit`.
 */
export interface SecretAuditProps {
  /**
   * Secrets to audit, in the account and Region of the audit's stack.
   *
   * @default - those of `within`
   */
  readonly secrets?: secretsmanager.ISecret[];

  /**
   * A scope, such as a stack or the app. All secrets in it are audited, whatever construct creates them. Create the audit
   * last: a secret that is created in the scope later fails synthesis.
   *
   * @default - the stack of the audit, if `secrets` is omitted; otherwise none
   */
  readonly within?: IConstruct;

  /**
   * Roles that are expected to read or rotate the secrets, such as those of functions with a grant and of rotation functions.
   * Their calls are not reported; calls of all others are. About ten roles fit into the pattern of a rule.
   *
   * @default - none: every read is reported
   */
  readonly expectedRoles?: iam.IRole[];

  /**
   * The maximum time between two rotations of a secret, in whole days. Creates a Config rule, for which the account needs
   * a recorder of AWS Config. The rule evaluates all secrets of the account and Region; the audit only reports its own.
   *
   * @default - overdue rotations are not reported
   * @see https://docs.aws.amazon.com/config/latest/developerguide/secretsmanager-secret-periodic-rotation.html
   */
  readonly maxRotationAge?: Duration;

  /**
   * The topic for notifications. The audit adds permissions for EventBridge and alarms to its policy. If the topic is encrypted, its key must allow
   * `events.amazonaws.com` and `cloudwatch.amazonaws.com` to use it.
   *
   * @default - a new topic, encrypted with `topicKey`, that requires TLS
   */
  readonly topic?: sns.ITopic;

  /**
   * The key of the topic that the audit creates.
   *
   * @default - a new key, rotated yearly
   */
  readonly topicKey?: kms.IKey;

  /**
   * The queue for notifications that could not be delivered to the topic.
   *
   * @default - a new queue, encrypted, that requires TLS and keeps messages for 14 days
   */
  readonly deadLetterQueue?: sqs.IQueue;

  /**
   * The CloudTrail trail that delivers events. Without one in the account and Region, no event of any secret is reported.
   *
   * @default - an existing trail of the account. The gate reports that it can't determine whether it exists; the alarm of the
   * canary goes off if not
   */
  readonly trail?: SecretAuditTrail;

  /**
   * How often the canary is read, 4 hours to 6 days, in whole hours or days. Missing events are detected two hours later.
   *
   * @default Duration.days(1)
   */
  readonly canaryInterval?: Duration;

  /**
   * Subscribers of the notifications.
   *
   * @default - none; subscribe to `topic`
   */
  readonly subscriptions?: sns.ITopicSubscription[];
}

const CANARY_INTERVAL = Duration.days(1);

/** Number of rules from which an audit may exceed the size of a template: they name secrets with long CloudFormation functions. */
const LARGE = 50;

/** Characters reserved in a pattern for an ARN or a name that is known only at deployment. */
const TOKEN_LENGTH = 110;

/**
 * Reports events of secrets, from the management events of CloudTrail: reads and writes by unexpected principals, denied calls and denied use of
 * keys, changes of policies, keys, rotation and tags, deletion, failed and abandoned rotation; and, with AWS Config, overdue rotation. Each event
 * becomes a readable message in an SNS topic, a metric (`TriggeredRules` of the rule) and an alarm.
 *
 * EventBridge only gets these events if the account has an active trail for the Region, or for all Regions, that records management events including
 * read events: see `trail`. So the absence of messages alone means nothing. Therefore the audit has a canary: an unused secret that its own rotation
 * reads regularly, and an alarm that goes off if no event of such a read arrives. The alarm also goes off right after the first deployment, until the
 * first read has arrived, within half an hour.
 *
 * The canary costs the price of one secret in Secrets Manager, US$ 0.40 a month, and next to nothing for its function and queue.
 *
 * Messages and events contain identifiers; CloudTrail never records the value of a secret.
 *
 * Serves SEC 3, secrets/manager: "secure and audited access".
 *
 * @see https://docs.aws.amazon.com/secretsmanager/latest/userguide/cloudtrail_log_entries.html
 */
export class SecretAudit extends Construct {
  /** The topic for notifications. */
  public readonly topic: sns.ITopic;

  /** The key of the topic; undefined if a topic was given. */
  public readonly topicKey?: kms.IKey;

  /** The queue for undelivered notifications. */
  public readonly deadLetterQueue: sqs.IQueue;

  /** The rules, each with its pattern and its target. There is more than one of a kind if the secrets don't fit into one pattern. */
  public readonly rules: events.CfnRule[] = [];

  /** One alarm for each rule, one for the dead-letter queue, and one for missing reads of the canary. */
  public readonly alarms: cloudwatch.Alarm[] = [];

  /** The Config rule for overdue rotation; undefined without `maxRotationAge`. */
  public readonly rotationAgeRule?: config.ManagedRule;

  /** The trail that this audit, or another one that shares it, created. Undefined if the trail was given or is elsewhere. */
  public readonly trail?: cloudtrail.CfnTrail;

  /** The bucket of that trail. */
  public readonly trailBucket?: s3.Bucket;

  /** An unused secret whose reads show that the audit gets events. */
  public readonly canary: RotatedSecret;

  /** The rule that counts the reads of the canary. */
  public readonly canaryRule: events.CfnRule;

  private readonly expectedRoleArns: string[];

  /**
   * @param scope the parent construct, usually a stack
   * @param id the construct id
   * @param props secrets, expected roles, and recipients
   * @throws Error if there is no secret to audit, if one is in another account or Region, if props contradict each other, or if the
   * roles don't fit into the pattern of a rule
   */
  constructor(scope: Construct, id: string, props: SecretAuditProps = {}) {
    super(scope, id);
    this.expectedRoleArns = (props.expectedRoles ?? []).map((role) => role.roleArn);
    const watched = props.within ?? (props.secrets ? undefined : Stack.of(this));
    const secrets = [...(props.secrets ?? []).map(auditedSecret), ...(watched ? secretsWithin(watched) : [])];
    this.reject(secrets, props);
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

  /** The event bus may have other rules of the account as well. */
  private checkLimits(): void {
    const fix = 'create an audit for each group of secrets, each in its own stack, or set suppressTemplateIndentation of the stack';
    if (this.rules.length > LARGE) checkTemplateSize(Stack.of(this), fix);
    if (this.rules.length < LIMITS.rulesOfBus) return;
    throw new Error(`[${this.node.path}] it needs ${this.rules.length + 1} rules, and the limit of an event bus is ${LIMITS.rulesOfBus}: create an audit for each group of secrets, in several accounts`);
  }

  private reject(secrets: readonly AuditedSecret[], props: SecretAuditProps): void {
    const problems: string[] = [];
    if (secrets.length === 0) problems.push('there is no secret to audit: set secrets, or create the audit after the secrets of its scope');
    const here = environmentOf(Stack.of(this));
    for (const { construct } of secrets) {
      const there = environmentOf(construct);
      for (const part of ['account', 'region'] as const) {
        const isKnown = !Token.isUnresolved(here[part]) && !Token.isUnresolved(there[part]);
        if (isKnown && here[part] !== there[part]) {
          problems.push(`${construct.node.path} is in ${part} ${there[part]}, whose events are not delivered to ${here[part]}: create an audit there`);
        }
      }
    }
    if (props.topic && props.topicKey) problems.push('topicKey applies only to the audit\'s own topic, but topic sets another one: set the key on that topic');
    if (props.maxRotationAge) wholeNumber('maxRotationAge', props.maxRotationAge, 'days', problems, { least: 1 });
    problems.push(...canaryProblems(props.canaryInterval ?? CANARY_INTERVAL));
    if (problems.length > 0) throw new Error(`[${this.node.path}] ${problems.join('; ')}`);
  }

  /** Creates the rules of one kind, with as many subjects in each as its pattern has room for. */
  private watch(kind: AuditEvents, subjects: readonly Match[][]): void {
    let first = 0;
    while (first < subjects.length) {
      let end = first + 1;
      while (end < subjects.length && this.fits(kind, subjects.slice(first, end + 1))) end += 1;
      if (!this.fits(kind, subjects.slice(first, end))) {
        const many = `${this.expectedRoleArns.length} expectedRoles`;
        throw new Error(`[${this.node.path}] ${many} don't fit into an event pattern of ${LIMITS.eventPattern} characters: create an audit for each group of secrets with few roles`);
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
    // The L2 construct only supports the states enabled and disabled.
    const rule = new events.CfnRule(this, id, {
      description: `Reports when ${kind.title}`,
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

  /** EventBridge may only deliver for these rules. */
  private rotationAge(age: Duration): config.ManagedRule {
    return new config.ManagedRule(this, 'RotationAge', {
      identifier: 'SECRETSMANAGER_SECRET_PERIODIC_ROTATION',
      inputParameters: { maxDaysSinceRotation: age.toDays() },
      description: `Secrets are rotated at least every ${age.toDays()} days`,
    });
  }
}

/** The gate can't determine whether there is a trail: acknowledges it with the stated reason. */
function acknowledgeTrail({ construct }: AuditedSecret, reason: string): void {
  Validations.of(construct.node.defaultChild ?? construct).acknowledge({ id: 'Sec3-SecretAudited[undetermined]', reason });
}

/** Secrets created in the scope after the audit. */
function missed(scope: IConstruct, secrets: readonly AuditedSecret[]): string[] {
  const seen = new Set(secrets.map(({ construct }) => construct.node.defaultChild ?? construct));
  return resourcesWithin(scope)
    .filter((resource) => !seen.has(resource))
    .map((resource) => `${resource.node.path} is not audited, because it was created after the audit: create the audit last`);
}
