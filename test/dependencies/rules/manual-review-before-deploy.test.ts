import { App, Stage, Stack } from 'aws-cdk-lib';
import * as codecommit from 'aws-cdk-lib/aws-codecommit';
import * as sns from 'aws-cdk-lib/aws-sns';
import * as pipelines from 'aws-cdk-lib/pipelines';
import { manualReviewBeforeDeploy } from '../../../lib/dependencies/rules/manual-review-before-deploy';
import { check, ids, TestTemplate, workloadOfApp } from '../../gate/harness';

const action = (Name: string, Category: unknown, extra: object = {}) => ({ Name, ActionTypeId: { Category }, ...extra });
const approval = (extra: object = {}) => action('Approve', 'Approval', extra);
const deploy = (name: string, extra: object = {}) => action(name, 'Deploy', extra);

/** Returns a pipeline with the given actions in each stage. */
function pipeline(...stages: unknown[][]): TestTemplate {
  const Stages = [[action('Source', 'Source')], ...stages].map((Actions) => ({ Actions }));
  return { Parameters: { P: { Type: 'String' } }, Resources: { Pipeline: { Type: 'AWS::CodePipeline::Pipeline', Properties: { Stages } } } };
}

/** Creates a pipeline of CDK Pipelines that deploys two stages. */
function cdkPipeline(pre: pipelines.Step[] = [], changeSet?: pipelines.Step[]) {
  return workloadOfApp((app: App) => {
    const env = { account: '111122223333', region: 'eu-west-1' };
    const stack = new Stack(app, 'Stack', { env });
    const input = pipelines.CodePipelineSource.codeCommit(codecommit.Repository.fromRepositoryName(stack, 'Repo', 'orders'), 'main');
    const built = new pipelines.CodePipeline(stack, 'Pipeline', { synth: new pipelines.ShellStep('Synth', { input, commands: ['npx cdk synth'] }) });
    for (const id of ['Dev', 'Prod']) {
      const deployed = new Stage(stack, id, { env });
      const orders = new Stack(deployed, 'Orders');
      new sns.Topic(orders, 'Topic');
      built.addStage(deployed, id === 'Prod' ? { pre, stackSteps: changeSet && [{ stack: orders, changeSet }] } : {});
    }
  });
}

describe('compliant', () => {
  test.each<[string, unknown[][]]>([
    ['an approval in an earlier stage', [[approval()], [deploy('Deploy')]]],
    ['an approval earlier in the stage', [[approval(), deploy('Deploy', { RunOrder: 2 })]]],
    ['an approval between two deployments', [[deploy('Dev')], [approval()], [deploy('Prod')]]],
    ['a change set that is approved before it is executed', [
      [
        deploy('Prepare', { Configuration: { ActionMode: 'CHANGE_SET_REPLACE' } }),
        approval({ RunOrder: 2 }),
        deploy('Execute', { RunOrder: 3, Configuration: { ActionMode: 'CHANGE_SET_EXECUTE' } }),
      ],
    ]],
    ['no deployment', [[action('Test', 'Test'), action('Lint', 'Compute', { Configuration: { Commands: 'npm ci && npm run lint' } })]]],
    ['builds outside of the templates, with an approval before the deployment', [[action('Build', 'Build')], [approval()], [deploy('Deploy')]]],
  ])('%s', (_, stages) => expect(check(manualReviewBeforeDeploy, pipeline(...stages))).toEqual([]));

  test('CDK Pipelines: an approval before the last stage, and at its change set', () => {
    const step = () => new pipelines.ManualApprovalStep('Approve');
    expect(check(manualReviewBeforeDeploy, cdkPipeline([step()]))).toEqual([]);
    expect(check(manualReviewBeforeDeploy, cdkPipeline([], [step()]))).toEqual([]);
  });
});

describe('a project of AWS CodeBuild', () => {
  const build = (commands: unknown, ...stages: unknown[][]): TestTemplate => {
    const template = pipeline(...stages, [action('Ship', 'Build', { Configuration: { ProjectName: { Ref: 'Project' } } })]);
    template.Resources.Project = {
      Type: 'AWS::CodeBuild::Project',
      Properties: { Source: { Type: 'CODEPIPELINE', BuildSpec: commands && { 'Fn::Sub': JSON.stringify({ phases: { build: { commands } } }) } } },
    };
    return template;
  };

  test.each(['npx cdk deploy --all', 'sls deploy', 'terraform apply -auto-approve', 'aws lambda update-function-code --function-name f'])(
    'that deploys: %s',
    (command) => {
      expect(check(manualReviewBeforeDeploy, build([command]))).toEqual([
        'Pipeline[no-approval] Properties.Stages[1].Actions[0]: no manual approval comes before Ship, the last action that deploys',
      ]);
      expect(ids(manualReviewBeforeDeploy, build([command], [approval()]))).toEqual([]);
    },
  );

  test('that deploys nothing', () => expect(ids(manualReviewBeforeDeploy, build(['npx cdk synth', 'npm run deployment-notes']))).toEqual([]));

  test.each([[undefined], [['${P}']]])('with commands that may deploy: %j', (commands) => {
    expect(ids(manualReviewBeforeDeploy, build(commands))).toEqual(['Pipeline[undetermined]']);
  });

  test('outside of the templates', () => {
    expect(check(manualReviewBeforeDeploy, pipeline([action('Build', 'Build', { Configuration: { ProjectName: 'ship' } })]))).toEqual([
      'Pipeline[undetermined] Properties.Stages[1].Actions[0]: whether Build deploys is unknown: its build project is not part of the templates',
    ]);
  });

  test('with commands in an action', () => {
    expect(ids(manualReviewBeforeDeploy, pipeline([action('Ship', 'Compute', { Configuration: { Commands: 'sam deploy' } })]))).toEqual(['Pipeline[no-approval]']);
  });
});

describe('non-compliant', () => {
  test.each<[string, string, unknown[][]]>([
    ['no approval', 'Deploy', [[deploy('Deploy')]]],
    ['an approval after the deployment', 'Deploy', [[deploy('Deploy')], [approval()]]],
    ['an approval parallel to the deployment', 'Deploy', [[deploy('Deploy'), approval()]]],
    ['an approval before the first of two', 'Prod', [[deploy('Dev')], [deploy('Prod'), approval()]]],
    ['an approval before the first of two in a stage', 'B', [[deploy('B', { RunOrder: 2 }), deploy('A'), approval({ RunOrder: 2 })]]],
  ])('%s', (_, name, stages) => {
    expect(check(manualReviewBeforeDeploy, pipeline(...stages))).toEqual([
      expect.stringMatching(new RegExp(`^Pipeline\\[no-approval\\] Properties.Stages.*: no manual approval comes before ${name}, the last action that deploys$`)),
    ]);
  });

  test('the default of CDK Pipelines', () => {
    expect(check(manualReviewBeforeDeploy, cdkPipeline())).toEqual([
      expect.stringMatching(/^Pipeline\w+\[no-approval\] Properties\.Stages\[4\]\.Actions\[\d\]: no manual approval comes before Deploy, /),
    ]);
  });
});

describe('undetermined', () => {
  test.each<[string, unknown[][]]>([
    ['a category', [[action('A', { Ref: 'P' })]]],
    ['an order', [[deploy('Deploy', { RunOrder: { Ref: 'P' } })]]],
    ['a mode', [[deploy('Deploy', { Configuration: { ActionMode: { Ref: 'P' } } })]]],
  ])('%s from a parameter', (_, stages) => expect(ids(manualReviewBeforeDeploy, pipeline(...stages))).toEqual(['Pipeline[undetermined]']));

  test('stages from a parameter', () => {
    const template = pipeline();
    template.Resources.Pipeline.Properties.Stages = { Ref: 'P' };
    expect(ids(manualReviewBeforeDeploy, template)).toEqual(['Pipeline[undetermined]']);
  });
});
