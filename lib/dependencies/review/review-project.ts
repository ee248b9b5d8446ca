import { createHash } from 'crypto';
import * as fs from 'fs';
import * as path from 'path';
import { ArnFormat, Duration, Stack, Validations } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as codebuild from 'aws-cdk-lib/aws-codebuild';
import * as events from 'aws-cdk-lib/aws-events';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as s3_assets from 'aws-cdk-lib/aws-s3-assets';
import { Construct } from 'constructs';
import type { DependencyScanner } from './dependency-scanner';
import { nagText } from './nag-text';
import type { Notifications } from './notifications';
import { REVIEW_FOLDERS, reviewBuildSpec } from './review-build-spec';
import type { SourceAccess } from './source-access';
import { shippedAsset } from '../../functions';
import { acknowledgeStagedAssetsKey, decryptStagedAssets } from '../staged-assets-key';

/** The key prefixes in the reports bucket. */
export const REPORTS = 'reports';
export const CACHE = 'cache';

/** The settings that all projects of a review share. */
export interface ReviewSetting {
  readonly scanners: readonly DependencyScanner[];
  readonly prepare: readonly string[];
  readonly buildImage: codebuild.IBuildImage;
  readonly computeType: codebuild.ComputeType;
  readonly timeout: Duration;
  readonly encryptionKey: kms.IKey;
  readonly reportsBucket: s3.IBucket;
  readonly logGroup: logs.ILogGroup;
  readonly notifications: Notifications;
  readonly maxSilence: Duration;
}

/** A project that runs reviews, with the rules and the alarm that report its results. */
export class ReviewProject extends Construct {
  public readonly project: codebuild.Project;
  public readonly rules: events.Rule[];
  public readonly silenceAlarm: cloudwatch.Alarm;
  private readonly statements: iam.PolicyStatement[] = [];

  /**
   * @param source the source that is reviewed; if it is omitted, a pipeline provides the input
   * @param access the credentials with which AWS CodeBuild reads the source
   */
  constructor(
    scope: Construct,
    id: string,
    private readonly setting: ReviewSetting,
    source?: codebuild.ISource,
    access?: SourceAccess,
  ) {
    super(scope, id);
    this.project = this.makeProject(source);
    if (access) this.giveAccess(access);
    this.allow();
    this.acknowledge();
    this.rules = this.tell(setting.notifications);
    this.silenceAlarm = this.alarm(setting.notifications);
  }

  private makeProject(source?: codebuild.ISource): codebuild.Project {
    const { scanners, prepare, buildImage, computeType, timeout, encryptionKey, logGroup, reportsBucket } = this.setting;
    const needs = scanners.map(({ _needs }) => _needs);
    const runner = path.join(shippedAsset('dependency-review'), 'index.js');
    const asset = new s3_assets.Asset(this, 'Runner', { path: runner });
    const plan = { scanners: scanners.map(({ _plan }) => _plan), reports: reportsBucket.s3UrlForObject(REPORTS) };
    const variables = {
      ...REVIEW_FOLDERS,
      SEC3_REVIEW_RUNNER: asset.s3ObjectUrl,
      SEC3_REVIEW_RUNNER_SHA256: createHash('sha256').update(fs.readFileSync(runner)).digest('hex'),
      SEC3_REVIEW_PLAN: Stack.of(this).toJsonString(plan),
    };
    const props: codebuild.CommonProjectProps = {
      description: `Reviews dependencies: ${scanners.map(({ _plan }) => _plan.name).join(', ')}`,
      buildSpec: reviewBuildSpec(prepare, needs),
      environment: { buildImage, computeType, privileged: false },
      environmentVariables: Object.fromEntries(Object.entries(variables).map(([name, value]) => [name, { value }])),
      encryptionKey,
      timeout,
      logging: { cloudWatch: { logGroup } },
      grantReportGroupPermissions: false,
    };
    const project = source
      ? new codebuild.Project(this, 'Project', { ...props, source })
      : new codebuild.PipelineProject(this, 'Project', props);
    // Asset.grantRead of the CDK would grant access to all staged assets.
    this.statements.push(new iam.PolicyStatement({ sid: 'Runner', actions: ['s3:GetObject'], resources: [asset.bucket.arnForObjects(asset.s3ObjectKey)] }));
    this.statements.push(decryptStagedAssets(Stack.of(this), asset));
    if (needs.some(({ cache }) => cache)) {
      // Cache.bucket of the CDK would let the project write to the whole bucket.
      const resource = project.node.defaultChild as codebuild.CfnProject;
      resource.cache = { type: 'S3', location: `${reportsBucket.bucketName}/${CACHE}` };
    }
    return project;
  }

  private giveAccess({ _auth, _statements, _secret }: SourceAccess): void {
    const resource = this.project.node.defaultChild as codebuild.CfnProject;
    resource.addPropertyOverride('Source.Auth', _auth && { Type: _auth.type, Resource: _auth.resource });
    if (_statements.length === 0) return;
    // AWS CodeBuild creates the webhook with the role of the project, which needs the permissions before.
    const policy = new iam.Policy(this, 'SourceAccess', { statements: [..._statements], roles: [this.project.role!] });
    resource.node.addDependency(policy);
    _secret?.grantRead(this.project);
  }

  private allow(): void {
    const { scanners, reportsBucket } = this.setting;
    const needs = scanners.map(({ _needs }) => _needs);
    this.statements.push(new iam.PolicyStatement({ sid: 'Reports', actions: ['s3:PutObject'], resources: [reportsBucket.arnForObjects(`${REPORTS}/*`)] }));
    if (needs.some(({ cache }) => cache)) {
      this.statements.push(
        new iam.PolicyStatement({ sid: 'Cache', actions: ['s3:GetObject', 's3:PutObject'], resources: [reportsBucket.arnForObjects(`${CACHE}/*`)] }),
      );
    }
    for (const statement of this.statements) this.project.addToRolePolicy(statement);
    const { encryptionKey } = reportsBucket;
    if (encryptionKey && encryptionKey !== this.setting.encryptionKey) encryptionKey.grantEncryptDecrypt(this.project);
    for (const secret of new Set(needs.flatMap(({ secrets }) => secrets))) secret.grantRead(this.project);
  }

  /** Acknowledges the permissions that the CDK grants to each project, and those that can't be narrowed further. */
  private acknowledge(): void {
    const stack = Stack.of(this);
    acknowledgeStagedAssetsKey(this.project.role!);
    const { reportsBucket } = this.setting;
    const streams = stack.formatArn({
      service: 'logs',
      resource: 'log-group',
      resourceName: `/aws/codebuild/${this.project.projectName}:*`,
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    });
    for (const [finding, reason] of [
      ['Action::kms:GenerateDataKey*', 'The CDK grants use of a key by these actions; it is the one key of the project'],
      ['Action::kms:ReEncrypt*', 'The CDK grants use of a key by these actions; it is the one key of the project'],
      [`Resource::${nagText(stack, reportsBucket.arnForObjects(`${REPORTS}/*`))}`, 'Each review writes reports under a name of its own'],
      [`Resource::${nagText(stack, reportsBucket.arnForObjects(`${CACHE}/*`))}`, 'AWS CodeBuild names what it keeps for the next build'],
      [`Resource::${nagText(stack, streams)}`, 'Each build writes to a stream of its own'],
    ]) {
      Validations.of(this.project.role!).acknowledge({ id: `AwsSolutions::AwsSolutions-IAM5[${finding}]`, reason });
    }
  }

  private tell(notifications: Notifications): events.Rule[] {
    const message = (summary: string) =>
      events.RuleTargetInput.fromObject({
        summary,
        project: events.EventField.fromPath('$.detail.project-name'),
        phase: events.EventField.fromPath('$.detail.completed-phase'),
        status: events.EventField.fromPath('$.detail.completed-phase-status'),
        reason: events.EventField.fromPath('$.detail.completed-phase-context'),
        build: events.EventField.fromPath('$.detail.build-id'),
        logs: events.EventField.fromPath('$.detail.additional-information.logs.deep-link'),
        reports: this.setting.reportsBucket.s3UrlForObject(REPORTS),
        time: events.EventField.time,
      });
    const rule = (id: string, summary: string, detail: { [name: string]: unknown }) => {
      const eventPattern = {
        source: ['aws.codebuild'],
        detailType: ['CodeBuild Build Phase Change'],
        detail: { 'project-name': [this.project.projectName], ...detail },
      };
      return notifications.rule(`${this.node.id}${id}`, { description: summary, eventPattern, message: message(summary) });
    };
    return [
      rule('Findings', 'A review of dependencies found something', { 'completed-phase': ['POST_BUILD'], 'completed-phase-status': ['FAILED'] }),
      rule('Failure', 'A review of dependencies failed: nothing is known of the dependencies', {
        $or: [
          { 'completed-phase': [{ 'anything-but': ['POST_BUILD'] }], 'completed-phase-status': ['FAILED'] },
          { 'completed-phase-status': ['FAULT', 'TIMED_OUT', 'STOPPED'] },
        ],
      }),
    ];
  }

  private alarm(notifications: Notifications): cloudwatch.Alarm {
    const days = this.setting.maxSilence.toDays();
    return notifications.alarm(`${this.node.id}SilenceAlarm`, {
      metric: this.project.metricSucceededBuilds({ statistic: 'Sum', period: Duration.days(1) }),
      alarmDescription: `No review of dependencies has been clean for ${days} days: none ran, all failed, or findings are open`,
      threshold: 1,
      comparisonOperator: cloudwatch.ComparisonOperator.LESS_THAN_THRESHOLD,
      evaluationPeriods: days,
      datapointsToAlarm: days,
      treatMissingData: cloudwatch.TreatMissingData.BREACHING,
    });
  }
}
