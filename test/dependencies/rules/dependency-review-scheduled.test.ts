import { Duration, Stack } from 'aws-cdk-lib';
import * as codebuild from 'aws-cdk-lib/aws-codebuild';
import * as events from 'aws-cdk-lib/aws-events';
import * as targets from 'aws-cdk-lib/aws-events-targets';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { dependencyReviewScheduled } from '../../../lib/dependencies/rules/dependency-review-scheduled';
import { check, ids, TestTemplate, workloadOf, workloadOfStack } from '../../gate/harness';

const AUDIT = 'phases:\n  build:\n    commands:\n      - npm audit\n';
const PROJECT_ARN = { 'Fn::GetAtt': ['Project', 'Arn'] };

interface Parts {
  readonly project?: object;
  readonly rule?: object;
  readonly others?: TestTemplate['Resources'];
}

/** Returns a function, and a project that is started by a webhook and a schedule. */
function reviewed({ project = {}, rule = {}, others = {} }: Parts = {}, sections: Partial<TestTemplate> = {}): TestTemplate {
  return {
    ...sections,
    Resources: {
      Fn: { Type: 'AWS::Lambda::Function', Properties: { Code: { S3Bucket: 'b', S3Key: 'k' } } },
      Project: {
        Type: 'AWS::CodeBuild::Project',
        Properties: { Source: { Type: 'GITHUB', BuildSpec: AUDIT }, Triggers: { Webhook: true }, ...project },
      },
      Rule: { Type: 'AWS::Events::Rule', Properties: { ScheduleExpression: 'rate(1 day)', Targets: [{ Id: 'T', Arn: PROJECT_ARN }], ...rule } },
      ...others,
    },
  };
}

const withSpec = (BuildSpec: unknown, Type = 'GITHUB') => reviewed({ project: { Source: { Type, BuildSpec } } });

const PIPELINE = { Type: 'AWS::CodePipeline::Pipeline', Properties: { Stages: [{ Actions: [{ Configuration: { ProjectName: { Ref: 'Project' } } }] }] } };

describe('compliant', () => {
  test.each([
    [AUDIT],
    ['{"phases": {"build": {"commands": ["yarn npm audit --all"]}}}'],
    ['version: 0.2\nphases: {build: {commands: [osv-scanner scan .]}}'],
    ['version: 0.2\nphases: {build: {commands: ["dependency-check.sh --scan ."]}}'],
    ['version: 0.2\nphases: {build: {commands: [pip-audit]}}'],
    [{ 'Fn::Join': ['', ['commands:\n- aws s3 cp ', { Ref: 'P' }, ' .\n- snyk test']] }],
  ])('a project that runs %j', (spec) => expect(check(dependencyReviewScheduled, { ...withSpec(spec), Parameters: { P: { Type: 'String' } } })).toEqual([]));

  test('a pipeline that a schedule starts', () => {
    const rule = { Targets: [{ Id: 'T', Arn: { 'Fn::Sub': 'arn:aws:codepipeline:${AWS::Region}:${AWS::AccountId}:${Pipeline}' } }] };
    expect(check(dependencyReviewScheduled, reviewed({ project: { Triggers: undefined }, rule, others: { Pipeline: PIPELINE } }))).toEqual([]);
  });

  test('a schedule of EventBridge Scheduler', () => {
    const Schedule = { Type: 'AWS::Scheduler::Schedule', Properties: { ScheduleExpression: 'rate(1 day)', Target: { Arn: PROJECT_ARN } } };
    expect(check(dependencyReviewScheduled, reviewed({ rule: { ScheduleExpression: undefined }, others: { Schedule } }))).toEqual([]);
  });

  test('an event of a repository', () => {
    const OnCommit = { Type: 'AWS::Events::Rule', Properties: { EventPattern: { source: ['aws.codecommit'] }, Targets: [{ Id: 'T', Arn: PROJECT_ARN }] } };
    expect(check(dependencyReviewScheduled, reviewed({ project: { Triggers: undefined }, others: { OnCommit } }))).toEqual([]);
  });

  test('code without dependencies, and code of this package', () => {
    const Properties = { Code: { ZipFile: 'exports.handler = 1' } };
    expect(check(dependencyReviewScheduled, { Resources: { Fn: { Type: 'AWS::Lambda::Function', Properties } } })).toEqual([]);
    const Own = { Type: 'AWS::Lambda::Function', Metadata: { 'cdk-sec3:own-code': 'secret-rotation' } };
    expect(check(dependencyReviewScheduled, { Resources: { Own } })).toEqual([]);
  });

  test('constructs', () => {
    const workload = workloadOfStack((stack: Stack) => {
      new lambda.CfnFunction(stack, 'Fn', { role: 'arn:aws:iam::111122223333:role/fn', code: { s3Bucket: 'b', s3Key: 'k' } });
      const project = new codebuild.Project(stack, 'Project', {
        source: codebuild.Source.gitHub({ owner: 'example', repo: 'orders', webhook: true }),
        buildSpec: codebuild.BuildSpec.fromObject({ version: '0.2', phases: { build: { commands: ['npm audit'] } } }),
      });
      new events.Rule(stack, 'Daily', { schedule: events.Schedule.rate(Duration.days(1)), targets: [new targets.CodeBuildProject(project)] });
    });
    expect(check(dependencyReviewScheduled, workload)).toEqual([]);
  });
});

describe('non-compliant', () => {
  const none = 'Fn[not-reviewed] Properties: no AWS CodeBuild project in the templates runs a dependency scanner';
  const noCommit = 'Fn[not-on-commit] Properties: template0.json/Project reviews dependencies, but neither a webhook nor a pipeline starts it';
  const noSchedule = 'Fn[not-scheduled] Properties: template0.json/Project reviews dependencies, but no schedule starts it';

  test('no project', () => {
    expect(check(dependencyReviewScheduled, { Resources: { Fn: { Type: 'AWS::Lambda::Function', Properties: {} } } })).toEqual([none]);
  });

  test.each([['version: 0.2\nphases: {build: {commands: [npm test]}}', 'GITHUB'], [undefined, 'NO_SOURCE']])('a project that runs %j of %s', (spec, type) =>
    expect(check(dependencyReviewScheduled, withSpec(spec, type)).filter((line) => !line.includes('[not-on-commit]'))).toEqual([none]));

  test.each([[undefined], [{ Webhook: false }]])('a project with triggers %j', (Triggers) =>
    expect(check(dependencyReviewScheduled, reviewed({ project: { Triggers } }))).toEqual([noCommit]));

  test.each([[{ State: 'DISABLED' }], [{ ScheduleExpression: 'cron(0 8 * * ? 2021)' }], [{ ScheduleExpression: undefined }], [{ Targets: [{ Id: 'T', Arn: 'arn:aws:sns:eu-west-1:111122223333:t' }] }]])(
    'a rule with %j', (rule) => expect(check(dependencyReviewScheduled, reviewed({ rule }))).toEqual([noSchedule]));

  test('neither', () => {
    expect(check(dependencyReviewScheduled, reviewed({ project: { Triggers: {} }, rule: { State: 'DISABLED' } }))).toEqual([noCommit, noSchedule]);
  });

  test('in some deployments', () => {
    const template = reviewed({}, {
      Parameters: { Env: { Type: 'String', AllowedValues: ['dev', 'prod'] } },
      Conditions: { IsProd: { 'Fn::Equals': [{ Ref: 'Env' }, 'prod'] } },
    });
    template.Resources.Rule.Condition = 'IsProd';
    expect(check(dependencyReviewScheduled, template)).toEqual([`${noSchedule} (where parameter Env is "dev")`]);
  });
});

describe('undetermined', () => {
  const parameters = { Parameters: { P: { Type: 'String' } } };

  test.each([[undefined], ['buildspec.yml'], [{ Ref: 'P' }], [{ 'Fn::Join': ['', ['commands:\n- ', { Ref: 'P' }]] }]])('a project that runs %j', (spec) =>
    expect(ids(dependencyReviewScheduled, { ...withSpec(spec), ...parameters })).toEqual(['Fn[undetermined]']));

  test('triggers and states from parameters', () => {
    expect(ids(dependencyReviewScheduled, reviewed({ project: { Triggers: { Webhook: { Ref: 'P' } } } }, parameters))).toEqual(['Fn[undetermined]']);
    expect(ids(dependencyReviewScheduled, reviewed({ rule: { State: { Ref: 'P' } } }, parameters))).toEqual(['Fn[undetermined]']);
  });

  test('an unknown project matters only if no other one reviews', () => {
    const other = withSpec('buildspec.yml');
    delete other.Resources.Fn;
    expect(check(dependencyReviewScheduled, workloadOf(reviewed(), other))).toEqual([]);
  });
});
