import { App, Duration, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as codebuild from 'aws-cdk-lib/aws-codebuild';
import * as codecommit from 'aws-cdk-lib/aws-codecommit';
import * as codepipeline from 'aws-cdk-lib/aws-codepipeline';
import * as codepipeline_actions from 'aws-cdk-lib/aws-codepipeline-actions';
import * as events from 'aws-cdk-lib/aws-events';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import * as pipelines from 'aws-cdk-lib/pipelines';
import { DependencyReview, DependencyReviewProps } from '../../../lib/dependencies/review/dependency-review';
import { DependencyScanner } from '../../../lib/dependencies/review/dependency-scanner';
import { ManualReview } from '../../../lib/dependencies/review/manual-review';
import { dependencyReviewScheduled } from '../../../lib/dependencies/rules/dependency-review-scheduled';
import { check, workloadOfStack } from '../../gate/harness';
import { packFindings } from '../../secure/packs';

jest.setTimeout(120_000);

const DOWNLOAD = { version: '1.0.0', sha256: 'a'.repeat(64) };

const source = () => codebuild.Source.gitHub({ owner: 'example', repo: 'orders', webhook: true });

const token = (stack: Stack) =>
  secretsmanager.Secret.fromSecretCompleteArn(stack, 'Token', 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:token-AbCdEf');

function reviewed(props: (stack: Stack) => DependencyReviewProps = () => ({ source: source() })) {
  const stack = new Stack(new App(), 'Orders');
  const review = new DependencyReview(stack, 'Review', props(stack));
  return { stack, review, template: Template.fromStack(stack) };
}

function projectOf(template: Template): any {
  const projects = Object.values(template.findResources('AWS::CodeBuild::Project'));
  expect(projects).toHaveLength(1);
  return projects[0].Properties;
}

const specOf = (template: Template) => JSON.parse(projectOf(template).Source.BuildSpec);

function variableOf(template: Template, name: string): any {
  return projectOf(template).Environment.EnvironmentVariables.find(({ Name }: any) => Name === name).Value;
}

function statementsOf(template: Template): any[] {
  return Object.entries(template.findResources('AWS::IAM::Policy'))
    .filter(([id]) => id.includes('ProjectRole'))
    .flatMap(([, { Properties }]) => Properties.PolicyDocument.Statement);
}

describe('the project', () => {
  const { template } = reviewed();

  it('is not privileged, and under a key of its own that is rotated', () => {
    const [key] = Object.keys(template.findResources('AWS::KMS::Key')).filter((id) => /^ReviewKey/.test(id));
    template.hasResourceProperties('AWS::CodeBuild::Project', {
      Environment: { PrivilegedMode: false, Image: 'aws/codebuild/amazonlinux-x86_64-standard:5.0', ComputeType: 'BUILD_GENERAL1_MEDIUM' },
      EncryptionKey: { 'Fn::GetAtt': [key, 'Arn'] },
      TimeoutInMinutes: 60,
      Triggers: { Webhook: true },
      Cache: { Type: 'NO_CACHE' },
      VpcConfig: Match.absent(),
    });
    for (const { Properties } of Object.values(template.findResources('AWS::KMS::Key'))) expect(Properties.EnableKeyRotation).toBe(true);
    template.hasResourceProperties('AWS::Logs::LogGroup', { RetentionInDays: 365 });
  });

  it('runs what this package ships, and nothing else under that name', () => {
    expect(variableOf(template, 'SEC3_REVIEW_RUNNER')).toEqual({ 'Fn::Sub': expect.stringMatching(/^s3:\/\/cdk-.*\.js$/) });
    expect(variableOf(template, 'SEC3_REVIEW_RUNNER_SHA256')).toMatch(/^[0-9a-f]{64}$/);
    expect(specOf(template).phases.pre_build.commands).toEqual([
      'mkdir -p "$SEC3_REVIEW_HOME"',
      'aws s3 cp --only-show-errors "$SEC3_REVIEW_RUNNER" "$SEC3_REVIEW_HOME/review.js"',
      'echo "$SEC3_REVIEW_RUNNER_SHA256  $SEC3_REVIEW_HOME/review.js" | sha256sum --check --status',
      'npm ci --ignore-scripts',
    ]);
  });

  it('reviews in one phase and judges in another, and passes over no exit code', () => {
    const { phases } = specOf(template);
    expect(phases.build.commands).toEqual(['node "$SEC3_REVIEW_HOME/review.js" review']);
    expect(phases.post_build.commands).toEqual(['if [ -f "$SEC3_REVIEW_HOME/reports/results.json" ]; then node "$SEC3_REVIEW_HOME/review.js" verdict; fi']);
    expect(projectOf(template).Source.BuildSpec).not.toMatch(/\|\||set \+e|on-failure/);
  });

  it('may read the runner, write reports and logs, use its key, and no more', () => {
    const [bucket] = Object.keys(template.findResources('AWS::S3::Bucket'));
    expect(statementsOf(template).map(({ Action }) => Action)).toEqual([
      ['logs:CreateLogStream', 'logs:PutLogEvents'],
      ['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents'],
      ['kms:Decrypt', 'kms:Encrypt', 'kms:ReEncrypt*', 'kms:GenerateDataKey*'],
      's3:GetObject',
      'kms:Decrypt',
      's3:PutObject',
    ]);
    expect(statementsOf(template)[4]).toMatchObject({ Sid: 'StagedAssetsKey', Condition: { StringEquals: { 'kms:ViaService': expect.anything() } } });
    expect(statementsOf(template)[5].Resource).toEqual({ 'Fn::Join': ['', [{ 'Fn::GetAtt': [bucket, 'Arn'] }, '/reports/*']] });
    expect(JSON.stringify(statementsOf(template)[3].Resource)).toMatch(/\/[0-9a-f]{64}\.js"/);
  });

  it('knows where secrets are, and not what they hold', () => {
    const { template: other } = reviewed((stack) => ({ source: source(), scanners: [DependencyScanner.snyk({ ...DOWNLOAD, token: token(stack) })] }));
    expect(JSON.stringify(variableOf(other, 'SEC3_REVIEW_PLAN'))).toContain('secret:token-AbCdEf');
    expect(projectOf(other).Environment.EnvironmentVariables.map(({ Type }: any) => Type)).toEqual(Array(5).fill('PLAINTEXT'));
    expect(statementsOf(other).at(-1)).toMatchObject({
      Action: ['secretsmanager:GetSecretValue', 'secretsmanager:DescribeSecret'],
      Resource: 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:token-AbCdEf',
    });
  });

  it('keeps the data of the NVD for the next review, and has Java for it', () => {
    const { template: other } = reviewed(() => ({ source: source(), scanners: [DependencyScanner.owaspDependencyCheck(DOWNLOAD)] }));
    const [bucket] = Object.keys(other.findResources('AWS::S3::Bucket'));
    expect(projectOf(other).Cache).toEqual({ Type: 'S3', Location: { 'Fn::Join': ['', [{ Ref: bucket }, '/cache']] } });
    expect(specOf(other).cache).toEqual({ paths: ['/root/.cache/sec3-review/**/*'] });
    expect(specOf(other).phases.install['runtime-versions']).toEqual({ nodejs: '22', java: 'corretto21' });
    expect(statementsOf(other).find(({ Sid }) => Sid === 'Cache')).toMatchObject({ Action: ['s3:GetObject', 's3:PutObject'] });
  });

  it('synthesizes where a scanner reads the cloud assembly, and has Python for Semgrep', () => {
    const { template: other } = reviewed(() => ({ source: source(), scanners: [DependencyScanner.gate(), DependencyScanner.semgrep({ configs: ['rules'] })] }));
    expect(specOf(other).phases.pre_build.commands.slice(3)).toEqual(['npm ci --ignore-scripts', 'npx cdk synth --quiet']);
    expect(specOf(other).phases.install['runtime-versions']).toEqual({ nodejs: '22', python: '3.13' });
  });

  it('takes what it is given', () => {
    const { template: other, review } = reviewed((stack) => ({
      source: source(),
      prepare: ['make'],
      timeout: Duration.minutes(20),
      computeType: codebuild.ComputeType.LARGE,
      encryptionKey: new kms.Key(stack, 'Given'),
      reportsBucket: new s3.Bucket(stack, 'Bucket', { encryptionKey: new kms.Key(stack, 'BucketKey') }),
    }));
    other.hasResourceProperties('AWS::CodeBuild::Project', { TimeoutInMinutes: 20, Environment: { ComputeType: 'BUILD_GENERAL1_LARGE' } });
    expect(specOf(other).phases.pre_build.commands.at(-1)).toBe('make');
    other.resourceCountIs('AWS::S3::Bucket', 1);
    expect(statementsOf(other).filter(({ Action }) => Action.includes('kms:GenerateDataKey*')).map(({ Resource }) => Resource['Fn::GetAtt'][0])).toEqual([
      expect.stringMatching(/^Given/), expect.stringMatching(/^BucketKey/),
    ]);
    expect(review.reportsUrl).toContain('/s3/buckets/');
  });
});

test('reports are encrypted, versioned, private, for TLS alone, and end after a year', () => {
  const { template } = reviewed();
  template.hasResource('AWS::S3::Bucket', {
    DeletionPolicy: 'Retain',
    Properties: {
      BucketEncryption: { ServerSideEncryptionConfiguration: [{ BucketKeyEnabled: true, ServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms' } }] },
      VersioningConfiguration: { Status: 'Enabled' },
      PublicAccessBlockConfiguration: { BlockPublicAcls: true, BlockPublicPolicy: true, IgnorePublicAcls: true, RestrictPublicBuckets: true },
      LifecycleConfiguration: { Rules: Match.arrayWith([Match.objectLike({ Prefix: 'reports/', ExpirationInDays: 365 })]) },
    },
  });
  template.hasResourceProperties('AWS::S3::BucketPolicy', {
    PolicyDocument: { Statement: Match.arrayWith([Match.objectLike({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } })]) },
  });
});

describe('who is told', () => {
  const { template } = reviewed();
  const [project] = Object.keys(template.findResources('AWS::CodeBuild::Project'));
  const rule = (detail: object) => ({
    EventPattern: { 'source': ['aws.codebuild'], 'detail-type': ['CodeBuild Build Phase Change'], 'detail': { 'project-name': [{ Ref: project }], ...detail } },
    Targets: [Match.objectLike({ Arn: { Ref: Match.stringLikeRegexp('^ReviewTopic') }, DeadLetterConfig: Match.anyValue() })],
  });

  it('of findings', () => {
    template.hasResourceProperties('AWS::Events::Rule', rule({ 'completed-phase': ['POST_BUILD'], 'completed-phase-status': ['FAILED'] }));
  });

  it('of a review that failed, in whatever phase', () => {
    template.hasResourceProperties('AWS::Events::Rule', rule({
      $or: [
        { 'completed-phase': [{ 'anything-but': ['POST_BUILD'] }], 'completed-phase-status': ['FAILED'] },
        { 'completed-phase-status': ['FAULT', 'TIMED_OUT', 'STOPPED'] },
      ],
    }));
  });

  it('of silence, where no data is the worst', () => {
    const { template: other } = reviewed(() => ({ source: source(), maxSilence: Duration.days(7) }));
    other.hasResourceProperties('AWS::CloudWatch::Alarm', {
      Namespace: 'AWS/CodeBuild',
      MetricName: 'SucceededBuilds',
      Period: 86400,
      EvaluationPeriods: 7,
      DatapointsToAlarm: 7,
      Threshold: 1,
      ComparisonOperator: 'LessThanThreshold',
      TreatMissingData: 'breaching',
      AlarmActions: [{ Ref: Match.stringLikeRegexp('^ReviewTopic') }],
    });
  });
});

describe('when', () => {
  it('once a day, if not told otherwise', () => {
    reviewed().template.hasResourceProperties('AWS::Events::Rule', { ScheduleExpression: 'rate(1 day)', Targets: [Match.objectLike({ DeadLetterConfig: Match.anyValue() })] });
    const weekly = reviewed(() => ({ source: source(), schedule: events.Schedule.cron({ weekDay: 'MON', hour: '6', minute: '0' }) }));
    weekly.template.hasResourceProperties('AWS::Events::Rule', { ScheduleExpression: 'cron(0 6 ? * MON *)' });
  });

  it('satisfies the rule DependencyReviewScheduled', () => {
    const workload = workloadOfStack((stack) => {
      new lambda.CfnFunction(stack, 'Fn', { role: 'arn:aws:iam::111122223333:role/fn', code: { s3Bucket: 'code', s3Key: 'k' } });
      new DependencyReview(stack, 'Review', { source: source() });
    });
    expect(check(dependencyReviewScheduled, workload)).toEqual([]);
  });

  it('in CDK Pipelines, with the reports where ManualReview looks for them', () => {
    const stack = new Stack(new App(), 'Orders');
    const review = new DependencyReview(stack, 'Review');
    expect(review.pipelineProject).toBeUndefined();
    const input = pipelines.CodePipelineSource.codeCommit(codecommit.Repository.fromRepositoryName(stack, 'Repo', 'orders'), 'main');
    const pipeline = new pipelines.CodePipeline(stack, 'Pipeline', { synth: new pipelines.ShellStep('Synth', { input, commands: ['npx cdk synth'] }), selfMutation: false });
    const manual = new ManualReview(stack, 'Manual', { reportsUrl: review.pipelineReportsUrl }).step();
    pipeline.addWave('Review', { pre: [review.step('Dependencies', input)], post: [manual] });
    const template = Template.fromStack(stack);
    const projects = template.findResources('AWS::CodeBuild::Project', { Properties: { Description: Match.stringLikeRegexp('^Reviews') } });
    const [[project, { Properties }]] = Object.entries(projects);
    expect(Properties.Source.Type).toBe('CODEPIPELINE');
    expect(review.pipelineProject).toBeDefined();
    expect(review.rules).toHaveLength(2);
    expect(review.silenceAlarms).toHaveLength(1);
    const id = '#{codepipeline.PipelineExecutionId}';
    template.hasResourceProperties('AWS::CodePipeline::Pipeline', {
      Stages: Match.arrayWith([
        Match.objectLike({
          Name: 'Review',
          Actions: [
            Match.objectLike({
              Name: 'Dependencies',
              InputArtifacts: [Match.anyValue()],
              Configuration: { ProjectName: { Ref: project }, EnvironmentVariables: JSON.stringify([{ name: 'SEC3_REVIEW_ID', type: 'PLAINTEXT', value: id }]) },
            }),
            Match.objectLike({
              Name: 'ManualReview',
              Configuration: Match.objectLike({ ExternalEntityLink: { 'Fn::Join': ['', Match.arrayWith([`&prefix=reports/${id}/`])] } }),
            }),
          ],
        }),
      ]),
    });
  });

  it('in AWS CodePipeline, by one project for all actions', () => {
    const stack = new Stack(new App(), 'Orders');
    const review = new DependencyReview(stack, 'Review', { source: source() });
    const input = new codepipeline.Artifact();
    const bucket = s3.Bucket.fromBucketName(stack, 'Bucket', 'orders');
    new codepipeline.Pipeline(stack, 'Pipeline', {
      stages: [
        { stageName: 'Source', actions: [new codepipeline_actions.S3SourceAction({ actionName: 'S3', bucket, bucketKey: 'orders.zip', output: input })] },
        { stageName: 'Review', actions: [review.action({ input }), review.action({ input, actionName: 'Again', runOrder: 2 })] },
      ],
    });
    const template = Template.fromStack(stack);
    template.resourceCountIs('AWS::CodeBuild::Project', 2);
    template.hasResourceProperties('AWS::CodePipeline::Pipeline', {
      Stages: Match.arrayWith([Match.objectLike({ Actions: [Match.objectLike({ Name: 'DependencyReview' }), Match.objectLike({ Name: 'Again', RunOrder: 2 })] })]),
    });
  });
});

describe('refuses', () => {
  it('all that is wrong at once', () => {
    expect(() => reviewed((stack) => ({
      scanners: [DependencyScanner.gate(), DependencyScanner.gate()],
      schedule: events.Schedule.rate(Duration.days(1)),
      maxSilence: Duration.days(8),
      reportRetention: Duration.hours(12),
      reportsBucket: s3.Bucket.fromBucketName(stack, 'Bucket', 'reports'),
    }))).toThrow(
      '[Orders/Review] scanners has gate twice, which would write the same report: leave one out; ' +
        'schedule is given without source, of which it starts reviews: give source, or schedule the pipeline; ' +
        'maxSilence is 8 days; 1 to 7 whole days are expected; reportRetention is 0.5 days; one or more whole days are expected; ' +
        'reportRetention is for the bucket of its own, but reportsBucket gives it another',
    );
    expect(() => reviewed(() => ({ scanners: [] }))).toThrow('scanners is empty; a review by nobody is always clean');
  });

  it('a review of nothing', () => {
    const app = new App();
    new DependencyReview(new Stack(app, 'Orders'), 'Review');
    expect(() => app.synth()).toThrow('It reviews nothing: give source, or put step() or action() into a pipeline');
  });

  it('a step that hands nothing over', () => {
    const review = new DependencyReview(new Stack(), 'Review');
    expect(() => review.step('Dependencies', new pipelines.ManualApprovalStep('Approve'))).toThrow("DependencyReview.step('Dependencies'): input has no output to review");
  });
});

test.each<[string, (stack: Stack) => DependencyScanner[] | undefined]>([
  ['the scanners that it has by itself', () => undefined],
  ['a cache and a secret', (stack) => [DependencyScanner.owaspDependencyCheck({ ...DOWNLOAD, nvdApiKey: token(stack) })]],
])('with %s it passes the gate, both packs of cdk-nag and the CDK’s validator', (_, scanners) => {
  const { open } = packFindings((stack) => void new DependencyReview(stack, 'Review', { source: source(), scanners: scanners(stack) }));
  expect(open).toEqual([]);
});
