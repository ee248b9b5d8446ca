import { App, CfnParameter, Duration, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as codebuild from 'aws-cdk-lib/aws-codebuild';
import * as codecommit from 'aws-cdk-lib/aws-codecommit';
import * as codepipeline from 'aws-cdk-lib/aws-codepipeline';
import * as codepipeline_actions from 'aws-cdk-lib/aws-codepipeline-actions';
import * as events from 'aws-cdk-lib/aws-events';
import * as targets from 'aws-cdk-lib/aws-events-targets';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import * as pipelines from 'aws-cdk-lib/pipelines';
import { DependencyReview, DependencyReviewProps } from '../../../lib/dependencies/review/dependency-review';
import { DependencyScanner } from '../../../lib/dependencies/review/dependency-scanner';
import { GitLabSource } from '../../../lib/dependencies/review/git-lab-source';
import { ManualReview } from '../../../lib/dependencies/review/manual-review';
import { SourceAccess } from '../../../lib/dependencies/review/source-access';
import { dependencyReviewScheduled } from '../../../lib/dependencies/rules/dependency-review-scheduled';
import { check, workloadOfStack } from '../../gate/harness';
import { packFindings } from '../../secure/packs';

jest.setTimeout(120_000);

const DOWNLOAD = { version: '1.0.0', sha256: 'a'.repeat(64) };

const CONNECTION = 'arn:aws:codeconnections:eu-west-1:111122223333:connection/1a2b3c4d-0000-1111-2222-333344445555';

const webhookFilters = [codebuild.FilterGroup.inEventOf(codebuild.EventAction.PUSH)];
const source = () => codebuild.Source.gitHub({ owner: 'example', repo: 'orders', webhook: true, webhookFilters });
const sourceAccess = SourceAccess.accountCredentials();

const token = (stack: Stack) =>
  secretsmanager.Secret.fromSecretCompleteArn(stack, 'Token', 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:token-AbCdEf');

function reviewed(props: (stack: Stack) => DependencyReviewProps = () => ({ source: source(), sourceAccess })) {
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

  it('is not privileged, and is encrypted with a rotated key', () => {
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

  it('runs the program of this package, pinned by its hash', () => {
    expect(variableOf(template, 'SEC3_REVIEW_RUNNER')).toEqual({ 'Fn::Sub': expect.stringMatching(/^s3:\/\/cdk-.*\.js$/) });
    expect(variableOf(template, 'SEC3_REVIEW_RUNNER_SHA256')).toMatch(/^[0-9a-f]{64}$/);
    expect(specOf(template).phases.pre_build.commands).toEqual([
      'mkdir -p "$SEC3_REVIEW_HOME"',
      'aws s3 cp --only-show-errors "$SEC3_REVIEW_RUNNER" "$SEC3_REVIEW_HOME/review.js"',
      'echo "$SEC3_REVIEW_RUNNER_SHA256  $SEC3_REVIEW_HOME/review.js" | sha256sum --check --status',
      'npm ci --ignore-scripts',
    ]);
  });

  it('reviews in one phase, evaluates results in another, and ignores no exit code', () => {
    const { phases } = specOf(template);
    expect(phases.build.commands).toEqual(['node "$SEC3_REVIEW_HOME/review.js" review']);
    expect(phases.post_build.commands).toEqual(['if [ -f "$SEC3_REVIEW_HOME/reports/results.json" ]; then node "$SEC3_REVIEW_HOME/review.js" verdict; fi']);
    expect(projectOf(template).Source.BuildSpec).not.toMatch(/\|\||set \+e|on-failure/);
  });

  it('has permission only to read the runner, write reports and logs, and use its key', () => {
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

  it('has references to secrets, not their values', () => {
    const { template: other } = reviewed((stack) => ({
      source: source(), sourceAccess, scanners: [DependencyScanner.snyk({ ...DOWNLOAD, token: token(stack) })],
    }));
    expect(JSON.stringify(variableOf(other, 'SEC3_REVIEW_PLAN'))).toContain('secret:token-AbCdEf');
    expect(projectOf(other).Environment.EnvironmentVariables.map(({ Type }: any) => Type)).toEqual(Array(5).fill('PLAINTEXT'));
    expect(statementsOf(other).at(-1)).toMatchObject({
      Action: ['secretsmanager:GetSecretValue', 'secretsmanager:DescribeSecret'],
      Resource: 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:token-AbCdEf',
    });
  });

  it('caches the data of the NVD, and has Java', () => {
    const { template: other } = reviewed(() => ({ source: source(), sourceAccess, scanners: [DependencyScanner.owaspDependencyCheck(DOWNLOAD)] }));
    const [bucket] = Object.keys(other.findResources('AWS::S3::Bucket'));
    expect(projectOf(other).Cache).toEqual({ Type: 'S3', Location: { 'Fn::Join': ['', [{ Ref: bucket }, '/cache']] } });
    expect(specOf(other).cache).toEqual({ paths: ['/root/.cache/sec3-review/**/*'] });
    expect(specOf(other).phases.install['runtime-versions']).toEqual({ nodejs: '22', java: 'corretto21' });
    expect(statementsOf(other).find(({ Sid }) => Sid === 'Cache')).toMatchObject({ Action: ['s3:GetObject', 's3:PutObject'] });
  });

  it('synthesizes if a scanner reads the cloud assembly, and has Python for Semgrep', () => {
    const { template: other } = reviewed(() => ({
      source: source(), sourceAccess, scanners: [DependencyScanner.gate(), DependencyScanner.semgrep({ configs: ['rules'] })],
    }));
    expect(specOf(other).phases.pre_build.commands.slice(3)).toEqual(['npm ci --ignore-scripts', 'npx cdk synth --quiet']);
    expect(specOf(other).phases.install['runtime-versions']).toEqual({ nodejs: '22', python: '3.13' });
  });

  it('takes all props', () => {
    const { template: other, review } = reviewed((stack) => ({
      source: source(),
      sourceAccess,
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

test('reports are encrypted, versioned, private, only with TLS, and expire after a year', () => {
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

describe('who is notified', () => {
  const { template } = reviewed();
  const [project] = Object.keys(template.findResources('AWS::CodeBuild::Project'));
  const rule = (detail: object) => ({
    EventPattern: { 'source': ['aws.codebuild'], 'detail-type': ['CodeBuild Build Phase Change'], 'detail': { 'project-name': [{ Ref: project }], ...detail } },
    Targets: [Match.objectLike({ Arn: { Ref: Match.stringLikeRegexp('^ReviewTopic') }, DeadLetterConfig: Match.anyValue() })],
  });

  it('of findings', () => {
    template.hasResourceProperties('AWS::Events::Rule', rule({ 'completed-phase': ['POST_BUILD'], 'completed-phase-status': ['FAILED'] }));
  });

  it('of a failed review, in any phase', () => {
    template.hasResourceProperties('AWS::Events::Rule', rule({
      $or: [
        { 'completed-phase': [{ 'anything-but': ['POST_BUILD'] }], 'completed-phase-status': ['FAILED'] },
        { 'completed-phase-status': ['FAULT', 'TIMED_OUT', 'STOPPED'] },
      ],
    }));
  });

  it('of missing successful reviews, also if there are no data', () => {
    const { template: other } = reviewed(() => ({ source: source(), sourceAccess, maxSilence: Duration.days(7) }));
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
  it('once a day by default', () => {
    reviewed().template.hasResourceProperties('AWS::Events::Rule', { ScheduleExpression: 'rate(1 day)', Targets: [Match.objectLike({ DeadLetterConfig: Match.anyValue() })] });
    const weekly = reviewed(() => ({ source: source(), sourceAccess, schedule: events.Schedule.cron({ weekDay: 'MON', hour: '6', minute: '0' }) }));
    weekly.template.hasResourceProperties('AWS::Events::Rule', { ScheduleExpression: 'cron(0 6 ? * MON *)' });
  });

  it('satisfies the rule DependencyReviewScheduled', () => {
    const workload = workloadOfStack((stack) => {
      new lambda.CfnFunction(stack, 'Fn', { role: 'arn:aws:iam::111122223333:role/fn', code: { s3Bucket: 'code', s3Key: 'k' } });
      new DependencyReview(stack, 'Review', { source: source(), sourceAccess });
    });
    expect(check(dependencyReviewScheduled, workload)).toEqual([]);
  });

  it('in CDK Pipelines, with the reports at the URL in ManualReview', () => {
    const stack = new Stack(new App(), 'Orders');
    const review = new DependencyReview(stack, 'Review');
    expect(review.pipelineProject).toBeUndefined();
    const input = pipelines.CodePipelineSource.codeCommit(codecommit.Repository.fromRepositoryName(stack, 'Repo', 'orders'), 'main');
    const pipeline = new pipelines.CodePipeline(stack, 'Pipeline', { synth: new pipelines.ShellStep('Synth', { input, commands: ['npx cdk synth'] }), selfMutation: false });
    const manual = new ManualReview(stack, 'Manual', { reportsUrl: review.pipelineReportsUrl }).step();
    const dependencies = review.step('Dependencies', input);
    manual.addStepDependency(dependencies);
    pipeline.addWave('Review', { pre: [dependencies, manual] });
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
              RunOrder: 2,
              Configuration: Match.objectLike({ ExternalEntityLink: { 'Fn::Join': ['', Match.arrayWith([`&prefix=reports/${id}/`])] } }),
            }),
          ],
        }),
      ]),
    });
  });

  it('in AWS CodePipeline, by one project for all actions', () => {
    const stack = new Stack(new App(), 'Orders');
    const review = new DependencyReview(stack, 'Review', { source: source(), sourceAccess });
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

describe('rejects', () => {
  it('invalid props, naming all problems', () => {
    expect(() => reviewed((stack) => ({
      scanners: [DependencyScanner.gate(), DependencyScanner.gate()],
      schedule: events.Schedule.rate(Duration.days(1)),
      maxSilence: Duration.days(8),
      reportRetention: Duration.hours(12),
      reportsBucket: s3.Bucket.fromBucketName(stack, 'Bucket', 'reports'),
    }))).toThrow(
      '[Orders/Review] scanners has gate twice, which would write the same report: leave one out; ' +
        'schedule is set without source, which its reviews need: set source, or schedule the pipeline; ' +
        'maxSilence is 8 days; whole days from 1 to 7 are expected; reportRetention is 12 hours; whole days from 1 on are expected; ' +
        'reportRetention applies only to the default bucket, but reportsBucket is set',
    );
    expect(() => reviewed(() => ({ scanners: [] }))).toThrow('scanners is empty; a review without scanners is always clean');
  });

  it('a review without a source or a pipeline', () => {
    const app = new App();
    new DependencyReview(new Stack(app, 'Orders'), 'Review');
    expect(() => app.synth()).toThrow('It reviews nothing: set source, or add step() or action() to a pipeline');
  });

  it('a step without an output', () => {
    const review = new DependencyReview(new Stack(), 'Review');
    expect(() => review.step('Dependencies', new pipelines.ManualApprovalStep('Approve'))).toThrow("DependencyReview.step('Dependencies'): input has no output to review");
  });
});

test.each<[string, (stack: Stack) => DependencyScanner[] | undefined]>([
  ['the default scanners', () => undefined],
  ['a cache and a secret', (stack) => [DependencyScanner.owaspDependencyCheck({ ...DOWNLOAD, nvdApiKey: token(stack) })]],
])('with %s, passes the gate, both packs of cdk-nag and the CDK’s validator', (_, scanners) => {
  const { open } = packFindings((stack) => void new DependencyReview(stack, 'Review', { source: source(), sourceAccess, scanners: scanners(stack) }));
  expect(open).toEqual([]);
});

describe('access to the source', () => {
  const gitHub = (webhook?: boolean) => codebuild.Source.gitHub({ owner: 'example', repo: 'orders', webhook });
  const gitLab = (httpsCloneUrl = 'https://gitlab.com/example/orders.git') => new GitLabSource({ httpsCloneUrl });
  const bitBucket = () => codebuild.Source.bitBucket({ owner: 'example', repo: 'orders', webhook: true });
  const enterprise = () => codebuild.Source.gitHubEnterprise({ httpsCloneUrl: 'https://github.example.com/example/orders.git' });
  const codeCommit = (stack: Stack) => codebuild.Source.codeCommit({ repository: codecommit.Repository.fromRepositoryName(stack, 'Repo', 'orders') });

  it.each<[string, () => codebuild.ISource, string]>([
    ['GitHub', () => gitHub(true), 'GITHUB'],
    ['GitHub Enterprise', enterprise, 'GITHUB_ENTERPRISE'],
    ['Bitbucket', bitBucket, 'BITBUCKET'],
    ['GitLab', gitLab, 'GITLAB'],
    ['a self-managed GitLab', () => gitLab('https://git.example.com/orders.git'), 'GITLAB_SELF_MANAGED'],
  ])('with a connection, for %s: the role gets the permission before the project is created', (_, from, type) => {
    const { template } = reviewed(() => ({ source: from(), sourceAccess: SourceAccess.connection(CONNECTION) }));
    expect(projectOf(template).Source).toMatchObject({ Type: type, Auth: { Type: 'CODECONNECTIONS', Resource: CONNECTION }, Location: expect.stringMatching(/orders\.git$/) });
    const [[id, policy]] = Object.entries(template.findResources('AWS::IAM::Policy')).filter(([name]) => name.includes('SourceAccess'));
    expect(policy.Properties.PolicyDocument.Statement).toEqual([
      { Sid: 'Connection', Effect: 'Allow', Action: ['codeconnections:GetConnection', 'codeconnections:GetConnectionToken'], Resource: CONNECTION },
    ]);
    expect(Object.values(template.findResources('AWS::CodeBuild::Project'))[0].DependsOn).toContain(id);
    template.resourceCountIs('AWS::CodeBuild::SourceCredential', 0);
  });

  it('with a connection with the older service name, or one that is known only at deployment', () => {
    const actionsFor = (arn: (stack: Stack) => string) => {
      const { template } = reviewed((stack) => ({ source: source(), sourceAccess: SourceAccess.connection(arn(stack)) }));
      const [policy] = Object.entries(template.findResources('AWS::IAM::Policy')).filter(([name]) => name.includes('SourceAccess')).map(([, one]) => one);
      return policy.Properties.PolicyDocument.Statement[0].Action;
    };
    expect(actionsFor(() => CONNECTION.replace('codeconnections', 'codestar-connections'))).toEqual(['codestar-connections:GetConnection', 'codestar-connections:GetConnectionToken']);
    expect(actionsFor((stack) => new CfnParameter(stack, 'Connection').valueAsString)).toHaveLength(4);
  });

  it('with a secret', () => {
    const { template } = reviewed((stack) => ({ source: source(), sourceAccess: SourceAccess.secret(token(stack)) }));
    const Resource = 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:token-AbCdEf';
    expect(projectOf(template).Source.Auth).toEqual({ Type: 'SECRETS_MANAGER', Resource });
    template.hasResourceProperties('AWS::IAM::Policy', { PolicyDocument: { Statement: [{ Sid: 'SourceToken', Effect: 'Allow', Action: 'secretsmanager:GetSecretValue', Resource }] } });
  });

  it('with the credentials of the account, which does not change the template', () => {
    expect(projectOf(reviewed().template).Source).not.toHaveProperty('Auth');
  });

  it('for a public repository without webhook, and for AWS CodeCommit, without credentials', () => {
    expect(projectOf(reviewed(() => ({ source: gitHub() })).template).Source).not.toHaveProperty('Auth');
    const { template } = reviewed((stack) => ({ source: codeCommit(stack) }));
    expect(statementsOf(template).map(({ Action }) => Action)).toContain('codecommit:GitPull');
  });

  it('AWS CodeCommit: a commit starts the project, and the rule recognizes this', () => {
    const workload = workloadOfStack((stack) => {
      new lambda.CfnFunction(stack, 'Fn', { role: 'arn:aws:iam::111122223333:role/fn', code: { s3Bucket: 'code', s3Key: 'k' } });
      const repository = new codecommit.Repository(stack, 'Repo', { repositoryName: 'orders' });
      const review = new DependencyReview(stack, 'Review', { source: codebuild.Source.codeCommit({ repository }) });
      repository.onCommit('Commits', { target: new targets.CodeBuildProject(review.project!) });
    });
    expect(check(dependencyReviewScheduled, workload)).toEqual([]);
  });

  const missing = (what: string) =>
    `[Orders/Review] source has type ${what}, for which AWS CodeBuild needs credentials, but sourceAccess is missing: pass SourceAccess.connection(...) or ` +
    'SourceAccess.secret(...), or SourceAccess.accountCredentials() if the account has stored some';

  it.each<[string, (stack: Stack) => DependencyReviewProps, string]>([
    ['a webhook of GitHub without credentials', () => ({ source: gitHub(true) }), missing('GITHUB with a webhook')],
    ['a webhook of Bitbucket without credentials', () => ({ source: bitBucket() }), missing('BITBUCKET with a webhook')],
    ['GitHub Enterprise without credentials', () => ({ source: enterprise() }), missing('GITHUB_ENTERPRISE')],
    ['GitLab without credentials', () => ({ source: new GitLabSource({ httpsCloneUrl: 'https://gitlab.com/a/b.git', webhook: false }) }), missing('GITLAB')],
    ['GitLab by a secret', (stack) => ({ source: gitLab(), sourceAccess: SourceAccess.secret(token(stack)) }), '[Orders/Review] sourceAccess is a secret, but AWS CodeBuild reads GITLAB only by a connection: pass SourceAccess.connection(...)'],
    ['credentials for AWS CodeCommit', (stack) => ({ source: codeCommit(stack), sourceAccess }), '[Orders/Review] sourceAccess is for repositories of GitHub, GitLab and Bitbucket, but source has type CODECOMMIT: omit it'],
    ['credentials without a source', () => ({ sourceAccess }), '[Orders/Review] sourceAccess is set without source, to which it gives access: set source, or omit sourceAccess'],
  ])('rejects %s', (_, props, message) => expect(() => reviewed(props)).toThrow(message));

  it.each(['', 'connection/1a2b', 'arn:aws:codebuild:eu-west-1:111122223333:project/orders'])('rejects %j as the ARN of a connection', (arn) => {
    expect(() => SourceAccess.connection(arn)).toThrow(`SourceAccess.connection: connectionArn is ${JSON.stringify(arn)}; the ARN of a connection of AWS CodeConnections is expected`);
  });

  it.each(['http://gitlab.com/a/b.git', 'https://gitlab.com/a/b', 'git@gitlab.com:a/b.git'])('rejects the clone URL %s for GitLab', (httpsCloneUrl) => {
    expect(() => new GitLabSource({ httpsCloneUrl })).toThrow(`GitLabSource: httpsCloneUrl is ${JSON.stringify(httpsCloneUrl)}`);
  });

  it('accepts filters of events, and a branch', () => {
    const filters = [codebuild.FilterGroup.inEventOf(codebuild.EventAction.PUSH).andBranchIs('main')];
    const { template } = reviewed(() => ({
      source: new GitLabSource({ httpsCloneUrl: 'https://gitlab.com/a/b.git', webhookFilters: filters, branchOrRef: 'main' }), sourceAccess: SourceAccess.connection(CONNECTION),
    }));
    expect(projectOf(template)).toMatchObject({
      SourceVersion: 'main',
      Triggers: { Webhook: true, FilterGroups: [[{ Type: 'EVENT', Pattern: 'PUSH' }, { Type: 'HEAD_REF', Pattern: 'refs/heads/main' }]] },
    });
  });
});
