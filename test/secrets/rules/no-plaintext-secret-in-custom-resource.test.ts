import { noPlaintextSecretInCustomResource } from '../../../lib/secrets/rules/no-plaintext-secret-in-custom-resource';
import { ids, TestTemplate } from '../../gate/harness';

const PARAMETERS = {
  Open: { Type: 'String' }, DbPassword: { Type: 'String' }, Hidden: { Type: 'String', NoEcho: true }, Written: { Type: 'String', NoEcho: true, Default: 'hunter22' },
};
const found = (Properties: object, Type: string = 'Custom::Thing') =>
  ids(noPlaintextSecretInCustomResource, { Parameters: PARAMETERS, Resources: { It: { Type, Properties } } } as TestTemplate);

test.each<[string, object]>([
  ['no secrets', { ServiceToken: 'arn', Name: 'shop', Content: 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855.zip' }],
  ['the ARN of a secret', { ApiKeySecretArn: 'arn:aws:secretsmanager:eu-west-1:111111111111:secret:a' }],
  ['a hidden parameter', { Password: { Ref: 'Hidden' } }],
  ['a dynamic reference', { Password: '{{resolve:secretsmanager:a}}' }],
])('compliant: %s', (_, properties) => {
  expect(found(properties)).toEqual([]);
});

test.each<[string, object, string]>([
  ['a literal', { DbPassword: 'hunter22' }, 'literal'],
  ['a literal inside', { Settings: { ApiKey: 'hunter22' } }, 'literal'],
  ['a literal in a list', { Users: [{ Password: 'hunter22' }] }, 'literal'],
  ['a token', { Setting: `ghp_${'aB3dE5gH'.repeat(5).slice(0, 36)}` }, 'known-format'],
  ['a parameter that everyone sees', { Password: { Ref: 'DbPassword' } }, 'parameter'],
  ['a default', { Password: { Ref: 'Written' } }, 'parameter-default'],
])('non-compliant: %s', (_, properties, id) => {
  expect(found(properties)).toEqual([`It[${id}]`]);
  expect(found(properties, 'AWS::CloudFormation::CustomResource')).toEqual([`It[${id}]`]);
});

test('ignores unknown values', () => {
  expect(found({ Settings: { 'Fn::ImportValue': 'elsewhere' } })).toEqual([]);
});

test('ignores other types', () => {
  expect(found({ Password: 'hunter22' }, 'AWS::S3::Bucket')).toEqual([]);
});
