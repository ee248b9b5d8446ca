import * as codebuild from 'aws-cdk-lib/aws-codebuild';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { commandProperties, embeddedTexts } from '../../../lib/aws/properties';
import { noPlaintextSecretInText as rule } from '../../../lib/secrets/rules/no-plaintext-secret-in-text';
import { check, ids, TestTemplate, workloadOfStack } from '../../gate/harness';
import { holding } from '../../gate/holding';

const GITHUB_TOKEN = `ghp_${'aB3dE5gH'.repeat(5).slice(0, 36)}`;
const PLACES = [...embeddedTexts()].flatMap(([type, paths]) => paths.map((path) => [type, path] as const));

const held = (Type: string, path: string, value: unknown): TestTemplate => ({
  Parameters: { P: { Type: 'String' } },
  Resources: { Holder: { Type, Properties: holding(path, value) }, Secret: { Type: 'AWS::SecretsManager::Secret' } },
});
const machine = (definition: unknown) => held('AWS::StepFunctions::StateMachine', 'DefinitionString', definition);
const build = (specification: unknown) => held('AWS::CodeBuild::Project', 'Source.BuildSpec', specification);

test.each(PLACES)('%s %s', (type, path) => {
  expect(ids(rule, held(type, path, `call("${GITHUB_TOKEN}")`))).toEqual(['Holder[known-format]']);
  const composed = { 'Fn::Base64': { 'Fn::Join': ['', ['key=', GITHUB_TOKEN, { Ref: 'P' }]] } };
  expect(ids(rule, held(type, path, composed))).toEqual(['Holder[known-format]']);
  for (const value of [undefined, 'read(process.env.SECRET_ARN)', { 'Fn::Sub': 'read("${Secret}")' }]) expect(check(rule, held(type, path, value))).toEqual([]);
  expect(ids(rule, held(type, path, { 'Fn::ImportValue': 'elsewhere' }))).toEqual(['Holder[undetermined]']);
});

test.each<[string, unknown]>([
  ['Fn::Join', { 'Fn::Join': ['', ['{"Headers":{"X-Auth-Token":"', 'hunter22xyz', '"},"Queue":"', { Ref: 'P' }, '"}']] }],
  ['Fn::Join within Fn::Join', { 'Fn::Join': ['', ['{"Headers":{"X-Auth-Token":', { 'Fn::Join': ['', ['"hunter', '22xyz"']] }, '}}']] }],
  ['Fn::Sub with a map', { 'Fn::Sub': ['{"Headers":{"X-Auth-Token":"${Value}"}}', { Value: 'hunter22xyz' }] }],
])('a value that %s composes', (_, definition) => {
  expect(ids(rule, machine(definition))).toEqual(['Holder[literal]']);
});

describe('compliant', () => {
  test.each<[string, TestTemplate]>([
    ['paths and expressions', machine('{"Parameters":{"Token.$":"$.token","Password":"{% $states.input.password %}","ApiKey":"States.Format($.key)"}}')],
    ['a token of a task', machine('{"Parameters":{"TaskToken.$":"$$.Task.Token","SecretId":"orders-db"}}')],
    ['values from the deployment', machine({ 'Fn::Sub': '{"Parameters":{"Password":"${Secret}"}}' })],
    ['a placeholder', machine('{"Parameters":{"Password":"<password>"}}')],
    ['a joined value from the deployment', machine({ 'Fn::Join': ['', ['{"Parameters":{"Password":"', { Ref: 'P' }, '"}}']] })],
    ['secrets of a build, by name', build('env:\n  secrets-manager:\n    DB_PASSWORD: prod/db:password\n  parameter-store:\n    TOKEN: /prod/token\n')],
    ['secrets of a build, in quotes', build('env: {secrets-manager: {DB_PASSWORD: "prod/db:password"}, parameter-store: {"TOKEN": "/prod/token"}}\n')],
    ['a file', build('buildspec.yml')],
    ['code that reads a password', held('AWS::Lambda::Function', 'Code.ZipFile', 'password = get_secret()\nurl = f"mysql://{user}:{password}@{host}"')],
  ])('%s', (_, template) => {
    expect(check(rule, template)).toEqual([]);
  });

  test('constructs', () => {
    const workload = workloadOfStack((stack) => {
      new lambda.Function(stack, 'Fn', { runtime: lambda.Runtime.NODEJS_24_X, handler: 'index.handler', code: lambda.Code.fromInline('exports.handler = 1;') });
      new codebuild.Project(stack, 'Build', {
        buildSpec: codebuild.BuildSpec.fromObject({ version: '0.2', env: { 'secrets-manager': { TOKEN: 'prod:token' } }, phases: { build: { commands: ['make'] } } }),
      });
    });
    expect(check(rule, workload)).toEqual([]);
  });
});

describe('non-compliant', () => {
  test.each<[string, TestTemplate, string]>([
    ['a member of a definition', machine('{"States":{"Call":{"Parameters":{"ApiKey":"hunter22"}}}}'), 'DefinitionString, key States.Call.Parameters.ApiKey,'],
    ['a definition that is an object', held('AWS::StepFunctions::StateMachine', 'Definition', { Parameters: { password: 'hunter22' } }), 'Definition, key Parameters.password,'],
    ['an input', held('AWS::Events::Rule', 'Targets.*.Input', '{"token":"hunter22"}'), 'Input, key token,'],
    ['a variable of a build', build('env:\n  variables:\n    DB_PASSWORD: hunter22\n'), 'BuildSpec, key env.variables.DB_PASSWORD,'],
    ['a variable of a build, as JSON', build('{"env":{"variables":{"DB_PASSWORD":"hunter22"}}}'), 'BuildSpec, key env.variables.DB_PASSWORD,'],
    ['one branch', machine({ 'Fn::If': ['C', '{}', '{"token":"hunter22"}'] }), 'DefinitionString, key token,'],
  ])('%s', (_, template, what) => {
    expect(check(rule, { ...template, Conditions: { C: { 'Fn::Equals': [{ Ref: 'P' }, 'x'] } } })).toEqual([
      expect.stringMatching(new RegExp(`^Holder\\[literal\\] Properties\\.[\\w.]+: ${what.replace(/\./g, '\\.')} is named as a secret and holds a literal value$`)),
    ]);
  });

  test('the message omits the value', () => {
    const [line] = check(rule, held('AWS::Lambda::Function', 'Code.ZipFile', GITHUB_TOKEN));
    expect(line).toBe('Holder[known-format] Properties.Code.ZipFile: ZipFile contains a GitHub token');
  });
});

test.each([
  ["DB_PASSWORD = 'hunter22'", ['Fn[assigned]']],
  ['app --password hunter22 --verbose', ['Fn[assigned]']],
  ["if (header !== 'Basic YWRtaW46aHVudGVyMjI=') return", ['Fn[assigned]']],
  ['app --secret-arn arn --token $TOKEN', []],
  ["connect('postgres://shop:xK83jd92kslQ@db.example.com/shop')", ['Fn[assigned]']],
  ['const password = process.env.DB_PASSWORD;', []],
])('code: %s', (ZipFile, expected) => {
  expect(ids(rule, { Resources: { Fn: { Type: 'AWS::Lambda::Function', Properties: { Code: { ZipFile } } } } })).toEqual(expected);
});

test('base64-encoded user data is decoded', () => {
  const UserData = Buffer.from('#!/bin/sh\nexport DB_PASSWORD=hunter22\n').toString('base64');
  expect(ids(rule, held('AWS::EC2::Instance', 'UserData', UserData))).toEqual(['Holder[assigned]']);
});

test.each([
  ['a command of a document', 'AWS::SSM::Document', { mainSteps: [{ inputs: { runCommand: ['export DB_PASSWORD=hunter22'] } }] }, 'assigned'],
  ['a configuration in YAML', 'AWS::AppConfig::HostedConfigurationVersion', 'db:\n  password: hunter22\n', 'literal'],
])('%s', (_, type, content, id) => {
  expect(ids(rule, held(type, 'Content', content))).toEqual([`Holder[${id}]`]);
});

describe('what deployment inserts', () => {
  const inserted = (value: unknown, body: object = {}): TestTemplate => ({
    Parameters: { DbPassword: { Type: 'String', ...body }, TokenPath: { Type: 'String', Default: '/prod/token' } },
    Resources: { Holder: { Type: 'AWS::EC2::Instance', Properties: { UserData: value } }, Key: { Type: 'AWS::IAM::AccessKey' } },
  });

  test.each<[string, TestTemplate, string[]]>([
    ['a parameter with NoEcho', inserted({ 'Fn::Base64': { 'Fn::Sub': 'login ${DbPassword}' } }, { NoEcho: true }), ['Holder[no-echo-parameter]']],
    ['a parameter that is named as a secret', inserted({ 'Fn::Sub': 'login ${DbPassword}' }), ['Holder[parameter]']],
    ['a parameter with the path of a secret', inserted({ 'Fn::Sub': 'login ${TokenPath}' }), []],
    ['a secret, by a dynamic reference', inserted('login {{resolve:secretsmanager:db:SecretString:password}}'), ['Holder[dynamic-reference]']],
    ['a plain parameter, by a dynamic reference', inserted('login {{resolve:ssm:/prod/host}}'), []],
    ['a secret attribute', inserted({ 'Fn::Join': ['', ['login ', { 'Fn::GetAtt': ['Key', 'SecretAccessKey'] }]] }), ['Holder[secret-attribute]']],
    ['the id of a key', inserted({ 'Fn::Sub': 'login ${Key}' }), []],
  ])('%s', (_, template, expected) => {
    expect(ids(rule, template)).toEqual(expected);
  });

  test('into a definition that is an object', () => {
    const Definition = { States: { Call: { Parameters: { Headers: [{ 'Fn::Sub': 'Bearer ${P}' }] } } } };
    const template = { Parameters: { P: { Type: 'String', NoEcho: true } }, Resources: { Holder: { Type: 'AWS::StepFunctions::StateMachine', Properties: { Definition } } } };
    expect(check(rule, template)).toEqual([
      'Holder[no-echo-parameter] Properties.Definition.States.Call.Parameters.Headers[0]: Definition contains parameter P; its NoEcho has no effect here',
    ]);
  });
});

describe('variables of an action of a pipeline', () => {
  const action = (variable: object) => held('AWS::CodePipeline::Pipeline', 'Stages.*.Actions.*.Configuration.EnvironmentVariables', JSON.stringify([variable]));

  test.each<[object, string[]]>([
    [{ name: 'SONAR_TOKEN', value: 'hunter22', type: 'PLAINTEXT' }, ['Holder[literal]']],
    [{ name: 'SONAR_TOKEN', value: 'hunter22' }, ['Holder[literal]']],
    [{ name: 'SONAR_TOKEN', value: 'sonar:token', type: 'SECRETS_MANAGER' }, []],
    [{ name: 'STAGE', value: 'production' }, []],
  ])('%j', (variable, expected) => {
    expect(ids(rule, action(variable))).toEqual(expected);
  });
});

test.each([
  ['"Headers": {"x-partner-auth": "${Partner}"}', ['Holder[literal]']],
  ['"Headers": {"x-stage": "${Partner}"}', []],
  ['"ApiKey": "${PartnerApiKey}"', []],
  ['"Headers": {"Authorization": "{% \'Bearer \' & \'7f21c0aa9be84d53b6e1\' %}"}', ['Holder[literal]']],
  ['"Headers": {"Authorization": "{% \'Bearer \' & $states.input.token %}"}', []],
])('a definition with substitutions and expressions: %s', (member, expected) => {
  const DefinitionSubstitutions = { Partner: 'pk_prod_8f3b1c9d', PartnerApiKey: 'pk_prod_8f3b1c9d' };
  const Properties = { DefinitionString: `{"States":{"Call":{${member}}}}`, DefinitionSubstitutions };
  expect(ids(rule, { Resources: { Holder: { Type: 'AWS::StepFunctions::StateMachine', Properties } } })).toEqual(expected);
});

test.each([
  ["await page.type('#password', 'canary-Pass-7741');", ['Fn[assigned]']],
  ["headers.set('x-api-key', 'pq-5512-88ab')", ['Fn[assigned]']],
  ["os.environ.get('DB_PASSWORD', 'hunter22')", ['Fn[assigned]']],
  ["headers.set('x-api-key', process.env.KEY)", []],
  ["form.add('password', 'Enter a password')", []],
  ["headers.set('content-type', 'application/json')", []],
])('a value that is passed with its name: %s', (ZipFile, expected) => {
  expect(ids(rule, { Resources: { Fn: { Type: 'AWS::Lambda::Function', Properties: { Code: { ZipFile } } } } })).toEqual(expected);
});

describe('what deployment inserts into commands', () => {
  const COMMANDS = [...commandProperties()].flatMap(([type, paths]) => paths.map((path) => [type, path] as const));
  const inserted = (type: string, path: string, value: unknown): TestTemplate => ({
    Parameters: { Hidden: { Type: 'String', NoEcho: true }, Stage: { Type: 'String' } },
    Resources: { Holder: { Type: type, Properties: holding(path, path.endsWith('*') || /(?:Build|Start)Command$|ExecArgs$/.test(path) ? value : ['run', '--key', value]) } },
  });

  test.each(COMMANDS)('%s %s', (type, path) => {
    expect(ids(rule, inserted(type, path, { Ref: 'Hidden' }))).toEqual(['Holder[no-echo-parameter]']);
    expect(ids(rule, inserted(type, path, '{{resolve:secretsmanager:orders:SecretString:key}}'))).toEqual(['Holder[dynamic-reference]']);
    for (const value of ['--verbose', { Ref: 'Stage' }]) expect(check(rule, inserted(type, path, value))).toEqual([]);
  });
});

test.each<[string, object, string[]]>([
  ['AWS::StepFunctions::StateMachine', { States: { Run: { Parameters: { Overrides: { ContainerOverrides: [{ Environment: [{ Name: 'DB_PASSWORD', Value: 'hunter22' }] }] } } } } }, ['Holder[literal]']],
  ['AWS::StepFunctions::StateMachine', { States: { Run: { Parameters: { Parameters: [{ ParameterKey: 'DbPassword', ParameterValue: 'hunter22' }] } } } }, ['Holder[literal]']],
  ['AWS::StepFunctions::StateMachine', { States: { Run: { Parameters: { Environment: [{ Name: 'STAGE', Value: 'prod' }] } } } }, []],
  ['AWS::SSM::Document', { parameters: { AdminPassword: { type: 'String', default: 'hunter22' } } }, ['Holder[literal]']],
  ['AWS::SSM::Document', { parameters: { AdminPassword: { type: 'String', default: '' }, Stage: { default: 'prod' } } }, []],
])('names and defaults in a document: %s %j', (type, document, expected) => {
  expect(ids(rule, held(type, type.includes('SSM') ? 'Content' : 'DefinitionString', JSON.stringify(document)))).toEqual(expected);
});
