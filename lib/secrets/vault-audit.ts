import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as sns from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { notificationTopic, notifyByAlarms } from '../notifications';

/**
 * Where Vault's audit log goes, and who is told.
 */
export interface VaultAuditProps {
  /**
   * The log group that gets the lines of Vault's audit device, as they are (JSON).
   *
   * @default - one of its own with a generated name, which keeps lines for `retention` and outlives the stack
   */
  readonly logGroup?: logs.ILogGroup;

  /**
   * How long the audit's own log group keeps lines.
   *
   * @default logs.RetentionDays.ONE_YEAR
   */
  readonly retention?: logs.RetentionDays;

  /**
   * The key of the audit's own log group. Its policy has to let CloudWatch Logs use it.
   *
   * @default - the key of CloudWatch Logs
   */
  readonly encryptionKey?: kms.IKey;

  /**
   * Refused requests within five minutes that raise the alarm.
   *
   * @default 5
   */
  readonly deniedRequests?: number;

  /**
   * How long the log may be silent; whole minutes, 1 to 1440. A Vault that serves functions logs each of their logins.
   *
   * @default Duration.hours(1)
   */
  readonly maxSilence?: Duration;

  /**
   * The namespace of the metrics.
   *
   * @default 'Sec3/Vault'
   */
  readonly metricNamespace?: string;

  /**
   * Where alarms go. The audit adds to its policy what alarms need; where it is encrypted, its key has to let
   * `cloudwatch.amazonaws.com` use it.
   *
   * @default - a topic of its own, encrypted, for TLS alone
   */
  readonly topic?: sns.ITopic;
}

/** What lines of the audit log are counted. */
interface Watched {
  readonly id: string;
  readonly pattern: string;
  readonly description: string;
}

/** A request or a response is one line each, with the same `error`: counted once. */
const DENIED: Watched = {
  id: 'DeniedRequests',
  pattern: '{ ($.type = "response") && ($.error = "*permission denied*") }',
  description: 'Requests are refused by Vault: a function has lost its policy, or somebody tries what is not theirs',
};

/** A root token has the policy root alone. */
const ROOT: Watched = {
  id: 'RootTokenUse',
  pattern: '{ ($.type = "request") && (($.auth.policies[0] = "root") || ($.request.path = "sys/generate-root*")) }',
  description: 'A root token is used, or being made',
};

const TAMPERED: Watched = {
  id: 'AuditChanges',
  pattern: '{ ($.type = "request") && ($.request.path = "sys/audit/*") && ($.request.operation != "read") }',
  description: 'An audit device of Vault is added, changed or taken away',
};

/**
 * Watches the audit log of HashiCorp Vault, which Vault writes and an agent sends to CloudWatch Logs: refused requests, use
 * of root tokens, changes of audit devices, and silence of the log become metrics and alarms. In audit logs all values are
 * hashed (HMAC-SHA256), so that no secret gets there.
 *
 * Vault and the agent are not deployed by this. The agent needs `logs:CreateLogStream` and `logs:PutLogEvents` on the log
 * group: `audit.logGroup.grantWrite(vaultRole)`.
 *
 * Serves SEC 3, secrets/manager: "Auditing with HashiCorp Vault".
 *
 * @see https://developer.hashicorp.com/vault/docs/audit
 */
export class VaultAudit extends Construct {
  /** Where the lines go. */
  public readonly logGroup: logs.ILogGroup;

  /** Where alarms go. */
  public readonly topic: sns.ITopic;

  /** The key of the topic; none where a topic was given. */
  public readonly topicKey?: kms.IKey;

  /** What counts lines: refused requests, use of root tokens, changes of audit devices. */
  public readonly metricFilters: logs.MetricFilter[] = [];

  /** One alarm for each metric filter, and one for silence. */
  public readonly alarms: cloudwatch.Alarm[] = [];

  /**
   * @param scope where it is made, most often a stack
   * @param id its id in the scope
   * @param props whose audit log is watched, from when on to alarm, and who is told
   * @throws Error where a number is out of range, or props contradict each other
   */
  constructor(scope: Construct, id: string, props: VaultAuditProps = {}) {
    super(scope, id);
    const { deniedRequests = 5, maxSilence = Duration.hours(1), metricNamespace = 'Sec3/Vault' } = props;
    this.refuse(props, deniedRequests, maxSilence);

    this.logGroup = props.logGroup ?? this.ownLogGroup(props);
    const own = props.topic ? undefined : notificationTopic(this, ['cloudwatch.amazonaws.com']);
    this.topic = props.topic ?? own!.topic;
    this.topicKey = own?.key;

    this.count(DENIED, metricNamespace, deniedRequests);
    this.count(ROOT, metricNamespace, 1);
    this.count(TAMPERED, metricNamespace, 1);
    this.alarms.push(this.silenceAlarm(maxSilence));
    notifyByAlarms(this, this.topic, this.alarms);
  }

  private refuse({ logGroup, retention, encryptionKey }: VaultAuditProps, deniedRequests: number, maxSilence: Duration): void {
    const problems: string[] = [];
    if (!(Number.isInteger(deniedRequests) && deniedRequests >= 1)) problems.push(`deniedRequests is ${deniedRequests}; a whole number from 1 is expected`);
    const minutes = maxSilence.toMinutes({ integral: false });
    if (!(Number.isInteger(minutes) && minutes >= 1 && minutes <= 1440)) problems.push(`maxSilence is ${minutes} minutes; whole minutes from 1 to 1440 are expected`);
    for (const [name, value] of Object.entries({ retention, encryptionKey })) {
      if (logGroup && value !== undefined) problems.push(`${name} is for the audit's own log group, but logGroup gives it another: set it on that`);
    }
    if (problems.length > 0) throw new Error(`[${this.node.path}] ${problems.join('; ')}`);
  }

  private ownLogGroup({ retention = logs.RetentionDays.ONE_YEAR, encryptionKey }: VaultAuditProps): logs.LogGroup {
    return new logs.LogGroup(this, 'LogGroup', { retention, encryptionKey, removalPolicy: RemovalPolicy.RETAIN });
  }

  private count({ id, pattern, description }: Watched, metricNamespace: string, threshold: number): void {
    // Audits in one account and Region share a namespace, and no metric.
    const metricName = `${id}-${this.node.addr.slice(-8)}`;
    const filter = new logs.MetricFilter(this, id, {
      logGroup: this.logGroup,
      filterPattern: logs.FilterPattern.literal(pattern),
      metricNamespace,
      metricName,
      metricValue: '1',
    });
    this.metricFilters.push(filter);
    this.alarms.push(
      new cloudwatch.Alarm(this, `${id}Alarm`, {
        metric: filter.metric({ statistic: 'Sum', period: Duration.minutes(5) }),
        alarmDescription: description,
        threshold,
        evaluationPeriods: 1,
        comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
        treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
      }),
    );
  }

  /** Vault stops serving when no audit device works; an agent that has stopped goes unnoticed otherwise. */
  private silenceAlarm(maxSilence: Duration): cloudwatch.Alarm {
    const metric = new cloudwatch.Metric({
      namespace: 'AWS/Logs',
      metricName: 'IncomingLogEvents',
      dimensionsMap: { LogGroupName: this.logGroup.logGroupName },
      statistic: 'Sum',
      period: maxSilence,
    });
    return new cloudwatch.Alarm(this, 'SilenceAlarm', {
      metric,
      alarmDescription: 'No line of the audit log of Vault has come',
      threshold: 1,
      evaluationPeriods: 1,
      comparisonOperator: cloudwatch.ComparisonOperator.LESS_THAN_THRESHOLD,
      treatMissingData: cloudwatch.TreatMissingData.BREACHING,
    });
  }
}
