import { CfnParameter, SecretValue, Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as rds from 'aws-cdk-lib/aws-rds';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { secretProperties } from '../../../lib/aws/properties';
import { noPlaintextSecretString as rule } from '../../../lib/secrets/rules/no-plaintext-secret-string';
import { check, ids, TestTemplate, workloadOfApp, workloadOfStack } from '../../gate/harness';
import { holding as propertiesHolding } from '../../gate/holding';

function secret(properties: object, extra: Partial<TestTemplate> = {}): TestTemplate {
  return {
    ...extra,
    Resources: {
      Secret: { Type: 'AWS::SecretsManager::Secret', Properties: properties },
      Key: { Type: 'AWS::IAM::AccessKey' },
    },
  };
}

const withParameter = (properties: object, body: object) => secret(properties, { Parameters: { P: { Type: 'String', ...body } } });
const template = (value: unknown, key: string = 'password') => ({ GenerateSecretString: { SecretStringTemplate: value, GenerateStringKey: key } });

describe('compliant', () => {
  test.each<[object]>([
    [{}],
    [{ GenerateSecretString: {} }],
    [template('{"username":"admin","host":"db.example.com"}')],
    [template('{"username":"admin","password":""}')],
    [template('{"password":"replaced"}')],
    [{ SecretString: { 'Fn::GetAtt': ['Key', 'SecretAccessKey'] } }],
    [{ SecretString: '{{resolve:secretsmanager:other}}' }],
    [{ SecretString: '{"username":"admin","dbInstanceIdentifier":"orders","port":5432,"password":"{{resolve:secretsmanager:other}}"}' }],
    [{ SecretString: { 'Fn::Sub': '{"accessKeyId":"${Key}","secretAccessKey":"${Key.SecretAccessKey}"}' } }],
    [{ SecretString: '{"username":"admin"}' }],
    [{ SecretString: '' }],
    [{ SecretString: 'REPLACE_ME' }],
    [{ SecretString: '{"username":"admin","password":"<password>"}' }],
  ])('%j', (properties) => {
    expect(check(rule, secret(properties))).toEqual([]);
  });

  test('a parameter with NoEcho', () => {
    expect(check(rule, withParameter({ SecretString: { Ref: 'P' } }, { NoEcho: true }))).toEqual([]);
    expect(check(rule, withParameter({ SecretString: { 'Fn::Sub': '{"password":"${P}"}' } }, { NoEcho: true }))).toEqual([]);
    expect(check(rule, withParameter({ SecretString: { 'Fn::Sub': '{"username":"${P}"}' } }, {}))).toEqual([]);
  });

  test('constructs', () => {
    const workload = workloadOfApp((app) => {
      const stack = new Stack(app, 'Stack');
      const generated = new secretsmanager.Secret(stack, 'Generated');
      new rds.DatabaseSecret(stack, 'Database', { username: 'admin' });
      new secretsmanager.Secret(stack, 'Key', {
        secretStringValue: new iam.AccessKey(stack, 'AccessKey', { user: new iam.User(stack, 'User') }).secretAccessKey,
      });
      new secretsmanager.Secret(stack, 'Object', {
        secretObjectValue: { username: SecretValue.unsafePlainText('admin'), password: generated.secretValue },
      });
      new secretsmanager.Secret(stack, 'Parameter', { secretStringValue: SecretValue.cfnParameter(new CfnParameter(stack, 'P', { noEcho: true })) });
      new secretsmanager.Secret(new Stack(app, 'Other'), 'Copy', { secretStringValue: generated.secretValue });
    });
    expect(check(rule, workload)).toEqual([]);
  });
});

describe('non-compliant', () => {
  test('a literal, which the message omits', () => {
    expect(check(rule, secret({ SecretString: 'hunter22' }))).toEqual(['Secret[literal] Properties.SecretString: SecretString is written in the template']);
    expect(check(rule, secret({ SecretString: '{"username":"admin","password":"hunter22","value":"x"}' }))).toEqual([
      'Secret[literal] Properties.SecretString: SecretString, key password, is written in the template',
      'Secret[literal] Properties.SecretString: SecretString, key value, is written in the template',
    ]);
    expect(ids(rule, secret({ SecretString: '{"url":"postgres://admin:hunter22@db/x"}' }))).toEqual(['Secret[literal]']);
    expect(ids(rule, secret({ SecretString: { 'Fn::Sub': 'postgres://admin:hunter22@${Key}/x' } }))).toEqual(['Secret[literal]']);
  });

  test('a literal beside a value without quotes from the deployment', () => {
    const SecretString = { 'Fn::Sub': '{"username":"admin","password":"hunter22","port":${Key.Port}}' };
    expect(check(rule, secret({ SecretString }))).toEqual(['Secret[literal] Properties.SecretString: SecretString, key password, is written in the template']);
  });

  test.each(['hunter22-${AWS::Region}', '{"password":"${AWS::StackName}hunter22"}'])('a literal beside a pseudo parameter: %s', (text) => {
    expect(ids(rule, secret({ SecretString: { 'Fn::Sub': text } }))).toEqual(['Secret[literal]']);
  });

  test('a parameter', () => {
    expect(check(rule, withParameter({ SecretString: { Ref: 'P' } }, {}))).toEqual([
      'Secret[parameter] Properties.SecretString: SecretString contains parameter P, which has no NoEcho',
    ]);
    expect(check(rule, withParameter({ SecretString: { Ref: 'P' } }, { Default: 'hunter22' }))).toEqual([
      'Secret[literal] Properties.SecretString: SecretString is written in the template (where parameter P has its default value)',
      'Secret[parameter] Properties.SecretString: SecretString contains parameter P, which has no NoEcho (where parameter P has another value)',
    ]);
    expect(ids(rule, withParameter({ SecretString: { Ref: 'P' } }, { NoEcho: true, Default: 'hunter22' }))).toEqual(['Secret[parameter-default]']);
  });

  test('one of several parameters', () => {
    const value = { 'Fn::Sub': '{"username":"${User}","password":"${Pass}"}' };
    const parameters = { User: { Type: 'String', NoEcho: true }, Pass: { Type: 'String' } };
    expect(check(rule, secret({ SecretString: value }, { Parameters: parameters }))).toEqual([
      'Secret[parameter] Properties.SecretString: SecretString, key password, contains parameter Pass, which has no NoEcho',
    ]);
  });

  test('a template for generated values', () => {
    expect(check(rule, secret(template('{"username":"admin","apiKey":"hunter22"}')))).toEqual([
      'Secret[template-literal] Properties.GenerateSecretString.SecretStringTemplate: SecretStringTemplate, key apiKey, is written in the template',
    ]);
    expect(ids(rule, secret(template('{"other":"kJ8xQ2vN5mR7wT1zB4cY6pL9"}')))).toEqual(['Secret[template-literal]']);
    expect(ids(rule, withParameter(template({ 'Fn::Sub': '{"apiKey":"${P}"}' }), {}))).toEqual(['Secret[parameter]']);
  });

  test('a branch of a condition', () => {
    const value = { 'Fn::If': ['IsProd', { Ref: 'AWS::NoValue' }, 'hunter22'] };
    const body = secret({ SecretString: value }, {
      Parameters: { Env: { Type: 'String', AllowedValues: ['dev', 'prod'] } },
      Conditions: { IsProd: { 'Fn::Equals': [{ Ref: 'Env' }, 'prod'] } },
    });
    expect(check(rule, body)).toEqual([
      'Secret[literal] Properties.SecretString: SecretString is written in the template (where parameter Env is "dev")',
    ]);
  });

  test('a mapping with an unknown key', () => {
    const body = withParameter({ SecretString: { 'Fn::FindInMap': ['Keys', { Ref: 'P' }, 'Key'] } }, {});
    body.Mappings = { Keys: { dev: { Key: 'hunter22' }, prod: { Key: 'hunter23' } } };
    expect(ids(rule, body)).toEqual(['Secret[literal]']);
  });

  test('constructs: plain text', () => {
    const workload = workloadOfStack((stack) => {
      new secretsmanager.Secret(stack, 'Secret', { secretStringValue: SecretValue.unsafePlainText('hunter22') });
    });
    expect(ids(rule, workload).map((id) => id.replace(/^[^[]*/, ''))).toEqual(['[literal]']);
  });
});

describe('undetermined', () => {
  test('an import, a value that is not a text, a template that is not JSON', () => {
    expect(ids(rule, secret({ SecretString: { 'Fn::ImportValue': 'elsewhere' } }))).toEqual(['Secret[undetermined]']);
    expect(ids(rule, secret({ SecretString: { a: 'b' } }))).toEqual(['Secret[undetermined]']);
    expect(ids(rule, secret({ GenerateSecretString: 'text' }))).toEqual([]);
    expect(check(rule, secret(template('no JSON')))).toEqual([
      'Secret[undetermined] Properties.GenerateSecretString.SecretStringTemplate: a JSON object is expected',
    ]);
  });
});

describe('secret properties of other resources', () => {
  /** Returns a resource whose secret property, at a path of the table, has a value. */
  function holding(Type: string, path: string, value: unknown): TestTemplate {
    const Properties = propertiesHolding(path, value);
    return { ...secret({}, { Parameters: { P: { Type: 'String' }, Hidden: { Type: 'String', NoEcho: true } } }), Resources: { Holder: { Type, Properties } } };
  }
  const places = [...secretProperties()].flatMap(([type, paths]) => paths.map((path) => [type, path] as const));

  test.each(places)('%s %s', (type, path) => {
    expect(ids(rule, holding(type, path, 'hunter22'))).toEqual(['Holder[literal]']);
    expect(ids(rule, holding(type, path, { Ref: 'P' }))).toEqual(['Holder[parameter]']);
    for (const value of [undefined, { Ref: 'Hidden' }, '{{resolve:secretsmanager:orders:SecretString:password}}']) {
      expect(check(rule, holding(type, path, value))).toEqual([]);
    }
  });

  test('a parameter that names the secret in a dynamic reference', () => {
    const password = (text: string) => ids(rule, holding('AWS::AmazonMQ::Broker', 'Users.*.Password', { 'Fn::Sub': text }));
    expect(password('{{resolve:secretsmanager:${P}:SecretString:password}}')).toEqual([]);
    expect(password('${P}{{resolve:secretsmanager:${P}:SecretString:password}}')).toEqual(['Holder[parameter]']);
  });

  test('are reported with their location', () => {
    expect(check(rule, holding('AWS::AmazonMQ::Broker', 'Users.*.Password', 'hunter22'))).toEqual([
      'Holder[literal] Properties.Users[0].Password: Password is written in the template',
    ]);
    expect(check(rule, holding('AWS::MemoryDB::User', 'AuthenticationMode.Passwords.*', 'hunter22'))).toEqual([
      'Holder[literal] Properties.AuthenticationMode.Passwords[0]: Passwords is written in the template',
    ]);
  });

  test('are undetermined if unknown', () => {
    expect(ids(rule, holding('AWS::AmazonMQ::Broker', 'Users', { Ref: 'P' }))).toEqual(['Holder[undetermined]']);
    expect(ids(rule, holding('AWS::RDS::DBInstance', 'MasterUserPassword', { 'Fn::ImportValue': 'elsewhere' }))).toEqual(['Holder[undetermined]']);
  });

  test('constructs', () => {
    const workload = workloadOfStack((stack) => {
      const vpc = new ec2.Vpc(stack, 'Vpc');
      const engine = rds.DatabaseInstanceEngine.postgres({ version: rds.PostgresEngineVersion.VER_17 });
      new rds.DatabaseInstance(stack, 'Generated', { engine, vpc });
      const credentials = rds.Credentials.fromPassword('admin', SecretValue.unsafePlainText('hunter22'));
      new rds.DatabaseInstance(stack, 'Written', { engine, vpc, credentials });
    });
    expect(ids(rule, workload)).toEqual([expect.stringMatching(/^Written\w+\[literal\]$/)]);
  });
});

describe('a value from a parameter of Systems Manager', () => {
  const cluster = (MasterUserPassword: string) => ({ Resources: { Db: { Type: 'AWS::DocDB::DBCluster', Properties: { MasterUserPassword } } } });

  test.each<[string, TestTemplate, string[]]>([
    ['of type String', cluster('{{resolve:ssm:/prod/db/password:3}}'), ['Db[plain-parameter]']],
    ['of type SecureString', cluster('{{resolve:ssm-secure:/prod/db/password:3}}'), []],
    ['of type String, in a secret', secret({ SecretString: '{"username":"{{resolve:ssm:/u}}","password":"{{resolve:ssm:/p}}"}' }), ['Secret[plain-parameter]']],
    ['about the server', secret({ SecretString: '{"host":"{{resolve:ssm:/host}}"}' }), []],
  ])('%s', (_, stored, expected) => {
    expect(ids(rule, stored)).toEqual(expected);
  });
});
