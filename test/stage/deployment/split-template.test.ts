import { Identity, SplitTemplate } from '../../../stage/deployment/split-template';

const TEMPLATE = {
  Resources: {
    Key: { Type: 'AWS::KMS::Key' },
    Secret: { Type: 'AWS::SecretsManager::Secret', Properties: { KmsKeyId: { 'Fn::GetAtt': ['Key', 'Arn'] } } },
    Function: {
      Type: 'AWS::Lambda::Function',
      DependsOn: ['Policy', 'Key'],
      Properties: { Environment: { Variables: { SECRET: { Ref: 'Secret' }, TABLE: { 'Fn::GetAtt': ['Table', 'Arn'] } } } },
    },
    Table: { Type: 'AWS::DynamoDB::GlobalTable', Properties: { KeySchema: [] } },
    Policy: {
      Type: 'AWS::SecretsManager::ResourcePolicy',
      Properties: {
        SecretId: { Ref: 'Secret' },
        ResourcePolicy: { Statement: [{ Resource: [{ 'Fn::GetAtt': ['Key', 'Arn'] }, { 'Fn::Join': ['/', [{ Ref: 'Secret' }, { Ref: 'Function' }]] }] }] },
      },
    },
  },
  Outputs: { SecretArn: { Value: { Ref: 'Secret' } } },
};
const IDENTITIES = new Map<string, Identity>([
  ['Secret', { ref: 'arn:secret' }],
  ['Table', { ref: 'table', attributes: { Arn: 'arn:table' } }],
  ['Policy', { ref: 'Policy' }],
]);

test('CloudFormation gets the other resources, with values for references to omitted ones', () => {
  const { deployed } = new SplitTemplate(TEMPLATE, IDENTITIES);
  expect(deployed.Resources).toEqual({
    Key: TEMPLATE.Resources.Key,
    Function: { Type: 'AWS::Lambda::Function', DependsOn: ['Key'], Properties: { Environment: { Variables: { SECRET: 'arn:secret', TABLE: 'arn:table' } } } },
  });
});

test('outputs contain each value that omitted resources refer to, once', () => {
  const { deployed } = new SplitTemplate(TEMPLATE, IDENTITIES);
  expect(deployed.Outputs).toEqual({
    SecretArn: { Value: 'arn:secret' },
    Stage0: { Value: { 'Fn::GetAtt': ['Key', 'Arn'] } },
    Stage1: { Value: { 'Fn::Join': ['/', ['arn:secret', { Ref: 'Function' }]] } },
  });
});

test('omitted resources get the values of the outputs', () => {
  const resolved = new SplitTemplate(TEMPLATE, IDENTITIES).resolved(new Map([['Stage0', 'arn:key'], ['Stage1', 'arn:secret/function']]));
  expect(resolved).toEqual([
    { id: 'Secret', type: 'AWS::SecretsManager::Secret', properties: { KmsKeyId: 'arn:key' } },
    { id: 'Table', type: 'AWS::DynamoDB::GlobalTable', properties: { KeySchema: [] } },
    {
      id: 'Policy',
      type: 'AWS::SecretsManager::ResourcePolicy',
      properties: { SecretId: 'arn:secret', ResourcePolicy: { Statement: [{ Resource: ['arn:key', 'arn:secret/function'] }] } },
    },
  ]);
});

test('an unknown attribute is an error', () => {
  const identities = new Map(IDENTITIES).set('Table', { ref: 'table' });
  expect(() => new SplitTemplate(TEMPLATE, identities)).toThrow('The stage does not know Arn of Table');
});

test('names in Fn::Sub count as references', () => {
  const Properties = { Description: { 'Fn::Sub': '${Secret} of ${Table.Arn} in ${AWS::Region} by ${Key}' } };
  const { deployed } = new SplitTemplate({ Resources: { Function: { Type: 'AWS::Lambda::Function', Properties } } }, IDENTITIES);
  expect(deployed.Resources.Function.Properties).toEqual({ Description: { 'Fn::Sub': 'arn:secret of arn:table in ${AWS::Region} by ${Key}' } });
});
