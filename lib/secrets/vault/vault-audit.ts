import { createHash } from 'crypto';
import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as sns from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { notificationTopic, notifyByAlarms } from '../../notifications';
import { deployedPath, wholeNumber } from '../../quotas';

/**
 * Properties of a `VaultAudit`.
 */
export interface VaultAuditProps {
  /**
   * The log group for the unchanged lines of Vault's audit device (JSON).
   *
   * @default - a new one with a generated name, which keeps lines for `retention` and is retained when the stack is deleted
   */
  readonly logGroup?: logs.ILogGroup;

  /**
   * How long the log group that the audit creates keeps lines.
   *
   * @default logs.RetentionDays.ONE_YEAR
   */
  readonly retention?: logs.RetentionDays;

  /**
   * The key of the log group that the audit creates. Its policy must allow CloudWatch Logs to use it.
   *
   * @default - the key of CloudWatch Logs
   */
  readonly encryptionKey?: kms.IKey;

  /**
   * Number of denied requests within five minutes that triggers the alarm.
   *
   * @default 5
   */
  readonly deniedRequests?: number;

  /**
   * The maximum time without log lines; whole minutes, 1 to 1440. A Vault that serves functions logs each of their logins.
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
   * The topic for alarms. The audit adds permissions for alarms to its policy. If the topic is encrypted, its key must allow
   * `cloudwatch.amazonaws.com` to use it.
   *
   * @default - a new topic, encrypted, that requires TLS
   */
  readonly topic?: sns.ITopic;
}

/** Log lines that are counted. */
interface Watched {
  readonly id: string;
  readonly pattern: string;
  readonly description: string;
}

/** A request and its response are one line each, with the same `error`; only one is counted. */
const DENIED: Watched = {
  id: 'DeniedRequests',
  pattern: '{ ($.type = "response") && ($.error = "*permission denied*") }',
  description: 'Vault denies requests: a function has lost its policy, or a client tries to access secrets of others',
};

/** A root token only has the policy root. */
const ROOT: Watched = {
  id: 'RootTokenUse',
  pattern: '{ ($.type = "request") && (($.auth.policies[0] = "root") || ($.request.path = "sys/generate-root*")) }',
  description: 'A root token is used or generated',
};

const TAMPERED: Watched = {
  id: 'AuditChanges',
  pattern: '{ ($.type = "request") && ($.request.path = "sys/audit/*") && ($.request.operation != "read") }',
  description: 'An audit device of Vault is added, changed or removed',
};

/**
 * Monitors the audit log of HashiCorp Vault, which Vault writes and an agent sends to CloudWatch Logs. Denied requests, use
 * of root tokens, changes of audit devices, and missing log lines become metrics and alarms. Values in audit logs are
 * hashed (HMAC-SHA256), so they contain no secrets.
 *
 * This construct deploys neither Vault nor the agent. The agent needs `logs:CreateLogStream` and `logs:PutLogEvents` on the log
 * group: `audit.logGroup.grantWrite(vaultRole)`.
 *
 * Serves SEC 3, secrets/manager: "Auditing with HashiCorp Vault".
 *
 * @see https://developer.hashicorp.com/vault/docs/audit
 */
export class VaultAudit extends Construct {
  /** The log group of the audit log. */
  public readonly logGroup: logs.ILogGroup;

  /** The topic for alarms. */
  public readonly topic: sns.ITopic;

  /** The key of the topic; undefined if a topic was given. */
  public readonly topicKey?: kms.IKey;

  /** Metric filters for denied requests, use of root tokens, and changes of audit devices. */
  public readonly metricFilters: logs.MetricFilter[] = [];

  /** One alarm for each metric filter, and one for missing log lines. */
  public readonly alarms: cloudwatch.Alarm[] = [];

  /**
   * @param scope the parent construct, usually a stack
   * @param id the construct id
   * @param props log group, thresholds and recipients
   * @throws Error if a number is out of range, or props contradict each other
   */
  constructor(scope: Construct, id: string, props: VaultAuditProps = {}) {
    super(scope, id);
    const { deniedRequests = 5, maxSilence = Duration.hours(1), metricNamespace = 'Sec3/Vault' } = props;
    this.reject(props, deniedRequests, maxSilence);

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

  private reject({ logGroup, retention, encryptionKey }: VaultAuditProps, deniedRequests: number, maxSilence: Duration): void {
    const problems: string[] = [];
    if (!(Number.isInteger(deniedRequests) && deniedRequests >= 1)) problems.push(`deniedRequests is ${deniedRequests}; a whole number from 1 is expected`);
    wholeNumber('maxSilence', maxSilence, 'minutes', problems, { least: 1, most: 1440 });
    for (const [name, value] of Object.entries({ retention, encryptionKey })) {
      if (logGroup && value !== undefined) problems.push(`${name} applies only to the audit's own log group, but logGroup sets another one: set it on that log group`);
    }
    if (problems.length > 0) throw new Error(`[${this.node.path}] ${problems.join('; ')}`);
  }

  private ownLogGroup({ retention = logs.RetentionDays.ONE_YEAR, encryptionKey }: VaultAuditProps): logs.LogGroup {
    return new logs.LogGroup(this, 'LogGroup', { retention, encryptionKey, removalPolicy: RemovalPolicy.RETAIN });
  }

  private count({ id, pattern, description }: Watched, metricNamespace: string, threshold: number): void {
    // Audits in one account and Region share a namespace, but no metrics.
    const metricName = `${id}-${createHash('sha256').update(deployedPath(this)).digest('hex').slice(0, 8)}`;
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

  /** Vault stops serving if no audit device works; a stopped agent would otherwise not be noticed. */
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
      alarmDescription: 'The audit log of Vault got no lines',
      threshold: 1,
      evaluationPeriods: 1,
      comparisonOperator: cloudwatch.ComparisonOperator.LESS_THAN_THRESHOLD,
      treatMissingData: cloudwatch.TreatMissingData.BREACHING,
    });
  }
}
