import { noPlaintextSecretElsewhere as rule } from '../../../lib/secrets/rules/no-plaintext-secret-elsewhere';
import { check, ids, TestTemplate } from '../../gate/harness';

/** Assembled at run time, so that scanners do not report this file. */
const TOKEN = `ghp_${'aB3dE5gH'.repeat(5).slice(0, 36)}`;
const held = (Type: string, Properties: object, rest: object = {}): TestTemplate => ({ Parameters: { P: { Type: 'String' } }, Resources: { It: { Type, Properties, ...rest } } });
const container = (definition: object) => held('AWS::ECS::TaskDefinition', { ContainerDefinitions: [definition] });
const file = (content: unknown) => held('AWS::EC2::Instance', {}, { Metadata: { 'AWS::CloudFormation::Init': { config: { files: { '/etc/app': { content } } } } } });

test.each<[string, TestTemplate, string]>([
  ['a tag', held('AWS::Lambda::Function', { Tags: [{ Key: 'deploy', Value: TOKEN }] }), 'It[known-format] Properties.Tags[0].Value: Value contains a GitHub token'],
  ['a tag that is named as a secret', held('AWS::S3::Bucket', { Tags: [{ Key: 'AdminPassword', Value: 'hunter-22-xyz' }] }), 'It[assigned] Properties.Tags[0]: Tags assigns a literal value to AdminPassword'],
  ['a pair of a name and a value', held('AWS::New::Thing', { Parameters: [{ ParameterName: 'MasterPassword', ParameterValue: 'hunter-22-xyz' }] }), 'It[assigned] Properties.Parameters[0]: Parameters assigns a literal value to MasterPassword'],
  ['a description', held('AWS::S3::Bucket', { Description: 'login with password=hunter22xyz' }), 'It[assigned] Properties.Description: Description assigns a literal value to password'],
  ['a description in words', held('AWS::S3::Bucket', { Description: 'Login: admin, password: Welcome2024!' }), 'It[assigned] Properties.Description: Description assigns a literal value to password'],
  ['a sentence', held('AWS::S3::Bucket', { Description: 'The password is Welcome2024.' }), 'It[assigned] Properties.Description: Description assigns a literal value to password'],
  ['a document in YAML', held('AWS::EKS::Addon', { ConfigurationValues: 'grafana:\n  adminPassword: gr4fana-Gate\n' }), 'It[assigned] Properties.ConfigurationValues: ConfigurationValues assigns a literal value to adminPassword'],
  ['an unknown type', held('AWS::New::Thing', { Deep: [{ Er: TOKEN }] }), 'It[known-format] Properties.Deep[0].Er: Er contains a GitHub token'],
  ['an option of a command', container({ Command: ['app', '--db-password=hunter22xyz'] }), 'It[assigned] Properties.ContainerDefinitions[0].Command[1]: Command assigns a literal value to db-password'],
  ['an option and its value', container({ Command: ['run', '--token', 'hunter22xyz'] }), 'It[assigned] Properties.ContainerDefinitions[0].Command: Command assigns a literal value to token'],
  ['an address', container({ HealthCheck: { Command: ['CMD', 'http://admin:hunter22@localhost/'] } }), 'It[assigned] Properties.ContainerDefinitions[0].HealthCheck.Command[1]: Command contains an address with a password'],
  ['a query', held('AWS::SNS::Subscription', { Endpoint: 'https://hooks.example.com/x?api_key=hunter22' }), 'It[assigned] Properties.Endpoint: Endpoint assigns a literal value to api_key'],
  ['metadata', file('db_password=hunter22xyz\n'), 'It[assigned] Metadata.AWS::CloudFormation::Init.config.files./etc/app.content: content assigns a literal value to db_password'],
  ['a member of metadata', held('AWS::EC2::Instance', {}, { Metadata: { 'AWS::CloudFormation::Authentication': { shop: { type: 'basic', password: 'hunter22' } } } }),
    'It[assigned] Metadata.AWS::CloudFormation::Authentication.shop.password: password assigns a literal value to password'],
  ['a token as the user of an address', held('AWS::CodeBuild::Project', { Source: { Location: 'https://k8Jd92mQx7Lp03Zr@github.com/shop/orders.git' } }), 'It[assigned] Properties.Source.Location: Location contains an address with a password'],
  ['a part of a text', file({ 'Fn::Join': ['', ['key ', TOKEN, { Ref: 'P' }]] }), 'It[known-format] Metadata.AWS::CloudFormation::Init.config.files./etc/app.content: content contains a GitHub token'],
  ['base64', held('AWS::New::Thing', { Data: Buffer.from('#!/bin/sh\nexport DB_PASSWORD=hunter22xyz\n ').toString('base64') }), 'It[assigned] Properties.Data: Data assigns a literal value to DB_PASSWORD'],
])('non-compliant: %s', (_, template, line) => {
  expect(check(rule, template)).toEqual([line]);
});

test.each<[string, TestTemplate]>([
  ['names and ARNs', held('AWS::New::Thing', { Secret: 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:db-AbCdEf', Token: { Ref: 'P' } })],
  ['names of secrets', container({ Command: ['app', '--secret-arn', 'arn:aws:x', '--token', '$TOKEN'] })],
  ['the name of a reference', held('AWS::New::Thing', { A: { 'Fn::ImportValue': TOKEN }, B: { 'Fn::GetAtt': ['It', TOKEN] } })],
  ['members of metadata without secrets', held('AWS::S3::Bucket', {}, { Metadata: { TokenTable: 'orders-table', password: '<password>', List: ['password'] } })],
  ['texts about secrets', held('AWS::S3::Bucket', { Description: 'Password: at least 8 characters. The password is rotated. Token: sha256. The secret is my-secret-name1, apiKey: required' })],
  ['names of secrets in a document', held('AWS::EKS::Addon', { ConfigurationValues: 'auth:\n  existingSecret: grafana-admin-01\n  secret: grafana-admin-02\n  passwordKey: admin-password1\n  password: ${ADMIN_PASSWORD1}\n' })],
  ['a placeholder', file('db_password=<password>\n')],
  ['values from the deployment', file({ 'Fn::Sub': 'db_password=${P}\n' })],
  ['base64 of no text', held('AWS::New::Thing', { Data: Buffer.from([0, 1, 2, 3, 4, 250, 251, 252, 253, 1, 2, 3]).toString('base64') })],
  ['properties that other rules judge', held('AWS::Lambda::Function', { Environment: { Variables: { A: TOKEN } }, Code: { ZipFile: TOKEN } })],
  ['pairs that other rules read', container({ Environment: [{ Name: 'A', Value: TOKEN }] })],
  ['pairs about secrets', held('AWS::S3::Bucket', { Tags: [{ Key: 'secret-rotation', Value: 'every-30-days' }, { Key: 'Password', Value: 'rotated' }, { Key: 'Token', Value: { Ref: 'P' } }, { Key: 'ApiKeyOwner', Value: 'team-123456' }] })],
  ['a pair in a table', held('AWS::CloudFormation::StackSet', { Parameters: [{ ParameterKey: 'AdminPassword', ParameterValue: 'hunter-22-xyz' }] })],
  ['headers', held('AWS::ElasticLoadBalancingV2::ListenerRule', { Conditions: [{ HttpHeaderConfig: { Values: [TOKEN] } }] })],
  ['custom resources', held('Custom::Seed', { Text: TOKEN })],
])('compliant: %s', (_, template) => {
  expect(ids(rule, template)).toEqual([]);
});

test('reports the same text in each resource', () => {
  const Properties = { Text: `password=${'hunter22xyz'}` };
  expect(ids(rule, { Resources: { A: { Type: 'AWS::New::Thing', Properties }, B: { Type: 'AWS::New::Thing', Properties } } })).toEqual(['A[assigned]', 'B[assigned]']);
});
