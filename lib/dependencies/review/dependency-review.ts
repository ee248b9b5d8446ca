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
import { fittedText } from '../../quotas';

/**
 * What is reviewed, by which scanners, when, and who is notified.
 */
export interface DependencyReviewProps extends ReviewNotificationOptions {
  /**
   * What runs, one after the other; a scanner that finds something or fails stops no other.
   *
   * @default - npmAdvisories, lockfileLint and eslintSecurity of DependencyScanner
   */
  readonly scanners?: DependencyScanner[];

  /**
   * Where the source is, for reviews by webhook and by schedule: `codebuild.Source.gitHub(...)`, `gitHubEnterprise`, `bitBucket` or a
   * `GitLabSource`, with `webhook: true` and `webhookFilters`, and with `sourceAccess`. AWS CodeCommit needs no access and has no webhook:
   * have `repository.onCommit` start the `project`. Whoever may start a review runs code with the role of the project: let forks start none.
   *
   * @default - none: a pipeline starts reviews, by `step` or `action`
   */
  readonly source?: codebuild.ISource;

  /**
   * How AWS CodeBuild gets at the source, and makes its webhook. Required for a webhook, and for each repository of GitLab or GitHub
   * Enterprise: without it the deployment fails, or takes whatever the account has stored.
   *
   * @default - none: the repository is public, and has no webhook; or it is in AWS
   */
  readonly sourceAccess?: SourceAccess;

  /**
   * When the source is reviewed, commits aside.
   *
   * @default - once a day where there is a source, and never without one
   */
  readonly schedule?: events.Schedule;

  /**
   * Shell commands that run before the scanners. Where the gate of this library fails synthesis, the review has failed with it.
   *
   * @default - `npm ci --ignore-scripts`, and `npx cdk synth --quiet` where a scanner reads the cloud assembly
   */
  readonly prepare?: string[];

  /**
   * The image of the build: Linux on x86-64 with Node.js 22, the AWS CLI, and for some scanners Python or Java.
   *
   * @default codebuild.LinuxBuildImage.AMAZON_LINUX_2023_5
   */
  readonly buildImage?: codebuild.IBuildImage;

  /**
   * The size of the machine.
   *
   * @default codebuild.ComputeType.MEDIUM
   */
  readonly computeType?: codebuild.ComputeType;

  /**
   * How long a review may take; one that takes longer has failed.
   *
   * @default Duration.hours(1)
   */
  readonly timeout?: Duration;

  /**
   * The key of the projects and of the bucket of its own.
   *
   * @default - a key of its own, rotated yearly
   */
  readonly encryptionKey?: kms.IKey;

  /**
   * Where reports go, below `reports/`: SARIF, JUnit, CycloneDX, and `results.json`.
   *
   * @default - a bucket of its own: encrypted, versioned, private, for TLS alone, which outlives the stack
   */
  readonly reportsBucket?: s3.IBucket;

  /**
   * How long the bucket of its own keeps reports, in whole days.
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
   * How long it may be that no review was clean, in whole days from 1 to 7.
   *
   * @default Duration.days(2)
   */
  readonly maxSilence?: Duration;
}

/**
 * Options of an action in a pipeline.
 */
export interface DependencyReviewActionOptions {
  /**
   * The name of the action, unique in its stage.
   *
   * @default 'DependencyReview'
   */
  readonly actionName?: string;

  /**
   * The order of the action in its stage: lower ones come first.
   *
   * @default 1
   */
  readonly runOrder?: number;

  /**
   * What is reviewed.
   */
  readonly input: codepipeline.Artifact;
}

/** An alarm looks back at seven days at most. */
const MAX_SILENCE_DAYS = 7;

/**
 * Reviews dependencies and code by scanners, on every commit and periodically, in projects of AWS CodeBuild: by a webhook of the
 * source, by a schedule, and as a step of a pipeline.
 *
 * A review is clean, has findings, or has failed. That a scanner could not do its work, such as where its data did not come, is a
 * failed review and never a clean one; findings and failures both fail the build, in different phases, and are distinguished in the
 * messages. Tokens come from AWS Secrets Manager to the one scanner that needs them, which otherwise knows nothing of the build.
 *
 * Serves SEC 3, dependencies/every-commit, dependencies/automated-tools and dependencies/combined-review.
 *
 * @see https://docs.aws.amazon.com/wellarchitected/latest/serverless-applications-lens/security.html
 */
export class DependencyReview extends Construct {
  /** Where reports are, as a link to the console for people. */
  public readonly reportsUrl: string;

  /** Where the reports of the current execution are, as a link for use inside a pipeline, such as in a ManualReview. */
  public readonly pipelineReportsUrl: string;

  /** The project that reviews the source; none without one. */
  public readonly project?: codebuild.Project;

  /** What starts reviews of the source; none without one. */
  public readonly scheduleRule?: events.Rule;

  /** Where reports go. */
  public readonly reportsBucket: s3.IBucket;

  /** The key of the projects and of their reports. */
  public readonly encryptionKey: kms.IKey;

  /** Where the projects log. */
  public readonly logGroup: logs.LogGroup;

  /** Where messages go. */
  public readonly topic: sns.ITopic;

  /** The key of the topic; none where a topic was given. */
  public readonly topicKey?: kms.IKey;

  /** Where messages go that the topic did not take. */
  public readonly deadLetterQueue: sqs.IQueue;

  private readonly reviews: ReviewProject[] = [];
  private readonly pipelineReview: () => ReviewProject;

  /**
   * @param scope where it is made, most often a stack
   * @param id its id in the scope
   * @param props what is reviewed, by which scanners, and who is notified
   * @throws Error with all that is wrong with the props; at synthesis where nothing is ever reviewed
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
      validate: () => (this.reviews.length > 0 ? [] : ['It reviews nothing: give source, or put step() or action() into a pipeline']),
    });
  }

  /** The project that reviews what pipelines hand over; none before `step` or `action` is called. */
  public get pipelineProject(): codebuild.Project | undefined {
    return this.reviews.find(({ node }) => node.id === 'Pipeline')?.project;
  }

  /** What makes messages: of findings, and of failures, for each project. */
  public get rules(): events.Rule[] {
    return this.reviews.flatMap(({ rules }) => rules);
  }

  /** What tells that no review was clean for too long, for each project. */
  public get silenceAlarms(): cloudwatch.Alarm[] {
    return this.reviews.map(({ silenceAlarm }) => silenceAlarm);
  }

  /**
   * A review as a step of CDK Pipelines, which fails the pipeline where the review is not clean.
   *
   * @param id the name of the step
   * @param input what is reviewed: the source, or what a step has made of it
   */
  public step(id: string, input: pipelines.IFileSetProducer): pipelines.Step {
    return new ReviewStep(id, input, (artifact, actionName, runOrder) => this.action({ input: artifact, actionName, runOrder }));
  }

  /**
   * A review as an action of AWS CodePipeline, which fails the pipeline where the review is not clean.
   *
   * @param options what is reviewed, and the name and order of the action
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
    if (props.sourceAccess && !props.source) problems.push('sourceAccess is given without source, which it gives access to: give source, or leave it out');
    if (props.schedule && !props.source) problems.push('schedule is given without source, of which it starts reviews: give source, or schedule the pipeline');
    const days = (duration: Duration) => duration.toDays({ integral: false });
    if (!Number.isInteger(days(maxSilence)) || days(maxSilence) < 1 || days(maxSilence) > MAX_SILENCE_DAYS) {
      problems.push(`maxSilence is ${days(maxSilence)} days; 1 to ${MAX_SILENCE_DAYS} whole days are expected`);
    }
    if (!Number.isInteger(days(reportRetention)) || days(reportRetention) < 1) {
      problems.push(`reportRetention is ${days(reportRetention)} days; one or more whole days are expected`);
    }
    if (props.reportsBucket && props.reportRetention) problems.push('reportRetention is for the bucket of its own, but reportsBucket gives it another');
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
