import { Duration, RemovalPolicy, Stack, Validations } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as codebuild from 'aws-cdk-lib/aws-codebuild';
import * as codepipeline from 'aws-cdk-lib/aws-codepipeline';
import * as codepipeline_actions from 'aws-cdk-lib/aws-codepipeline-actions';
import * as events from 'aws-cdk-lib/aws-events';
import * as targets from 'aws-cdk-lib/aws-events-targets';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as sns from 'aws-cdk-lib/aws-sns';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import * as pipelines from 'aws-cdk-lib/pipelines';
import { Construct } from 'constructs';
import { DependencyScanner } from './dependency-scanner';
import type { ReviewNotificationOptions } from './notification-options';
import { notificationProblems, Notifications } from './notifications';
import { CACHE, REPORTS, ReviewProject } from './review-project';
import { ReviewStep } from './review-step';
import { SourceAccess } from './source-access';
import { accessProblem } from './source-access-problem';
import { fittedText, wholeNumber } from '../../quotas';

/**
 * Properties of `DependencyReview`: what is reviewed, by which scanners, when, and who is notified.
 */
export interface DependencyReviewProps extends ReviewNotificationOptions {
  /**
   * The scanners, which run one after the other. If one has findings or fails, the others still run.
   *
   * @default - npmAdvisories, lockfileLint and eslintSecurity of DependencyScanner
   */
  readonly scanners?: DependencyScanner[];

  /**
   * The source for reviews by webhook and by schedule: `codebuild.Source.gitHub(...)`, `gitHubEnterprise`, `bitBucket` or a `GitLabSource`, with
   * `webhook: true` and `webhookFilters`, and with `sourceAccess`. AWS CodeCommit needs no `sourceAccess` and has no webhook: start the `project` by
   * `repository.onCommit`. Anyone who may start a review runs code with the role of the project: exclude forks with `webhookFilters`.
   *
   * @default - no source: a pipeline starts reviews, by `step` or `action`
   */
  readonly source?: codebuild.ISource;

  /**
   * The credentials with which AWS CodeBuild reads the source and creates its webhook. Required for a webhook, and for repositories of GitLab or
   * GitHub Enterprise: without it, the deployment fails or uses the credentials that are stored in the account.
   *
   * @default - no credentials: the repository is public and has no webhook, or it is in AWS
   */
  readonly sourceAccess?: SourceAccess;

  /**
   * The schedule of reviews of the source, in addition to those on commits.
   *
   * @default - once a day if there is a source; otherwise none
   */
  readonly schedule?: events.Schedule;

  /**
   * Shell commands that run before the scanners. If one of them fails, such as a synthesis that the gate of this library fails, the review has
   * failed.
   *
   * @default - `npm ci --ignore-scripts`, and `npx cdk synth --quiet` if a scanner reads the cloud assembly
   */
  readonly prepare?: string[];

  /**
   * The build image. It needs Linux on x86-64, Node.js 22, the AWS CLI, and for some scanners Python or Java.
   *
   * @default codebuild.LinuxBuildImage.AMAZON_LINUX_2023_5
   */
  readonly buildImage?: codebuild.IBuildImage;

  /**
   * The compute type of the builds.
   *
   * @default codebuild.ComputeType.MEDIUM
   */
  readonly computeType?: codebuild.ComputeType;

  /**
   * The maximum duration of a review. A longer review has failed.
   *
   * @default Duration.hours(1)
   */
  readonly timeout?: Duration;

  /**
   * The key that encrypts the projects and the default bucket.
   *
   * @default - a new key, rotated yearly
   */
  readonly encryptionKey?: kms.IKey;

  /**
   * The bucket for reports, under `reports/`: SARIF, JUnit, CycloneDX, and `results.json`.
   *
   * @default - a new bucket: encrypted, versioned, private, only with TLS, and retained when the stack is deleted
   */
  readonly reportsBucket?: s3.IBucket;

  /**
   * How long the default bucket keeps reports, in whole days.
   *
   * @default Duration.days(365)
   */
  readonly reportRetention?: Duration;

  /**
   * How long logs are kept.
   *
   * @default logs.RetentionDays.ONE_YEAR
   */
  readonly logRetention?: logs.RetentionDays;

  /**
   * The time without a clean review after which an alarm is raised, in whole days from 1 to 7.
   *
   * @default Duration.days(2)
   */
  readonly maxSilence?: Duration;
}

/**
 * Options of a pipeline action that reviews dependencies.
 */
export interface DependencyReviewActionOptions {
  /**
   * The name of the action, unique in its stage.
   *
   * @default 'DependencyReview'
   */
  readonly actionName?: string;

  /**
   * The order of the action in its stage; actions with lower values run first.
   *
   * @default 1
   */
  readonly runOrder?: number;

  /**
   * The artifact that is reviewed.
   */
  readonly input: codepipeline.Artifact;
}

/** The evaluation period of an alarm is at most seven days. */
const MAX_SILENCE_DAYS = 7;

/**
 * Reviews dependencies and code with scanners in AWS CodeBuild. A webhook of the source, a schedule or a step of a pipeline starts a review, so that
 * every commit is reviewed, and all code periodically.
 *
 * A review is clean, has findings, or has failed. If a scanner can't do its work, for example because its data is missing, the review has failed and
 * never counts as clean. Findings and failures fail the build in different phases, and messages distinguish them. Tokens are read from AWS Secrets
 * Manager and given only to the scanner that needs them. Scanners do not get the role and the environment variables of the build.
 *
 * Serves SEC 3, dependencies/every-commit, dependencies/automated-tools and dependencies/combined-review.
 *
 * @see https://docs.aws.amazon.com/wellarchitected/latest/serverless-applications-lens/security.html
 */
export class DependencyReview extends Construct {
  /** The URL of the reports in the AWS console. */
  public readonly reportsUrl: string;

  /** The URL of the reports of the current pipeline execution, for use inside a pipeline, such as in a ManualReview. */
  public readonly pipelineReportsUrl: string;

  /** The project that reviews the source; undefined without a source. */
  public readonly project?: codebuild.Project;

  /** The rule that starts reviews of the source on a schedule; undefined without a source. */
  public readonly scheduleRule?: events.Rule;

  /** The bucket for reports. */
  public readonly reportsBucket: s3.IBucket;

  /** The key of the projects and of their reports. */
  public readonly encryptionKey: kms.IKey;

  /** The log group of the projects. */
  public readonly logGroup: logs.LogGroup;

  /** The topic for messages. */
  public readonly topic: sns.ITopic;

  /** The key of the topic; undefined if a topic was passed. */
  public readonly topicKey?: kms.IKey;

  /** The queue for messages that could not be delivered to the topic. */
  public readonly deadLetterQueue: sqs.IQueue;

  private readonly reviews: ReviewProject[] = [];
  private readonly pipelineReview: () => ReviewProject;

  /**
   * @param scope the parent construct, usually a stack
   * @param id the id of the construct
   * @param props what is reviewed, by which scanners, and who is notified
   * @throws Error if props are invalid, naming all problems; at synthesis, if nothing is ever reviewed
   */
  constructor(scope: Construct, id: string, props: DependencyReviewProps = {}) {
    super(scope, id);
    const scanners = props.scanners ?? [DependencyScanner.npmAdvisories(), DependencyScanner.lockfileLint(), DependencyScanner.eslintSecurity()];
    const { maxSilence = Duration.days(2), reportRetention = Duration.days(365), timeout = Duration.hours(1), source } = props;
    this.reject(props, scanners, maxSilence, reportRetention);

    this.encryptionKey = props.encryptionKey ?? this.ownKey();
    this.logGroup = new logs.LogGroup(this, 'LogGroup', {
      retention: props.logRetention ?? logs.RetentionDays.ONE_YEAR,
      removalPolicy: RemovalPolicy.RETAIN,
    });
    this.reportsBucket = props.reportsBucket ?? this.ownBucket(reportRetention);
    const notifications = new Notifications(this, props);
    this.topic = notifications.topic;
    this.topicKey = notifications.topicKey;
    this.deadLetterQueue = notifications.deadLetterQueue;
    const { region } = Stack.of(this);
    this.reportsUrl = `https://${region}.console.aws.amazon.com/s3/buckets/${this.reportsBucket.bucketName}?region=${region}&prefix=${REPORTS}/`;
    this.pipelineReportsUrl = `${this.reportsUrl}${codepipeline.GlobalVariables.executionId}/`;

    const setting = {
      scanners,
      prepare: props.prepare ?? prepareFor(scanners),
      buildImage: props.buildImage ?? codebuild.LinuxBuildImage.AMAZON_LINUX_2023_5,
      computeType: props.computeType ?? codebuild.ComputeType.MEDIUM,
      timeout,
      encryptionKey: this.encryptionKey,
      reportsBucket: this.reportsBucket,
      logGroup: this.logGroup,
      notifications,
      maxSilence,
    };
    const add = (name: string, from?: codebuild.ISource, access?: SourceAccess) => {
      const review = new ReviewProject(this, name, setting, from, access);
      this.reviews.push(review);
      return review;
    };
    if (source) {
      this.project = add('Source', source, props.sourceAccess).project;
      this.rejectAccess(props.sourceAccess, source.type, this.project);
      this.scheduleRule = this.startBy(props.schedule ?? events.Schedule.rate(Duration.days(1)), this.project);
    }
    let ofPipelines: ReviewProject | undefined;
    this.pipelineReview = () => (ofPipelines ??= add('Pipeline'));
    this.node.addValidation({
      validate: () => (this.reviews.length > 0 ? [] : ['It reviews nothing: set source, or add step() or action() to a pipeline']),
    });
  }

  /** The project that reviews artifacts of pipelines; undefined until `step` or `action` is called. */
  public get pipelineProject(): codebuild.Project | undefined {
    return this.reviews.find(({ node }) => node.id === 'Pipeline')?.project;
  }

  /** The rules that send messages: for each project, one for findings and one for failures. */
  public get rules(): events.Rule[] {
    return this.reviews.flatMap(({ rules }) => rules);
  }

  /** The alarms that no review has been clean for too long, one for each project. */
  public get silenceAlarms(): cloudwatch.Alarm[] {
    return this.reviews.map(({ silenceAlarm }) => silenceAlarm);
  }

  /**
   * Returns a review as a step of CDK Pipelines. The step fails the pipeline if the review is not clean.
   *
   * @param id the name of the step
   * @param input the files to review: the source, or the output of a step
   */
  public step(id: string, input: pipelines.IFileSetProducer): pipelines.Step {
    return new ReviewStep(id, input, (artifact, actionName, runOrder) => this.action({ input: artifact, actionName, runOrder }));
  }

  /**
   * Returns a review as an action of AWS CodePipeline. The action fails the pipeline if the review is not clean.
   *
   * @param options the artifact to review, and the name and order of the action
   */
  public action(options: DependencyReviewActionOptions): codepipeline.IAction {
    const { input, actionName = 'DependencyReview', runOrder } = options;
    return new codepipeline_actions.CodeBuildAction({
      actionName,
      runOrder,
      input,
      project: this.pipelineReview().project,
      environmentVariables: { SEC3_REVIEW_ID: { value: codepipeline.GlobalVariables.executionId } },
    });
  }

  private reject(props: DependencyReviewProps, scanners: readonly DependencyScanner[], maxSilence: Duration, reportRetention: Duration): void {
    const problems = notificationProblems(props);
    if (scanners.length === 0) problems.push('scanners is empty; a review without scanners is always clean');
    const names = scanners.map(({ _plan }) => _plan.name);
    for (const name of new Set(names.filter((one, index) => names.indexOf(one) !== index))) {
      problems.push(`scanners has ${name} twice, which would write the same report: leave one out`);
    }
    if (props.sourceAccess && !props.source) problems.push('sourceAccess is set without source, to which it gives access: set source, or omit sourceAccess');
    if (props.schedule && !props.source) problems.push('schedule is set without source, which its reviews need: set source, or schedule the pipeline');
    wholeNumber('maxSilence', maxSilence, 'days', problems, { least: 1, most: MAX_SILENCE_DAYS });
    wholeNumber('reportRetention', reportRetention, 'days', problems, { least: 1 });
    if (props.timeout) wholeNumber('timeout', props.timeout, 'minutes', problems, { least: 5, most: 2160 });
    if (props.reportsBucket && props.reportRetention) problems.push('reportRetention applies only to the default bucket, but reportsBucket is set');
    if (problems.length > 0) throw new Error(`[${this.node.path}] ${problems.join('; ')}`);
  }

  private rejectAccess(access: SourceAccess | undefined, type: string, project: codebuild.Project): void {
    const triggers = (project.node.defaultChild as codebuild.CfnProject).triggers as codebuild.CfnProject.ProjectTriggersProperty | undefined;
    const problem = accessProblem(type, triggers?.webhook === true, access);
    if (problem) throw new Error(`[${this.node.path}] ${problem}`);
  }

  private ownKey(): kms.Key {
    return new kms.Key(this, 'Key', { enableKeyRotation: true, description: fittedText('AWS::KMS::Key.Description', `Builds and reports of ${this.node.path}`) });
  }

  private ownBucket(retention: Duration): s3.Bucket {
    const bucket = new s3.Bucket(this, 'Reports', {
      blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL,
      encryption: s3.BucketEncryption.KMS,
      encryptionKey: this.encryptionKey,
      bucketKeyEnabled: true,
      enforceSSL: true,
      minimumTLSVersion: 1.2,
      objectOwnership: s3.ObjectOwnership.BUCKET_OWNER_ENFORCED,
      versioned: true,
      removalPolicy: RemovalPolicy.RETAIN,
      lifecycleRules: [
        { prefix: `${REPORTS}/`, expiration: retention, noncurrentVersionExpiration: retention },
        { prefix: `${CACHE}/`, expiration: Duration.days(30), noncurrentVersionExpiration: Duration.days(1) },
        { abortIncompleteMultipartUploadAfter: Duration.days(1) },
      ],
    });
    Validations.of(bucket.node.defaultChild!).acknowledge({
      id: 'AwsSolutions::AwsSolutions-S1',
      reason: 'It holds reports that the review writes and people read; versions show what was changed, and CloudTrail can record who read',
    });
    return bucket;
  }

  private startBy(schedule: events.Schedule, project: codebuild.Project): events.Rule {
    return new events.Rule(this, 'Schedule', {
      description: fittedText('AWS::Events::Rule.Description', `Starts reviews of dependencies: ${this.node.path}`),
      schedule,
      targets: [new targets.CodeBuildProject(project, { deadLetterQueue: this.deadLetterQueue })],
    });
  }
}

function prepareFor(scanners: readonly DependencyScanner[]): string[] {
  const isSynthesized = scanners.some(({ _needs }) => _needs.assembly);
  return ['npm ci --ignore-scripts', ...(isSynthesized ? ['npx cdk synth --quiet'] : [])];
}
