import { SecretValue, Stack } from 'aws-cdk-lib';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import * as ssm from 'aws-cdk-lib/aws-ssm';
import { parameterSecretIsSecureString as rule } from '../../../lib/secrets/rules/parameter-secret-is-secure-string';
import { check, ids, TestTemplate, workloadOfApp, workloadOfStack } from '../../gate/harness';

function parameter(properties: object, extra: Partial<TestTemplate> = {}): TestTemplate {
  return {
    ...extra,
    Resources: {
      Parameter: { Type: 'AWS::SSM::Parameter', Properties: { Type: 'String', ...properties } },
      Secret: { Type: 'AWS::SecretsManager::Secret' },
    },
  };
}

describe('compliant', () => {
  test.each<[object]>([
    [{ Name: '/prod/table', Value: 'orders' }],
    [{ Name: '/prod/db/password-arn', Value: 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:x' }],
    [{ Name: '/prod/db/password', Value: { Ref: 'Secret' } }],
    [{ Name: '/token-service/log-level', Value: 'debug' }],
    [{ Name: '/prod/tokens/url', Value: 'https://auth.example.com' }],
    [{ Name: '/passwords/length', Value: '12' }],
    [{ Name: { 'Fn::Sub': '/${AWS::StackName}/host' }, Value: 'db.example.com' }],
    [{ Name: '/git/commit', Value: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b' }],
    [{ Value: 'a,b,c', Type: 'StringList' }],
    [{}],
  ])('%j', (properties) => {
    expect(check(rule, parameter(properties))).toEqual([]);
  });

  test('constructs: the ARN of a secret, in the same stack and in another', () => {
    const workload = workloadOfApp((app) => {
      const owner = new Stack(app, 'Owner');
      const secret = new secretsmanager.Secret(owner, 'Secret');
      new ssm.StringParameter(owner, 'A', { parameterName: '/prod/secret', stringValue: secret.secretArn });
      new ssm.StringParameter(new Stack(app, 'Other'), 'B', { parameterName: '/other/secret', stringValue: secret.secretArn });
    });
    expect(check(rule, workload)).toEqual([]);
  });
});

describe('non-compliant', () => {
  test('a secret by its name', () => {
    expect(check(rule, parameter({ Name: '/prod/db/password', Value: 'hunter22' }))).toEqual([
      'Parameter[literal] Properties.Value: the value is named as a secret and holds a literal value',
    ]);
    expect(ids(rule, parameter({ Name: { 'Fn::Sub': '/${AWS::StackName}/api-key' }, Value: 'hunter22' }))).toEqual(['Parameter[literal]']);
    expect(ids(rule, parameter({ Name: '/prod/secrets/stripe', Value: 'hunter22' }))).toEqual(['Parameter[literal]']);
  });

  test('a secret by its value', () => {
    expect(ids(rule, parameter({ Value: 'kJ8xQ2vN5mR7wT1zB4cY6pL9' }))).toEqual(['Parameter[high-entropy]']);
    expect(ids(rule, parameter({ Type: 'StringList', Value: 'a,postgres://admin:hunter22@db/x' }))).toEqual(['Parameter[known-format]']);
  });

  test('a secret by the template’s parameter', () => {
    const template = (body: object) => parameter({ Name: '/prod/db/password', Value: { Ref: 'P' } }, { Parameters: { P: { Type: 'String', ...body } } });
    expect(ids(rule, template({}))).toEqual(['Parameter[parameter]']);
    expect(ids(rule, template({ NoEcho: true }))).toEqual(['Parameter[no-echo-parameter]']);
    expect(ids(rule, template({ NoEcho: true, Default: 'hunter22' }))).toEqual(['Parameter[no-echo-parameter]', 'Parameter[parameter-default]']);
    expect(ids(rule, template({ AllowedValues: ['', 'hunter22'] }))).toEqual(['Parameter[literal]']);
  });

  test('constructs: an unwrapped secret', () => {
    const workload = workloadOfStack((stack) => {
      new ssm.StringParameter(stack, 'P', { stringValue: SecretValue.secretsManager('prod/db').unsafeUnwrap() });
    });
    expect(ids(rule, workload).map((id) => id.replace(/^[^[]*/, ''))).toEqual(['[dynamic-reference]']);
  });
});

describe('undetermined', () => {
  test('an imported secret, and a value that is not a text', () => {
    expect(ids(rule, parameter({ Name: '/prod/db/password', Value: { 'Fn::ImportValue': 'elsewhere' } }))).toEqual(['Parameter[undetermined]']);
    expect(ids(rule, parameter({ Value: ['x'] }))).toEqual(['Parameter[undetermined]']);
  });
});
