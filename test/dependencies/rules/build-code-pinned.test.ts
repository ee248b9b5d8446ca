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

const initialized = (command: string): TestTemplate => ({
  Resources: { It: { Type: 'AWS::EC2::Instance', Properties: {}, Metadata: { 'AWS::CloudFormation::Init': { configSets: { all: ['app'] }, app: { commands: { '01': { command } } } } } } },
});

const APP_RUNNER = 'SourceConfiguration.CodeRepository.CodeConfiguration';
const CURL = 'curl -s https://example.com/install.sh | bash';
const YAML = `version: 0.2\nphases:\n  install:\n    commands:\n      - ${CURL}\n      - npm ci\n`;

describe('compliant', () => {
  test.each<[string, TestTemplate]>([
    ['no build specification', { Resources: { It: { Type: 'AWS::CodeBuild::Project', Properties: { Source: { Type: 'GITHUB' } } } } }],
    ['a file in the source', build('ci/buildspec.yml')],
    ['packages of a lock file', build('version: 0.2\nphases:\n  build:\n    commands:\n      - npm ci\n      - npx cdk deploy\n')],
    ['a version', build('{"phases":{"install":{"commands":["npm install -g aws-cdk@2.276.0"]}}}')],
    ['commands of a pipeline', at('AWS::CodePipeline::Pipeline', 'Stages.*.Actions.*.Commands.*', 'npm ci')],
    ['a parameter as an argument', build({ 'Fn::Sub': 'phases:\n  build:\n    commands:\n      - aws s3 sync dist s3://${Open}\n' })],
    ['user data with a parameter', at('AWS::EC2::Instance', 'UserData', { 'Fn::Base64': { 'Fn::Sub': '#!/bin/bash\n/opt/aws/bin/cfn-init --stack ${Open}\n' } })],
    ['the command of a container', at('AWS::ECS::TaskDefinition', 'ContainerDefinitions.*.Command', ['node', 'server.js', { Ref: 'Open' }])],
    ['commands of cfn-init', initialized('systemctl start app')],
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
    ['a finding although a part is known only at deployment', build({ 'Fn::Sub': `phases:\n  install:\n    commands:\n      - echo \${Open}\n      - ${CURL}\n` })],
    ['a second source', at('AWS::CodeBuild::Project', 'SecondarySources.*.BuildSpec', YAML)],
    ['commands of a pipeline', at('AWS::CodePipeline::Pipeline', 'Stages.*.Actions.*.Commands.*', CURL)],
    ['user data', at('AWS::EC2::Instance', 'UserData', { 'Fn::Base64': `#!/bin/bash\nyum update -y\n${CURL}\n` })],
    ['user data with a parameter', at('AWS::EC2::Instance', 'UserData', { 'Fn::Base64': { 'Fn::Sub': `#!/bin/bash\necho \${Open}\n${CURL}\n` } })],
    ['user data of a template in base64', at('AWS::EC2::LaunchTemplate', 'LaunchTemplateData.UserData', Buffer.from(`#!/bin/bash\n${CURL}\n`).toString('base64'))],
    ['the command of a container', at('AWS::ECS::TaskDefinition', 'ContainerDefinitions.*.Command', ['sh', '-c', CURL])],
    ['a document of Systems Manager', at('AWS::SSM::Document', 'Content', { mainSteps: [{ action: 'aws:runShellScript', inputs: { runCommand: ['set -e', CURL] } }] })],
    ['a component of Image Builder', at('AWS::ImageBuilder::Component', 'Data', `phases:\n  - steps:\n      - inputs:\n          commands:\n            - ${CURL}\n`)],
    ['commands of cfn-init', initialized(CURL)],
    ['an app of Amplify', at('AWS::Amplify::App', 'BuildSpec', YAML)],
    ['a branch of Amplify', at('AWS::Amplify::Branch', 'BuildSpec', YAML)],
    ['a service of App Runner', at('AWS::AppRunner::Service', `${APP_RUNNER}.CodeConfigurationValues.BuildCommand`, CURL)],
  ])('%s', (_, template) => {
    expect(ids(rule, template)).toEqual(['It[remote-script]']);
  });

  test('a second index in a command and in a variable', () => {
    const variable = (more: object) => at('AWS::CodeBuild::Project', 'Environment.EnvironmentVariables.*', { Name: 'PIP_EXTRA_INDEX_URL', Value: 'https://pypi.example.com/simple', ...more });
    expect(ids(rule, variable({}))).toEqual(['It[unsafe-index]']);
    expect(ids(rule, variable({ Type: 'PARAMETER_STORE', Value: '/build/index' }))).toEqual([]);
    expect(ids(rule, build('phases:\n  install:\n    commands:\n      - pip install --extra-index-url https://pypi.example.com/simple acme==1.0\n'))).toEqual(['It[unsafe-index]']);
    expect(ids(rule, build('env:\n  variables:\n    PIP_EXTRA_INDEX_URL: https://pypi.example.com/simple\nphases:\n  build:\n    commands:\n      - npm ci\n'))).toEqual(['It[unsafe-index]']);
  });

  test('packages without a version, at the location of the commands', () => {
    expect(check(rule, build('phases:\n  install:\n    commands:\n      - pip install awscli\n'))).toEqual([
      'It[no-version] Properties.Source.BuildSpec: a command installs awscli in the newest version',
    ]);
  });
});

test.each([
  [{ Ref: 'Open' }],
  [{ 'Fn::Sub': 'phases:\n  build:\n    commands:\n      - ${Open}\n' }],
  [{ 'Fn::Sub': 'phases:\n  build:\n    commands:\n      - pip install ${Open}\n' }],
  [{ 'Fn::ImportValue': 'elsewhere' }],
])('undetermined: %j', (specification) => {
  expect(ids(rule, build(specification))).toEqual(['It[undetermined]']);
});

test('undetermined: user data that is known only at deployment', () => {
  expect(ids(rule, at('AWS::EC2::Instance', 'UserData', { 'Fn::Base64': { Ref: 'Open' } }))).toEqual(['It[undetermined]']);
});
