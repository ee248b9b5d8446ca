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
import { dimensionValue, fittedText } from '../quotas';
import { ownFunction } from '../runtime-protection/own-function';
import { RuntimePolicy } from '../runtime-protection/runtime-policy';

/**
 * Which sources are read, what they are compared with, and who is notified.
 */
export interface SecurityBulletinFeedProps {
  /**
   * Where bulletins come from.
   *
   * @default BulletinSource.standard()
   */
  readonly sources?: BulletinSource[];

  /**
   * How often each source is read: whole minutes, from 5 to 1440.
   *
   * @default Duration.minutes(15)
   */
  readonly interval?: Duration;

  /**
   * A scope, such as a stack or the app, whose functions and services bulletins are compared with. What ships with functions
   * that have container images is not known.
   *
   * @default - the Stage of the feed, or the app where it is in none
   */
  readonly within?: IConstruct;

  /**
   * What else is in use, in words that bulletins would have for it: `PostgreSQL`, `nginx`.
   *
   * @default - none
   */
  readonly technologies?: string[];

  /**
   * The severity from which on a notification is sent at once.
   *
   * @default - see BulletinThresholds
   */
  readonly thresholds?: BulletinThresholds;

  /**
   * Whether the likelihood of exploitation is added to messages, from the Exploit Prediction Scoring System of FIRST.
   *
   * @default true
   */
  readonly epss?: boolean;

  /**
   * Where messages go. The feed adds to its policy what alarms need; where it is encrypted, its key has to let the function
   * and `cloudwatch.amazonaws.com` use it.
   *
   * @default - a topic of its own, encrypted with `topicKey`, for TLS alone
   */
  readonly topic?: sns.ITopic;

  /**
   * The key of the feed's own topic.
   *
   * @default - a key of its own, rotated yearly
   */
  readonly topicKey?: kms.IKey;

  /**
   * Who gets the messages. Amazon Q Developer in chat applications gets them in its own format, by its subscription to the topic.
   *
   * @default - no subscribers: subscribe to `topic`
   */
  readonly subscriptions?: sns.ITopicSubscription[];

  /**
   * The bus that gets an event for each message: source `cdk-sec3.bulletins`, detail types `Security Bulletin` and `Security
   * Bulletin Digest`. The package has the JSON Schema of the events, `assets/bulletin-event.schema.json`.
   *
   * @default - the default bus of the account and Region
   */
  readonly eventBus?: events.IEventBus;

  /**
   * Whether notifications are imported into AWS Security Hub, which has to be turned on in the account and Region.
   *
   * @default false
   */
  readonly securityHub?: boolean;

  /**
   * How long a source may go unread before its alarm goes off: whole minutes, at least twice the interval, at most 1440.
   *
   * @default - four times the interval, at least an hour
   */
  readonly staleAfter?: Duration;

  /**
   * Whether the table is kept when the feed is removed. Without it all that is in the sources would be unknown again.
   *
   * @default RemovalPolicy.RETAIN
   */
  readonly removalPolicy?: RemovalPolicy;

  /**
   * How much of the account's concurrency is set aside for the function: 1 or more. Lambda rejects it where less than 100 would be left
   * for all other functions, as in accounts with the quota of new ones.
   *
   * @default - none: invocations take turns in any case
   */
  readonly reservedConcurrentExecutions?: number;

  /**
   * Whether there is a dashboard.
   *
   * @default true
   */
  readonly dashboard?: boolean;
}

/** Settings that are passed in an environment variable, of which Lambda takes 4 KB in all. */
const MOST_SETTINGS = 1500;

const TIMEOUT = Duration.minutes(5);

/**
 * Notifies, within minutes, of security advisories that affect the app's functions, and raises an alarm when its sources are no longer read.
 *
 * A schedule for each source reads it. What is news is compared with the packages that the functions ship, the AWS services in
 * the templates, and what is known to be exploited. What matters becomes a message in an SNS topic and an event on a bus; all
 * else that is new is in a weekly digest, on Mondays at 8:00 UTC, which is a record of the review. What is there on the first reading is no
 * news; what of it affects a function is in the first digest.
 *
 * Sources that write of the same CVE give one message. Further ones on the same thread follow where it becomes exploited or more severe,
 * affects more, or gets a fixed version. A record that is older than 30 days when it is first seen is no news, unless it affects a function
 * or was found to be exploited since. Of more than five messages at once the nearest and most severe four are sent alone, and a
 * fifth lists the others; events are sent for each.
 *
 * A message is sent at least once, and a second time only where the function is stopped right after sending it; both have the
 * same `notificationId`.
 *
 * One reading runs at a time: invocations take turns by a lease in the table, which ends by itself where one of them is stopped.
 *
 * Serves SEC 3, awareness/feeds and awareness/notifications: "Subscribe to notification services to be informed of critical
 * threats in near-real time".
 */
export class SecurityBulletinFeed extends Construct {
  /** Where messages go. */
  public readonly topic: sns.ITopic;

  /** The key of the topic; none where a topic was given. */
  public readonly topicKey?: kms.IKey;

  /** Reads sources. */
  public readonly function: lambda.Function;

  /** What is known already. */
  public readonly table: dynamodb.TableV2;

  /** Holds what bulletins are compared with. */
  public readonly workloadLayer: lambda.LayerVersion;

  /** One for each source, and one for the digest. */
  public readonly schedules: scheduler.CfnSchedule[] = [];

  /** Where invocations end that failed for good. */
  public readonly deadLetterQueue: sqs.IQueue;

  /** For each source one on its age; and on failures to parse, changed formats, failed invocations, and what the runtime guard blocks. */
  public readonly alarms: cloudwatch.Alarm[] = [];

  /** The dashboard; none where it was turned off. */
  public readonly dashboard?: cloudwatch.Dashboard;

  private readonly sources: BulletinSource[];
  private readonly interval: Duration;

  /**
   * @param scope where it is made, most often a stack
   * @param id its id in the scope
   * @param props which sources are read, who is notified, and of what
   * @throws Error with all props that make no sense
   */
  constructor(scope: Construct, id: string, props: SecurityBulletinFeedProps = {}) {
    super(scope, id);
    this.sources = props.sources ?? BulletinSource.standard();
    this.interval = props.interval ?? Duration.minutes(15);
    const staleAfter = props.staleAfter ?? Duration.minutes(Math.min(1440, Math.max(60, 4 * this.interval.toMinutes())));
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
   * @param metricName `Readings` (successful ones), `Age` (seconds since the last one), `Items`, `Told`, `Digested`,
   * `ParseFailures` or `SchemaDrift`
   * @param source the id of a source; all of them where it is left out
   * @param options how it is shown; by default the sum in the interval, of `Age` the maximum
   */
  public metric(metricName: string, source?: string, options: cloudwatch.MetricOptions = {}): cloudwatch.Metric {
    return new cloudwatch.Metric({
      namespace: FEED_NAMESPACE,
      metricName,
      statistic: metricName === 'Age' ? cloudwatch.Stats.MAXIMUM : cloudwatch.Stats.SUM,
      period: this.interval,
      ...options,
      dimensionsMap: { Feed: dimensionValue(this.node.path), ...(source === undefined ? {} : { [SOURCE_DIMENSION]: source }) },
    });
  }

  private reject(props: SecurityBulletinFeedProps, staleAfter: Duration): void {
    const problems: string[] = [];
    if (this.sources.length === 0) problems.push('sources is empty; name one at least');
    const ids = this.sources.map((source) => source.id);
    for (const id of new Set(ids.filter((other, index) => ids.indexOf(other) !== index))) problems.push(`sources has ${id} more than once`);
    const minutes = this.interval.toMinutes({ integral: false });
    if (!(Number.isInteger(minutes) && minutes >= 5 && minutes <= 1440)) problems.push(`interval is ${minutes} minutes; whole minutes from 5 to 1440 are expected`);
    const stale = staleAfter.toMinutes({ integral: false });
    const least = Math.min(1440, 2 * minutes);
    if (!(Number.isInteger(stale) && stale >= least && stale <= 1440)) {
      problems.push(`staleAfter is ${stale} minutes; whole minutes from ${least}, twice the interval, to 1440 are expected`);
    }
    const { reservedConcurrentExecutions: reserved } = props;
    if (reserved !== undefined && !Token.isUnresolved(reserved) && !(Number.isInteger(reserved) && reserved >= 1)) {
      problems.push(`reservedConcurrentExecutions is ${reserved}; a whole number from 1 on is expected, as with 0 the function never runs`);
    }
    if (props.topic && props.topicKey) problems.push('topicKey is for the feed’s own topic, but topic gives it another: set the key on that');
    const technologies = props.technologies ?? [];
    if (Token.isUnresolved(technologies) || technologies.some((word) => Token.isUnresolved(word) || word.trim().length < 2)) {
      problems.push('technologies has a token or a word of less than two characters, which would be found everywhere');
    }
    const size = JSON.stringify(this.sources.map((source) => ({ id: source.id, title: source._title, url: source._url }))).length;
    if (size > MOST_SETTINGS) problems.push(`sources take ${size} characters of settings, and Lambda has room for ${MOST_SETTINGS}: make a second feed for some`);
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
      feed: dimensionValue(this.node.path),
    };
    const fn = ownFunction(this, 'Function', {
      asset: 'bulletin-feed',
      description: fittedText('AWS::Lambda::Function.Description', `Reads security bulletins for ${this.node.path}`),
      timeout: TIMEOUT,
      memorySize: 1024,
      environment: { SEC3_FEED: stack.toJsonString(configuration) },
      reservedConcurrentExecutions: props.reservedConcurrentExecutions,
      ...(props.reservedConcurrentExecutions === undefined && { unbounded: 'Schedules alone invoke it, once for each source, and invocations take turns' }),
      // It reads what others write, and needs nothing but the network.
      policy: RuntimePolicy.strict({ allowedHosts: hostsOf(this.settings(), epss).map((host) => (host.includes(':') ? host : `${host}:443`)) }),
    });
    (fn.node.defaultChild as lambda.CfnFunction).addMetadata(FEED_METADATA, this.sources.map((source) => source.id));
    // A transaction is allowed by the actions of its parts, and the key of the table by the table.
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

  /** EventBridge Scheduler may invoke the function, and put what it could not deliver into the queue. */
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
      // The role is of no use before its policy.
      schedule.node.addDependency(policy);
      this.schedules.push(schedule);
    };
    for (const { id } of this.sources) {
      // Sources are read one after the other, so that they had better not begin at once.
      add(`Schedule-${id}`, `rate(${minutes} minutes)`, Math.max(1, Math.min(5, Math.floor(minutes / 3))), { action: 'read', source: id });
    }
    add('DigestSchedule', 'cron(0 8 ? * MON *)', 5, { action: 'digest' });
  }

  private watch(staleAfter: Duration): void {
    for (const { id } of this.sources) {
      const { title } = sourceOf(this.settings().find((settings) => settings.id === id)!);
      this.alarm(`Stale-${id}`, this.metric(READINGS, id, { period: staleAfter }), {
        alarmDescription: `${title} was not read for ${staleAfter.toMinutes()} minutes: nothing is known of what it says`,
        threshold: 1,
        comparisonOperator: cloudwatch.ComparisonOperator.LESS_THAN_THRESHOLD,
        // As when the function does not run at all.
        treatMissingData: cloudwatch.TreatMissingData.BREACHING,
      });
    }
    this.alarm('ParseFailures', this.metric('ParseFailures'), { alarmDescription: 'A source was not in the format that it is documented to have: see the log' });
    this.alarm('SchemaDrift', this.metric('SchemaDrift'), { alarmDescription: 'A source had parts that could not be read: see the log' });
    const depth = this.deadLetterQueue.metricApproximateNumberOfMessagesVisible({ statistic: 'Maximum', period: Duration.minutes(5) });
    this.alarm('Failed', depth, { alarmDescription: fittedText('AWS::CloudWatch::Alarm.AlarmDescription', `Invocations of ${this.function.node.path} failed for good: messages may be delayed`) });
    // What the runtime guard blocks in a function that reads what others write is worth knowing.
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
        [graph('Age of sources, in seconds', 'Age'), graph('Bulletins that were sent', 'Told')],
        [graph('Bulletins for the digest', 'Digested'), graph('Documents that changed their form', 'SchemaDrift')],
      ],
    });
  }
}
