import { CfnParameter, NestedStack, SecretValue, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import * as ssm from 'aws-cdk-lib/aws-ssm';
import { environmentMaps } from '../../../lib/aws/properties';
import { noPlaintextSecretInEnvironment as rule } from '../../../lib/secrets/rules/no-plaintext-secret-in-environment';
import { check, ids, TestTemplate, workloadOfApp, workloadOfStack } from '../../gate/harness';
import { holding } from '../../gate/holding';

const GITHUB_TOKEN = `ghp_${'aB3dE5gH'.repeat(5).slice(0, 36)}`;
const RANDOM_KEY = 'kJ8xQ2vN5mR7wT1zB4cY6pL9';

function withVariables(variables: unknown, extra: Partial<TestTemplate> = {}): TestTemplate {
  return {
    ...extra,
    Resources: {
      Fn: { Type: 'AWS::Lambda::Function', Properties: { Environment: { Variables: variables } } },
      Secret: { Type: 'AWS::SecretsManager::Secret', Properties: {} },
      Key: { Type: 'AWS::IAM::AccessKey', Properties: {} },
      Table: { Type: 'AWS::DynamoDB::Table', Properties: {} },
      ...extra.Resources,
    },
  };
}

function fnOfStack(environment: (stack: Stack) => { [name: string]: string }) {
  return workloadOfStack((stack) => {
    new lambda.Function(stack, 'Fn', {
      runtime: lambda.Runtime.NODEJS_22_X, handler: 'index.handler', code: lambda.Code.fromInline('x'), environment: environment(stack),
    });
  });
}

const findingIds = (workload: Parameters<typeof ids>[1]) => ids(rule, workload).map((id) => id.replace(/^[^[]*/, ''));
const parameter = (body: object) => ({ Parameters: { P: { Type: 'String', ...body } } });

describe('compliant', () => {
  test('no environment', () => {
    expect(check(rule, { Resources: { Fn: { Type: 'AWS::Lambda::Function' } } })).toEqual([]);
  });

  test.each<[object]>([
    [{ DB_SECRET_ARN: 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:db-AbCdEf' }],
    [{ DB_SECRET: { Ref: 'Secret' }, PASSWORD: { 'Fn::GetAtt': ['Table', 'Arn'] } }],
    [{ SECRET_NAME: 'orders-db', TOKEN_TABLE: 'tokens', MAX_TOKENS: 4096, PASSWORD_MIN_LENGTH: '12' }],
    [{ TOKEN: '', USE_SECRET: 'true', API_KEY: 'false', DB_PASSWORD: { Ref: 'AWS::NoValue' } }],
    [{ DB_PASSWORD: '/prod/db/password', TOKEN: 'https://auth.example.com/token' }],
    [{ TABLE: { 'Fn::Sub': '${AWS::StackName}-${Table}' }, SECRET: { 'Fn::Sub': '${Table}-db' } }],
    [{ CLIENT_ID: '4f3gh1jk2l3m4n5o6p7q8r9s0t', COMMIT: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b', LOG_LEVEL: 'info' }],
    [{ AMI: '{{resolve:ssm:/aws/service/ami}}', CONFIG: '{"table":"orders","retries":3}' }],
    [{ DATABASE_URL: { 'Fn::Sub': 'postgres://db.${AWS::Region}.example.com/orders' } }],
  ])('%j', (variables) => {
    expect(check(rule, withVariables(variables))).toEqual([]);
  });

  test('constructs: ARN and name of a secret, name of a parameter', () => {
    const workload = fnOfStack((stack) => {
      const secret = new secretsmanager.Secret(stack, 'Secret');
      const named = secretsmanager.Secret.fromSecretNameV2(stack, 'Named', 'prod/db');
      return {
        DB_SECRET: secret.secretArn,
        DB_SECRET_NAME: secret.secretName,
        API_TOKEN: named.secretArn,
        PASSWORD_PARAMETER: ssm.StringParameter.fromSecureStringParameterAttributes(stack, 'P', { parameterName: '/prod/db/password' }).parameterName,
      };
    });
    expect(check(rule, workload)).toEqual([]);
  });

  test('a secret of another stack', () => {
    const workload = workloadOfApp((app) => {
      const secret = new secretsmanager.Secret(new Stack(app, 'Owner'), 'Secret');
      new lambda.Function(new Stack(app, 'User'), 'Fn', {
        runtime: lambda.Runtime.NODEJS_22_X, handler: 'index.handler', code: lambda.Code.fromInline('x'), environment: { DB_PASSWORD: secret.secretArn },
      });
    });
    expect(check(rule, workload)).toEqual([]);
  });

  test('parameters that name the place of a secret', () => {
    const variables = { DB_SECRET: { Ref: 'DbSecretArn' }, TABLE: { Ref: 'TableParameter' } };
    const template = withVariables(variables, { Parameters: { DbSecretArn: { Type: 'String' }, TableParameter: { Type: 'String' } } });
    expect(check(rule, template)).toEqual([]);
  });

  test('a switch from a parameter', () => {
    expect(check(rule, withVariables({ TOKEN: { Ref: 'P' } }, parameter({ AllowedValues: ['true', 'false'] })))).toEqual([]);
  });
});

describe('non-compliant', () => {
  test('a literal, which the message omits', () => {
    expect(check(rule, withVariables({ DB_PASSWORD: 'hunter22' }))).toEqual([
      'Fn[literal] Properties.Environment.Variables.DB_PASSWORD: variable DB_PASSWORD is named as a secret and holds a literal value',
    ]);
  });

  test('known formats under any name, in plain text, in JSON and beside references', () => {
    const url = { 'Fn::Sub': 'postgres://admin:hunter22@${Table.Host}/orders' };
    expect(check(rule, withVariables({ SETTING: GITHUB_TOKEN, SECRET_NAME: `{"a":{"b":"${GITHUB_TOKEN}"}}`, URL: url }))).toEqual([
      'Fn[known-format] Properties.Environment.Variables.SETTING: variable SETTING holds a GitHub token',
      'Fn[known-format] Properties.Environment.Variables.SECRET_NAME: variable SECRET_NAME, key a.b, holds a GitHub token',
      'Fn[known-format] Properties.Environment.Variables.URL: variable URL holds an address with a password',
    ]);
  });

  test('a known format beside an unknown parameter', () => {
    const variables = { URL: { 'Fn::Sub': 'postgres://admin:hunter22@${P}/orders' } };
    expect(ids(rule, withVariables(variables, parameter({})))).toEqual(['Fn[known-format]']);
  });

  test('random keys, and secrets inside JSON', () => {
    expect(check(rule, withVariables({ SETTING: RANDOM_KEY, CONFIG: '{"db":{"password":"hunter22"}}' }))).toEqual([
      'Fn[high-entropy] Properties.Environment.Variables.SETTING: variable SETTING holds what looks like a random key',
      'Fn[literal] Properties.Environment.Variables.CONFIG: variable CONFIG, key db.password, is named as a secret and holds a literal value',
    ]);
  });

  test('parameters', () => {
    expect(check(rule, withVariables({ DB_PASSWORD: { Ref: 'P' } }, parameter({})))).toEqual([
      'Fn[parameter] Properties.Environment.Variables.DB_PASSWORD: variable DB_PASSWORD contains parameter P, which has no NoEcho',
    ]);
    expect(check(rule, withVariables({ ANY: { Ref: 'P' } }, parameter({ NoEcho: true })))).toEqual([
      'Fn[no-echo-parameter] Properties.Environment.Variables.ANY: variable ANY contains parameter P; its NoEcho has no effect here',
    ]);
    expect(ids(rule, withVariables({ ANY: { Ref: 'P' } }, parameter({ NoEcho: 'true', Default: 'hunter22' })))).toEqual([
      'Fn[no-echo-parameter]', 'Fn[parameter-default]',
    ]);
    const url = { URL: { 'Fn::Sub': 'postgres://admin:${DbPassword}@db/orders' } };
    expect(ids(rule, withVariables(url, { Parameters: { DbPassword: { Type: 'String' } } }))).toEqual(['Fn[parameter]']);
  });

  test('a default, which the message omits', () => {
    expect(check(rule, withVariables({ DB_PASSWORD: { Ref: 'P' } }, parameter({ Default: 'hunter22' })))).toEqual([
      'Fn[literal] Properties.Environment.Variables.DB_PASSWORD: variable DB_PASSWORD is named as a secret and holds a literal value ' +
        '(where parameter P has its default value)',
      'Fn[parameter] Properties.Environment.Variables.DB_PASSWORD: variable DB_PASSWORD contains parameter P, which has no NoEcho ' +
        '(where parameter P has another value)',
    ]);
  });

  test('a branch of a condition', () => {
    const template = withVariables({ API_KEY: { 'Fn::If': ['IsProd', { Ref: 'Secret' }, 'hunter22'] } }, {
      Parameters: { Env: { Type: 'String', AllowedValues: ['dev', 'prod'] } },
      Conditions: { IsProd: { 'Fn::Equals': [{ Ref: 'Env' }, 'prod'] } },
    });
    expect(check(rule, template)).toEqual([
      'Fn[literal] Properties.Environment.Variables.API_KEY: variable API_KEY is named as a secret and holds a literal value (where parameter Env is "dev")',
    ]);
  });

  test('a mapping with an unknown key', () => {
    const variables = { API_KEY: { 'Fn::FindInMap': ['Keys', { Ref: 'P' }, 'Key'] } };
    const template = withVariables(variables, { ...parameter({}), Mappings: { Keys: { dev: { Key: 'hunter22' }, prod: { Key: 'hunter23' } } } });
    expect(ids(rule, template)).toEqual(['Fn[literal]']);
  });

  test('a nested stack with a literal as its parameter', () => {
    const workload = workloadOfStack((stack) => {
      const nested = new NestedStack(stack, 'Nested', { parameters: { Key: 'hunter22' } });
      new lambda.Function(nested, 'Fn', {
        runtime: lambda.Runtime.NODEJS_22_X,
        handler: 'index.handler',
        code: lambda.Code.fromInline('x'),
        environment: { API_KEY: new CfnParameter(nested, 'Key').valueAsString },
      });
    });
    expect(findingIds(workload)).toEqual(['[literal]']);
  });

  test('constructs: unwrapped values and keys of users', () => {
    const workload = fnOfStack((stack) => {
      const secret = new secretsmanager.Secret(stack, 'Secret');
      return {
        A: secret.secretValue.unsafeUnwrap(),
        B: SecretValue.ssmSecure('/prod/key').unsafeUnwrap(),
        C: SecretValue.cfnParameter(new CfnParameter(stack, 'P', { noEcho: true })).unsafeUnwrap(),
        D: new iam.AccessKey(stack, 'Key', { user: new iam.User(stack, 'User') }).secretAccessKey.unsafeUnwrap(),
        DB_PASSWORD: ssm.StringParameter.valueForStringParameter(stack, '/prod/db/password'),
        API_KEY: '{{resolve:ssm:/prod/key}}',
      };
    });
    // Defaults of parameters that are read from Systems Manager are names, not secrets.
    expect(findingIds(workload)).toEqual([
      '[dynamic-reference]', '[dynamic-reference]', '[no-echo-parameter]', '[secret-attribute]', '[parameter]', '[dynamic-reference]',
    ]);
  });

  test('a dynamic reference, with its service', () => {
    const variables = { ANY: { 'Fn::Sub': '{{resolve:secretsmanager:${Secret}:SecretString:password}}' } };
    expect(check(rule, withVariables(variables))).toEqual([
      'Fn[dynamic-reference] Properties.Environment.Variables.ANY: variable ANY holds the value that {{resolve:secretsmanager:...}} gives at deployment',
    ]);
  });
});

describe('undetermined', () => {
  test('a secret of a stack outside of the templates', () => {
    const variables = { TOKEN: { 'Fn::ImportValue': 'elsewhere' }, TABLE: { 'Fn::ImportValue': 'elsewhere' } };
    expect(check(rule, withVariables(variables))).toEqual([
      'Fn[undetermined] Properties.Environment.Variables.TOKEN: export elsewhere belongs to a stack that is not part of this check',
    ]);
  });

  test('variables that are a parameter', () => {
    expect(ids(rule, withVariables({ Ref: 'P' }, parameter({})))).toEqual(['Fn[undetermined]']);
  });

  test('malformed values', () => {
    expect(ids(rule, withVariables({ A: ['x'], B: { c: 'd' } }))).toEqual(['Fn[undetermined]', 'Fn[undetermined]']);
    expect(ids(rule, withVariables('text'))).toEqual(['Fn[undetermined]']);
  });
});

describe('builds and containers', () => {
  const project = (...variables: object[]): TestTemplate => ({
    Parameters: { P: { Type: 'String' } },
    Resources: { Project: { Type: 'AWS::CodeBuild::Project', Properties: { Environment: { EnvironmentVariables: variables } } } },
  });
  const task = (Environment: unknown): TestTemplate => ({
    Parameters: { P: { Type: 'String' } },
    Resources: { Task: { Type: 'AWS::ECS::TaskDefinition', Properties: { ContainerDefinitions: [{ Name: 'app', Environment }] } } },
  });

  test('non-compliant', () => {
    expect(check(rule, project({ Name: 'STAGE', Value: 'prod' }, { Name: 'SNYK_TOKEN', Value: 'hunter22', Type: 'PLAINTEXT' }))).toEqual([
      'Project[literal] Properties.Environment.EnvironmentVariables[1].Value: variable SNYK_TOKEN is named as a secret and holds a literal value',
    ]);
    expect(check(rule, task([{ Name: 'DB_PASSWORD', Value: '{{resolve:secretsmanager:db}}' }]))).toEqual([
      'Task[dynamic-reference] Properties.ContainerDefinitions[0].Environment[0].Value: ' +
        'variable DB_PASSWORD holds the value that {{resolve:secretsmanager:...}} gives at deployment',
    ]);
  });

  test('compliant', () => {
    const types = ['SECRETS_MANAGER', 'PARAMETER_STORE'].map((Type) => ({ Name: 'SNYK_TOKEN', Value: 'snyk', Type }));
    expect(check(rule, project(...types, { Name: 'STAGE', Value: 'prod' }))).toEqual([]);
    expect(check(rule, task([{ Name: 'STAGE', Value: 'prod' }]))).toEqual([]);
    expect(check(rule, { Resources: { Project: { Type: 'AWS::CodeBuild::Project' }, Task: { Type: 'AWS::ECS::TaskDefinition' } } })).toEqual([]);
  });

  test('undetermined', () => {
    expect(ids(rule, project({ Name: 'SNYK_TOKEN', Value: 'hunter22', Type: { Ref: 'P' } }))).toEqual(['Project[undetermined]']);
    expect(ids(rule, task({ Ref: 'P' }))).toEqual(['Task[undetermined]']);
  });
});

describe('settings with names and values', () => {
  const places = [...environmentMaps()].flatMap(([type, maps]) => maps.map((map) => [type, map] as const));
  const holder = (Type: string, map: string, value: unknown): TestTemplate => ({
    Parameters: { P: { Type: 'String' } },
    Resources: { Holder: { Type, Properties: holding(map, value, 'API_KEY') } },
  });

  test.each(places)('%s %s', (type, map) => {
    expect(ids(rule, holder(type, map, 'hunter22'))).toEqual(['Holder[literal]']);
    expect(ids(rule, holder(type, map, { 'Fn::ImportValue': 'elsewhere' }))).toEqual(['Holder[undetermined]']);
    for (const value of [undefined, 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:key-AbCdEf', { Ref: 'AWS::NoValue' }]) {
      expect(check(rule, holder(type, map, value))).toEqual([]);
    }
  });

  test('are reported with their location', () => {
    expect(check(rule, holder('AWS::Synthetics::Canary', 'RunConfig.EnvironmentVariables.{}', 'hunter22'))).toEqual([
      'Holder[literal] Properties.RunConfig.EnvironmentVariables.API_KEY: variable API_KEY is named as a secret and holds a literal value',
    ]);
  });

  test('headers that are sent may refer to a secret, since there is no other source', () => {
    const header = 'DistributionConfig.Origins.*.OriginCustomHeaders.*[HeaderName,HeaderValue]';
    const reference = '{{resolve:secretsmanager:origin:SecretString:key}}';
    expect(check(rule, holder('AWS::CloudFront::Distribution', header, reference))).toEqual([]);
    expect(ids(rule, holder('AWS::CloudFront::Distribution', header, { Ref: 'P' }))).toEqual(['Holder[parameter]']);
    expect(ids(rule, holder('AWS::Batch::JobDefinition', 'ContainerProperties.Environment.*[Name,Value]', reference))).toEqual(['Holder[dynamic-reference]']);
  });
});

test.each<[string, unknown, string[]]>([
  ['a literal', 'hunter22', ['Holder[literal]']],
  ['a reference to Secrets Manager', '{{resolve:secretsmanager:db}}', []],
])('parameters of another stack: %s', (_, value, expected) => {
  const stack = (Type: string, Parameters: unknown) => ({ Resources: { Holder: { Type, Properties: { Parameters } } } });
  expect(ids(rule, stack('AWS::CloudFormation::Stack', { DbPassword: value }))).toEqual(expected);
  expect(ids(rule, stack('AWS::CloudFormation::StackSet', [{ ParameterKey: 'DbPassword', ParameterValue: value }]))).toEqual(expected);
});

test('a header that identifies a distribution', () => {
  const origin = (HeaderName: string, HeaderValue: string) => ({
    DistributionConfig: { Origins: [{ OriginCustomHeaders: [{ HeaderName, HeaderValue }] }] },
  });
  const said = (name: string, value: string) => ids(rule, { Resources: { Holder: { Type: 'AWS::CloudFront::Distribution', Properties: origin(name, value) } } });
  expect(said('X-Origin-Verify', 'hunter22')).toEqual(['Holder[literal]']);
  expect(said('X-Origin-Verify', '{{resolve:secretsmanager:origin}}')).toEqual([]);
  expect(said('X-Tenant', 'shop')).toEqual([]);
});

describe('parameters, by what their default values say', () => {
  const variable = (name: string, body: object) => withVariables({ [name]: { Ref: 'P' } }, parameter(body));

  test.each<[string, object, string[]]>([
    ['DB_AUTH', { Type: 'AWS::SSM::Parameter::Value<String>', Default: '/prod/orders/db/password' }, ['[parameter]']],
    ['DB_HOST', { Type: 'AWS::SSM::Parameter::Value<String>', Default: '/prod/orders/db/host' }, []],
    ['DB_SECRET', { Default: 'prod/db' }, []],
    ['DB_SECRET', { Default: 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:db-AbCdEf' }, []],
  ])('%s: %j', (name, body, expected) => {
    expect(findingIds(variable(name, body))).toEqual(expected);
  });
});

test.each<[string, string, string[]]>([
  ['ORIGIN_SECRET', '${AWS::AccountId}-b7d1e9f3a25c', ['[literal]']],
  ['DB_PASSWORD', '${AWS::StackName}-Passw0rd24', ['[literal]']],
  ['DB_SECRET', 'orders-${AWS::Region}-database2-secret', []],
  ['BUILD', '${AWS::StackName}-b7d1e9f3a25c', []],
])('a text that is composed with a reference: %s %s', (name, text, expected) => {
  expect(findingIds(withVariables({ [name]: { 'Fn::Sub': text } }))).toEqual(expected);
});

describe('settings of programs, by their names', () => {
  const PASSWORD = 'javax.jdo.option.ConnectionPassword';
  const application = (value: unknown) => ({
    Parameters: { P: { Type: 'String', Default: 'hunter22' } },
    Resources: { App: { Type: 'AWS::EMRServerless::Application', Properties: { RuntimeConfiguration: [{ Classification: 'hive-site', Properties: { [PASSWORD]: value } }] } } },
  });

  test.each<[unknown, string[]]>([
    ['hunter22', ['[literal]']],
    [{ Ref: 'P' }, ['[literal]', '[parameter]']],
    ['EMR.secret@arn:aws:secretsmanager:eu-west-1:111122223333:secret:hive-AbCdEf', []],
  ])('%j', (value, expected) => {
    expect([...new Set(findingIds(application(value)))].sort()).toEqual(expected);
  });
});

test.each([
  ['spark.hadoop.fs.s3a.secret.key=q7Rk2Lw9ZtXvB4nM8sYc', ['It[literal]']],
  ['user=app;password=hunter22', ['It[known-format]']],
  ['spark.sql.shuffle.partitions=64', []],
  ['user=app;password=${PASSWORD}', []],
])('settings within a variable: %s', (value, expected) => {
  expect(ids(rule, { Resources: { It: { Type: 'AWS::Glue::Job', Properties: { DefaultArguments: { '--conf': value } } } } })).toEqual(expected);
});
