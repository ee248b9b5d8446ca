import { Duration, RemovalPolicy, Stack, Stage, Token } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as events from 'aws-cdk-lib/aws-events';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as scheduler from 'aws-cdk-lib/aws-scheduler';
import * as sns from 'aws-cdk-lib/aws-sns';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { Construct, IConstruct } from 'constructs';
import { BulletinSource } from './bulletin-source';
import { BulletinThresholds } from './bulletin-thresholds';
import { DEFAULT_THRESHOLDS, hostsOf, SourceSettings, sourceOf, TIERS } from './feed';
import { FEED_METADATA, FEED_NAMESPACE, FEED_TOPIC_METADATA, READINGS, SOURCE_DIMENSION } from './template/feed-metadata';
import { WorkloadLayer } from './workload-layer';
import { hardenFunction } from '../functions';
import { notificationTopic, notifyByAlarms } from '../notifications';
import { amountOf, deployedPath, dimensionValue, fittedText, wholeNumber } from '../quotas';
import { ownFunction } from '../runtime-protection/own-function';
import { RuntimePolicy } from '../runtime-protection/runtime-policy';

/**
 * Which sources are read, what they are compared with, and who is notified.
 */
export interface SecurityBulletinFeedProps {
  /**
   * The sources of bulletins.
   *
   * @default BulletinSource.standard()
   */
  readonly sources?: BulletinSource[];

  /**
   * The interval at which each source is read, in whole minutes from 5 to 1440.
   *
   * @default Duration.minutes(15)
   */
  readonly interval?: Duration;

  /**
   * A scope, such as a stack or the app. Bulletins are matched with its functions and services. Packages in container images are unknown.
   *
   * @default - the Stage of the feed, or the app if it is in none
   */
  readonly within?: IConstruct;

  /**
   * Other technologies in use, by the names that bulletins use: `PostgreSQL`, `nginx`.
   *
   * @default - none
   */
  readonly technologies?: string[];

  /**
   * The minimum severities for an immediate notification.
   *
   * @default - see BulletinThresholds
   */
  readonly thresholds?: BulletinThresholds;

  /**
   * Whether messages contain the probability of exploitation, from the Exploit Prediction Scoring System of FIRST.
   *
   * @default true
   */
  readonly epss?: boolean;

  /**
   * The topic for messages. The feed allows alarms to publish in the topic's policy. If the topic is encrypted, its key has to allow the function and
   * `cloudwatch.amazonaws.com` to use it.
   *
   * @default - a new topic, encrypted with `topicKey`, which requires TLS
   */
  readonly topic?: sns.ITopic;

  /**
   * The key of the feed's new topic.
   *
   * @default - a new key, rotated yearly
   */
  readonly topicKey?: kms.IKey;

  /**
   * The subscribers. Amazon Q Developer in chat applications receives messages in its own format if it subscribes to the topic.
   *
   * @default - no subscribers: subscribe to `topic`
   */
  readonly subscriptions?: sns.ITopicSubscription[];

  /**
   * The bus that receives an event for each message: source `cdk-sec3.bulletins`, detail types `Security Bulletin` and `Security Bulletin Digest`.
   * The package contains the JSON Schema of the events, `assets/bulletin-event.schema.json`.
   *
   * @default - the default bus of the account and Region
   */
  readonly eventBus?: events.IEventBus;

  /**
   * Whether notifications are imported into AWS Security Hub, which has to be enabled in the account and Region.
   *
   * @default false
   */
  readonly securityHub?: boolean;

  /**
   * The time without a successful reading of a source after which its alarm goes off, in whole minutes: at least twice the interval, at most 1440.
   *
   * @default - four times the interval, at least an hour
   */
  readonly staleAfter?: Duration;

  /**
   * What happens to the table when the feed is removed. Without the table, a new feed treats all bulletins as unknown.
   *
   * @default RemovalPolicy.RETAIN
   */
  readonly removalPolicy?: RemovalPolicy;

  /**
   * The reserved concurrency of the function, 1 or more. Lambda rejects it if less than 100 would remain unreserved, for example in new accounts with
   * a low quota.
   *
   * @default - none; invocations do not overlap anyway
   */
  readonly reservedConcurrentExecutions?: number;

  /**
   * Whether a dashboard is created.
   *
   * @default true
   */
  readonly dashboard?: boolean;
}

/** Settings for an environment variable. Lambda limits all variables to 4 KB. */
const MOST_SETTINGS = 1500;

const TIMEOUT = Duration.minutes(5);

/**
 * Notifies, within minutes, of security advisories that affect the app's functions, and raises an alarm when its sources are no longer read.
 *
 * Each source is read on a schedule. New bulletins are matched with the packages that the functions ship, the AWS services in the templates, and the
 * known exploited vulnerabilities. Relevant ones become a message in an SNS topic and an event on a bus. All other new bulletins are in a weekly
 * digest, on Mondays at 8:00 UTC, which is a record of the review. Bulletins that exist at the first reading are not news; those that affect a
 * function are in the first digest.
 *
 * Bulletins of several sources on the same CVE cause one message. An update in the same thread follows if the vulnerability becomes exploited or more
 * severe, affects more, or gets a fixed version. A record that is older than 30 days when it is first seen is not news, unless it affects a function
 * or was recently found to be exploited. Of more than five messages at once, the four most relevant and severe ones are sent separately, and a fifth
 * message lists the others. Each has its own event.
 *
 * Each message is sent at least once. It is sent twice only if the function is stopped right after sending it; both messages have the same
 * `notificationId`.
 *
 * Only one invocation reads at a time, controlled by a lease in the table. The lease of a stopped invocation expires.
 *
 * Serves SEC 3, awareness/feeds and awareness/notifications: "Subscribe to notification services to be informed of critical
 * threats in near-real time".
 */
export class SecurityBulletinFeed extends Construct {
  /** The topic for messages. */
  public readonly topic: sns.ITopic;

  /** The key of the topic. Undefined if a topic was given. */
  public readonly topicKey?: kms.IKey;

  /** The function that reads the sources. */
  public readonly function: lambda.Function;

  /** The table of known bulletins. */
  public readonly table: dynamodb.TableV2;

  /** The layer with the packages and services that bulletins are matched with. */
  public readonly workloadLayer: lambda.LayerVersion;

  /** The schedules: one for each source, and one for the digest. */
  public readonly schedules: scheduler.CfnSchedule[] = [];

  /** The queue for failed invocations. */
  public readonly deadLetterQueue: sqs.IQueue;

  /**
   * The alarms: for each source, on the time since its last reading; and on parse failures, changed formats, failed invocations, and operations that
   * the runtime guard blocks.
   */
  public readonly alarms: cloudwatch.Alarm[] = [];

  /** The dashboard. Undefined if it is disabled. */
  public readonly dashboard?: cloudwatch.Dashboard;

  private readonly sources: BulletinSource[];
  private readonly interval: Duration;

  /**
   * @param scope the parent construct, usually a stack
   * @param id the construct id
   * @param props sources, subscribers and thresholds
   * @throws Error with all invalid props
   */
  constructor(scope: Construct, id: string, props: SecurityBulletinFeedProps = {}) {
    super(scope, id);
    this.sources = props.sources ?? BulletinSource.standard();
    this.interval = props.interval ?? Duration.minutes(15);
    const staleAfter = props.staleAfter ?? Duration.minutes(Math.min(1440, Math.max(60, 4 * (amountOf(this.interval, 'minutes') ?? 0))));
    this.reject(props, staleAfter);

    const own = props.topic ? undefined : notificationTopic(this, ['cloudwatch.amazonaws.com'], props.topicKey);
    this.topic = props.topic ?? own!.topic;
    this.topicKey = own?.key;
    (this.topic.node.defaultChild as sns.CfnTopic | undefined)?.addMetadata(FEED_TOPIC_METADATA, this.node.path);
    for (const subscription of props.subscriptions ?? []) this.topic.addSubscription(subscription);

    this.table = new dynamodb.TableV2(this, 'Table', {
      partitionKey: { name: 'pk', type: dynamodb.AttributeType.STRING },
      sortKey: { name: 'sk', type: dynamodb.AttributeType.STRING },
      timeToLiveAttribute: 'expiry',
      encryption: dynamodb.TableEncryptionV2.awsManagedKey(),
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      removalPolicy: props.removalPolicy ?? RemovalPolicy.RETAIN,
    });
    this.function = this.reader(props);
    this.workloadLayer = new WorkloadLayer(this, 'Workload', {
      within: props.within ?? Stage.of(this)!,
      technologies: props.technologies ?? [],
    }).layer;
    this.function.addLayers(this.workloadLayer);
    this.deadLetterQueue = hardenFunction(this.function).failureQueue!;
    this.schedule();
    this.watch(staleAfter);
    if (props.dashboard ?? true) this.dashboard = this.overview();
  }

  /**
   * A metric of the feed.
   *
   * @param metricName `Readings` (successful ones), `Age` (seconds since the last one), `Items`, `Notified`, `Digested`,
   * `ParseFailures` or `SchemaDrift`
   * @param source the id of a source. @default - all sources
   * @param options changes to the metric, whose statistic is the sum over the interval; for `Age`, the maximum
   */
  public metric(metricName: string, source?: string, options: cloudwatch.MetricOptions = {}): cloudwatch.Metric {
    return new cloudwatch.Metric({
      namespace: FEED_NAMESPACE,
      metricName,
      statistic: metricName === 'Age' ? cloudwatch.Stats.MAXIMUM : cloudwatch.Stats.SUM,
      period: this.interval,
      ...options,
      dimensionsMap: { Feed: dimensionValue(deployedPath(this)), ...(source === undefined ? {} : { [SOURCE_DIMENSION]: source }) },
    });
  }

  private reject(props: SecurityBulletinFeedProps, staleAfter: Duration): void {
    const problems: string[] = [];
    if (this.sources.length === 0) problems.push('sources is empty; name one at least');
    const ids = this.sources.map((source) => source.id);
    for (const id of new Set(ids.filter((other, index) => ids.indexOf(other) !== index))) problems.push(`sources has ${id} more than once`);
    wholeNumber('interval', this.interval, 'minutes', problems, { least: 5, most: 1440 });
    const least = Math.min(1440, 2 * (amountOf(this.interval, 'minutes') ?? 0));
    const expected = `whole minutes from ${least}, twice the interval, to 1440 are expected`;
    wholeNumber('staleAfter', staleAfter, 'minutes', problems, { least, most: 1440, expected });
    const { reservedConcurrentExecutions: reserved } = props;
    if (reserved !== undefined && !Token.isUnresolved(reserved) && !(Number.isInteger(reserved) && reserved >= 1)) {
      problems.push(`reservedConcurrentExecutions is ${reserved}; a whole number from 1 on is expected, as with 0 the function never runs`);
    }
    if (props.topic && props.topicKey) problems.push('topicKey applies only to the default topic, but topic is set: set the key of that topic');
    const technologies = props.technologies ?? [];
    if (Token.isUnresolved(technologies) || technologies.some((word) => Token.isUnresolved(word) || word.trim().length < 2)) {
      problems.push('technologies has a token or a word of less than two characters, which would be found everywhere');
    }
    const size = JSON.stringify(this.sources.map((source) => ({ id: source.id, title: source._title, url: source._url }))).length;
    if (size > MOST_SETTINGS) problems.push(`sources take ${size} characters of settings, but Lambda allows ${MOST_SETTINGS}: create a second feed for some of them`);
    if (problems.length > 0) throw new Error(`[${this.node.path}] ${problems.join('; ')}`);
  }

  private settings(): SourceSettings[] {
    return this.sources.map((source) => ({ id: source.id, title: source._title, url: source._url, secret: source.secret?.secretArn }));
  }

  private reader(props: SecurityBulletinFeedProps): lambda.Function {
    const stack = Stack.of(this);
    const epss = props.epss ?? true;
    const busArn = props.eventBus?.eventBusArn ?? stack.formatArn({ service: 'events', resource: 'event-bus', resourceName: 'default' });
    const thresholds = Object.fromEntries(TIERS.map((tier) => [tier, props.thresholds?.[tier] ?? DEFAULT_THRESHOLDS[tier]]));
    const securityHub = props.securityHub ?? false;
    const configuration = {
      table: this.table.tableName,
      topic: this.topic.topicArn,
      bus: busArn,
      securityHub,
      epss,
      sources: this.settings(),
      thresholds,
      feed: dimensionValue(deployedPath(this)),
    };
    const fn = ownFunction(this, 'Function', {
      asset: 'bulletin-feed',
      description: fittedText('AWS::Lambda::Function.Description', `Reads security bulletins for ${this.node.path}`),
      timeout: TIMEOUT,
      memorySize: 1024,
      environment: { SEC3_FEED: stack.toJsonString(configuration) },
      reservedConcurrentExecutions: props.reservedConcurrentExecutions,
      ...(props.reservedConcurrentExecutions === undefined && { unbounded: 'Schedules alone invoke it, once for each source, and invocations take turns' }),
      // The function reads external content and only needs network access.
      policy: RuntimePolicy.strict({ allowedHosts: hostsOf(this.settings(), epss).map((host) => (host.includes(':') ? host : `${host}:443`)) }),
    });
    (fn.node.defaultChild as lambda.CfnFunction).addMetadata(FEED_METADATA, this.sources.map((source) => source.id));
    // Transactions need the permissions of their single actions. The table grants the use of its key.
    const actions = ['GetItem', 'BatchGetItem', 'Query', 'PutItem', 'UpdateItem', 'DeleteItem', 'BatchWriteItem'];
    this.table.grant(fn, ...actions.map((action) => `dynamodb:${action}`));
    if (this.topicKey) {
      fn.addToRolePolicy(new iam.PolicyStatement({ actions: ['sns:Publish'], resources: [this.topic.topicArn] }));
      fn.addToRolePolicy(new iam.PolicyStatement({ actions: ['kms:Decrypt', 'kms:GenerateDataKey'], resources: [this.topicKey.keyArn] }));
    } else {
      this.topic.grantPublish(fn);
    }
    fn.addToRolePolicy(new iam.PolicyStatement({ actions: ['events:PutEvents'], resources: [busArn] }));
    for (const source of this.sources) source.secret?.grantRead(fn);
    if (securityHub) {
      const product = stack.formatArn({ service: 'securityhub', resource: 'product', resourceName: `${stack.account}/default` });
      fn.addToRolePolicy(new iam.PolicyStatement({ actions: ['securityhub:BatchImportFindings'], resources: [product] }));
    }
    return fn;
  }

  /** EventBridge Scheduler may invoke the function, and send undelivered events to the queue. */
  private schedule(): void {
    const group = new scheduler.CfnScheduleGroup(this, 'Schedules');
    const role = new iam.Role(this, 'SchedulerRole', {
      assumedBy: new iam.ServicePrincipal('scheduler.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(this).account, 'aws:SourceArn': group.attrArn } },
      }),
    });
    const policy = new iam.Policy(this, 'SchedulerPolicy', {
      roles: [role],
      statements: [
        new iam.PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: [this.function.functionArn] }),
        new iam.PolicyStatement({ actions: ['sqs:SendMessage'], resources: [this.deadLetterQueue.queueArn] }),
      ],
    });
    const minutes = this.interval.toMinutes();
    const add = (id: string, expression: string, window: number, input: object) => {
      const schedule = new scheduler.CfnSchedule(this, id, {
        groupName: group.ref,
        scheduleExpression: expression,
        flexibleTimeWindow: { mode: 'FLEXIBLE', maximumWindowInMinutes: window },
        target: {
          arn: this.function.functionArn,
          roleArn: role.roleArn,
          input: JSON.stringify(input),
          deadLetterConfig: { arn: this.deadLetterQueue.queueArn },
          retryPolicy: { maximumEventAgeInSeconds: this.interval.toSeconds(), maximumRetryAttempts: 5 },
        },
      });
      // The role can't be used before its policy exists.
      schedule.node.addDependency(policy);
      this.schedules.push(schedule);
    };
    for (const { id } of this.sources) {
      // Only one source is read at a time, so their schedules start at different times.
      add(`Schedule-${id}`, `rate(${minutes} minutes)`, Math.max(1, Math.min(5, Math.floor(minutes / 3))), { action: 'read', source: id });
    }
    add('DigestSchedule', 'cron(0 8 ? * MON *)', 5, { action: 'digest' });
  }

  private watch(staleAfter: Duration): void {
    for (const { id } of this.sources) {
      const { title } = sourceOf(this.settings().find((settings) => settings.id === id)!);
      this.alarm(`Stale-${id}`, this.metric(READINGS, id, { period: staleAfter }), {
        alarmDescription: `${title} was not read for ${staleAfter.toMinutes()} minutes: its bulletins are unknown`,
        threshold: 1,
        comparisonOperator: cloudwatch.ComparisonOperator.LESS_THAN_THRESHOLD,
        // Missing data means that the function does not run.
        treatMissingData: cloudwatch.TreatMissingData.BREACHING,
      });
    }
    this.alarm('ParseFailures', this.metric('ParseFailures'), { alarmDescription: 'A source was not in the format that it is documented to have: see the log' });
    this.alarm('SchemaDrift', this.metric('SchemaDrift'), { alarmDescription: 'A source had parts that could not be read: see the log' });
    const depth = this.deadLetterQueue.metricApproximateNumberOfMessagesVisible({ statistic: 'Maximum', period: Duration.minutes(5) });
    this.alarm('Failed', depth, { alarmDescription: fittedText('AWS::CloudWatch::Alarm.AlarmDescription', `Invocations of ${this.function.node.path} failed after all retries: messages may be delayed`) });
    // The function reads external content, so each blocked operation raises an alarm.
    this.alarms.push(...this.function.node.children.filter((child): child is cloudwatch.Alarm => child instanceof cloudwatch.Alarm));
    notifyByAlarms(this, this.topic, this.alarms);
  }

  private alarm(id: string, metric: cloudwatch.Metric, props: Partial<cloudwatch.AlarmProps>): void {
    this.alarms.push(
      new cloudwatch.Alarm(this, id, {
        metric,
        threshold: 1,
        evaluationPeriods: 1,
        comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
        treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
        ...props,
      }),
    );
  }

  private overview(): cloudwatch.Dashboard {
    const graph = (title: string, name: string) =>
      new cloudwatch.GraphWidget({ title, width: 12, left: this.sources.map(({ id }) => this.metric(name, id, { label: id })) });
    const alarms = new cloudwatch.AlarmStatusWidget({ title: `Security bulletins: ${this.node.path}`, width: 24, height: 4, alarms: this.alarms });
    return new cloudwatch.Dashboard(this, 'Dashboard', {
      widgets: [
        [alarms],
        [graph('Age of sources, in seconds', 'Age'), graph('Bulletins that were sent', 'Notified')],
        [graph('Bulletins for the digest', 'Digested'), graph('Documents that changed their form', 'SchemaDrift')],
      ],
    });
  }
}
