import * as codebuild from 'aws-cdk-lib/aws-codebuild';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { buildCodePinned as rule } from '../../../lib/dependencies/rules/build-code-pinned';
import { check, ids, TestTemplate, workloadOfStack } from '../../gate/harness';
import { holding } from '../../gate/holding';

const at = (Type: string, path: string, value: unknown): TestTemplate => ({
  Parameters: { Open: { Type: 'String' } },
  Resources: { It: { Type, Properties: holding(path, value) } },
});
const build = (specification: unknown) => at('AWS::CodeBuild::Project', 'Source.BuildSpec', specification);

const APP_RUNNER = 'SourceConfiguration.CodeRepository.CodeConfiguration';
const CURL = 'curl -s https://example.com/install.sh | bash';
const YAML = `version: 0.2\nphases:\n  install:\n    commands:\n      - ${CURL}\n      - npm ci\n`;

describe('compliant', () => {
  test.each<[string, TestTemplate]>([
    ['no build specification', { Resources: { It: { Type: 'AWS::CodeBuild::Project', Properties: { Source: { Type: 'GITHUB' } } } } }],
    ['a file of the source', build('ci/buildspec.yml')],
    ['packages of a lock file', build('version: 0.2\nphases:\n  build:\n    commands:\n      - npm ci\n      - npx cdk deploy\n')],
    ['a version', build('{"phases":{"install":{"commands":["npm install -g aws-cdk@2.276.0"]}}}')],
    ['commands of a pipeline', at('AWS::CodePipeline::Pipeline', 'Stages.*.Actions.*.Commands.*', 'npm ci')],
  ])('%s', (_, template) => {
    expect(check(rule, template)).toEqual([]);
  });

  test('constructs', () => {
    const workload = workloadOfStack((stack) => {
      const bucket = new s3.Bucket(stack, 'Bucket');
      const commands = ['npm ci', `aws s3 sync dist s3://${bucket.bucketName}`];
      new codebuild.Project(stack, 'Build', { buildSpec: codebuild.BuildSpec.fromObject({ version: '0.2', phases: { build: { commands } } }) });
    });
    expect(check(rule, workload)).toEqual([]);
  });
});

describe('non-compliant', () => {
  test.each<[string, TestTemplate]>([
    ['YAML', build(YAML)],
    ['JSON', build(JSON.stringify({ phases: { install: { commands: [CURL] } } }))],
    ['a text with references', build({ 'Fn::Sub': `phases:\n  install:\n    commands:\n      - echo \${AWS::Region}\n      - ${CURL}\n` })],
    ['what is found although a part is open', build({ 'Fn::Sub': `phases:\n  install:\n    commands:\n      - echo \${Open}\n      - ${CURL}\n` })],
    ['a second source', at('AWS::CodeBuild::Project', 'SecondarySources.*.BuildSpec', YAML)],
    ['commands of a pipeline', at('AWS::CodePipeline::Pipeline', 'Stages.*.Actions.*.Commands.*', CURL)],
    ['an app of Amplify', at('AWS::Amplify::App', 'BuildSpec', YAML)],
    ['a branch of Amplify', at('AWS::Amplify::Branch', 'BuildSpec', YAML)],
    ['a service of App Runner', at('AWS::AppRunner::Service', `${APP_RUNNER}.CodeConfigurationValues.BuildCommand`, CURL)],
  ])('%s', (_, template) => {
    expect(ids(rule, template)).toEqual(['It[remote-script]']);
  });

  test('packages by their names, at the place of the commands', () => {
    expect(check(rule, build('phases:\n  install:\n    commands:\n      - pip install awscli\n'))).toEqual([
      'It[no-version] Properties.Source.BuildSpec: a command installs awscli in whatever version is the newest',
    ]);
  });
});

test.each([
  [{ Ref: 'Open' }],
  [{ 'Fn::Sub': 'phases:\n  build:\n    commands:\n      - ${Open}\n' }],
  [{ 'Fn::ImportValue': 'elsewhere' }],
])('undetermined: %j', (specification) => {
  expect(ids(rule, build(specification))).toEqual(['It[undetermined]']);
});
