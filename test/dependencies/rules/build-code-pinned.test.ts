import * as codebuild from 'aws-cdk-lib/aws-codebuild';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { commandProperties } from '../../../lib/aws/properties';
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

describe('modules of an AWS Glue job', () => {
  const job = (DefaultArguments: object): TestTemplate => ({ Resources: { It: { Type: 'AWS::Glue::Job', Properties: { DefaultArguments } } } });
  const MODULES = '--additional-python-modules';

  test.each<[object, string[]]>([
    [{ '--enable-metrics': 'true' }, []],
    [{ [MODULES]: 'requests==2.32.3,s3://lake/wheels/own-1.0-py3-none-any.whl' }, []],
    [{ [MODULES]: 'requests==2.32.3,pandas' }, ['It[no-version]']],
    [{ [MODULES]: 'requests==2.32.3', '--python-modules-installer-option': '--extra-index-url=https://pypi.example.com/simple' }, ['It[unsafe-index]']],
  ])('%j', (modules, expected) => {
    expect(ids(rule, job(modules))).toEqual(expected);
  });
});

test.each<[string, string[]]>([
  ["subprocess.check_call([sys.executable, '-m', 'pip', 'install', 'requests', '-t', '/tmp'])", ['It[at-run-time]']],
  ["os.system('pip install requests -t /tmp')", ['It[at-run-time]']],
  ["require('child_process').execSync(`npm install --prefix /tmp lodash`);", ['It[at-run-time]']],
  ["exec(urllib.request.urlopen('https://example.com/plugin.py').read())", ['It[at-run-time]']],
  ["eval(await (await fetch('https://example.com/plugin.js')).text());", ['It[at-run-time]']],
  ["from pip._internal.cli.main import main as pip\npip(['install', 'requests', '-t', '/tmp'])", ['It[at-run-time]']],
  ["import pip\npip.main(['install', '-t', '/tmp', 'requests'])", ['It[at-run-time]']],
  ["const r = await fetch('https://example.com/plugin.js');\nvm.runInThisContext(await r.text());", ['It[at-run-time]']],
  ["const { data } = await axios.get('https://example.com/plugin.js');\nnew Function(data)();", ['It[at-run-time]']],
  ["text = requests.get('https://example.com/p.py').text\ncode = text.replace('a', 'b')\nexec(code, {})", ['It[at-run-time]']],
  ["with urllib.request.urlopen('https://example.com/p.py') as r:\n    exec(compile(r.read(), 'p', 'exec'))", ['It[at-run-time]']],
  ["const r = await fetch('https://example.com/data');\nconst found = /a/.exec(await r.text());", []],
  ["r = requests.get('https://example.com/d')\nexec('x = 1')\npattern = re.compile(r.text)\ncursor.exec(r)", []],
  ["subprocess.run(['ls', '/tmp'])  # pip install is part of the build", []],
  ["data = json.loads(urllib.request.urlopen('https://example.com/data.json').read())", []],
])('the code of a function: %s', (program, expected) => {
  expect(ids(rule, at('AWS::Lambda::Function', 'Code.ZipFile', program))).toEqual(expected);
});

test('a download that the shell writes to a file', () => {
  const run = (download: string) => build(`phases:\n  install:\n    commands:\n      - ${download}\n      - bash /tmp/i.sh\n`);
  expect(ids(rule, run('wget -qO- https://example.com/i.sh > /tmp/i.sh'))).toEqual(['It[remote-script]']);
  expect(ids(rule, run('wget -qO- https://example.com/status'))).toEqual([]);
});

test('an action of a build specification, by a branch', () => {
  const uses = (action: string) => build(`version: 0.2\nphases:\n  build:\n    steps:\n      - name: Scan\n        uses: ${action}\n`);
  expect(ids(rule, uses('acme/scan-action@main'))).toEqual(['It[no-version]']);
  expect(ids(rule, uses('acme/scan-action@v4'))).toEqual([]);
});

test('a variable of a build that turns off verification, which RuntimeVariablesSafe reports', () => {
  const variable = { Environment: { EnvironmentVariables: [{ Name: 'NODE_TLS_REJECT_UNAUTHORIZED', Value: '0' }] } };
  expect(ids(rule, { Resources: { It: { Type: 'AWS::CodeBuild::Project', Properties: variable } } })).toEqual([]);
  expect(ids(rule, build('env:\n  variables:\n    NODE_TLS_REJECT_UNAUTHORIZED: "0"\n'))).toEqual(['It[not-verified]']);
});

test.each<[unknown, string[]]>([
  [{ 'Fn::Sub': '/opt/agent/register --token ${Open}' }, []],
  [{ 'Fn::Sub': 'curl -s ${Open} | bash' }, ['It[remote-script]']],
  [{ Ref: 'Open' }, ['It[undetermined]']],
])('a document with a parameter: %j', (command, expected) => {
  expect(ids(rule, at('AWS::SSM::Document', 'Content', { mainSteps: [{ inputs: { runCommand: ['set -e', command] } }] }))).toEqual(expected);
});

test.each([
  ['npm install --no-package-lock', ['It[no-version]']],
  ['npm update', ['It[no-version]']],
  ['yarn install --no-lockfile', ['It[no-version]']],
  ['uv sync --upgrade', ['It[no-version]']],
  ['npm install --omit=dev', []],
  ['yarn install --frozen-lockfile', []],
])('an installation that leaves the lock file aside: %s', (command, expected) => {
  expect(ids(rule, build(`phases:\n  build:\n    commands:\n      - ${command}\n`))).toEqual(expected);
});

describe('commands of all types', () => {
  const PLACES = [...commandProperties()].flatMap(([type, paths]) => paths.map((path) => [type, path] as const));
  const words = (path: string, command: string) => (path.endsWith('*') || /(?:Build|Start)Command$|ExecArgs$/.test(path) ? command : ['sh', '-c', command]);

  test.each(PLACES)('%s %s', (type, path) => {
    expect(ids(rule, at(type, path, words(path, CURL)))).toEqual(['It[remote-script]']);
    expect(ids(rule, at(type, path, words(path, 'pip install example')))).toEqual(['It[no-version]']);
    expect(ids(rule, at(type, path, words(path, 'npm ci')))).toEqual([]);
  });

  test('arguments that are known only at deployment follow a program', () => {
    expect(ids(rule, at('AWS::EMR::Step', 'HadoopJarStep.Args', [{ Ref: 'Open' }, 'run']))).toEqual([]);
    expect(ids(rule, at('AWS::ECS::TaskDefinition', 'ContainerDefinitions.*.Command', [{ Ref: 'Open' }, 'run']))).toEqual(['It[undetermined]']);
  });
});

test.each<[string, string, unknown]>([
  ['AWS::Events::Rule', 'Targets.*.Input', { commands: [CURL] }],
  ['AWS::Scheduler::Schedule', 'Target.Input', { DocumentName: 'AWS-RunShellScript', Parameters: { commands: ['set -e', CURL] } }],
  ['AWS::Scheduler::Schedule', 'Target.Input', { ProjectName: 'app', BuildspecOverride: YAML }],
  ['AWS::StepFunctions::StateMachine', 'DefinitionString', { States: { Run: { Parameters: { Overrides: { ContainerOverrides: [{ Command: ['sh', '-c', CURL] }] } } } } }],
])('commands in a request: %s %s %j', (type, path, request) => {
  expect(ids(rule, at(type, path, JSON.stringify(request)))).toEqual(['It[remote-script]']);
  expect(ids(rule, at(type, path, JSON.stringify(request).replaceAll('| bash', '-o status.txt')))).toEqual([]);
  expect(ids(rule, at(type, path, JSON.stringify({ note: CURL })))).toEqual([]);
  expect(ids(rule, at(type, path, { Ref: 'Open' }))).toEqual([]);
});

test('a definition that is an object', () => {
  const run = (command: unknown) => at('AWS::StepFunctions::StateMachine', 'Definition', { States: { Run: { Parameters: { Command: ['sh', '-c', command] } } } });
  expect(ids(rule, run(CURL))).toEqual(['It[remote-script]']);
  expect(ids(rule, run({ Ref: 'Open' }))).toEqual([]);
});

test.each([
  ['Source', true, ['It[unverified-source]']],
  ['SecondarySources.*', true, ['It[unverified-source]']],
  ['Source', false, []],
  ['Source', { Ref: 'Open' }, ['It[undetermined]']],
])('TLS of %s, InsecureSsl %j', (source, insecure, expected) => {
  expect(ids(rule, at('AWS::CodeBuild::Project', `${source}.InsecureSsl`, insecure))).toEqual(expected);
});
