import { readings, workloadOf } from '../harness';

const workload = workloadOf({
  Conditions: { IsProd: { 'Fn::Equals': [{ Ref: 'AWS::Region' }, 'eu-west-1'] }, Never: { 'Fn::Equals': [1, 2] } },
  Resources: {
    Plain: { Type: 'AWS::S3::Bucket', Metadata: { 'aws:cdk:path': 'Stack/Plain/Resource' } },
    Full: {
      Type: 'AWS::S3::Bucket',
      Condition: 'IsProd',
      DeletionPolicy: 'Retain',
      UpdateReplacePolicy: { 'Fn::If': ['Never', 'Delete', 'Snapshot'] },
      Properties: { Tags: [{ Key: 'a' }], ['constructor']: 'own' },
    },
    Never: { Type: 'AWS::S3::Bucket', Condition: 'Never' },
    Odd: { Type: 'AWS::S3::Bucket', Condition: { 'Fn::Equals': [1, 2] } },
    Macro: { Type: 'AWS::S3::Bucket', Properties: { 'Fn::Transform': { Name: 'AWS::Include' } } },
  },
});
const [plain, full, never, odd, macro] = workload.resources();

test('has a type, a logical id and a path', () => {
  expect(plain).toMatchObject({ type: 'AWS::S3::Bucket', logicalId: 'Plain', path: 'Stack/Plain/Resource' });
  expect(full.path).toBe('template0.json/Full');
});

test('get reads a property at any depth', () => {
  expect(full.get('Tags', 0, 'Key')).toMatchObject({ location: 'Properties.Tags[0].Key', exists: true, resource: full });
  expect(full.get('Tags', 1, 'Key')).toMatchObject({ location: 'Properties.Tags[1].Key', exists: false });
  expect(full.get().json()).toEqual({ Tags: [{ Key: 'a' }], ['constructor']: 'own' });
});

test('properties are absent if there are none', () => {
  expect(plain.get('Tags', 0)).toMatchObject({ exists: false, unknown: undefined });
  expect(plain.get().json()).toEqual({});
});

test('properties from a macro are unknown', () => {
  expect(macro.get('Tags')).toMatchObject({ unknown: 'Fn::Transform is evaluated at deployment' });
  expect(() => macro.get('Tags').exists).toThrow('Fn::Transform is evaluated at deployment');
});

test('attribute reads other attributes of the resource in the current scenario', () => {
  expect(full.attribute('DeletionPolicy').string()).toBe('Retain');
  workload.scenarios.explore(() => expect(full.attribute('UpdateReplacePolicy').string()).toBe('Snapshot'));
  expect(plain.attribute('DeletionPolicy').string()).toBeUndefined();
  expect(plain.attribute('constructor').exists).toBe(false);
});

test('created follows the condition, and an invalid condition is ignored', () => {
  const created = (logicalId: string) => readings(workload, logicalId, 'X', (at) => at.resource.created);
  expect(created('Full')).toEqual([
    { reads: true, where: ['condition IsProd is true'] },
    { reads: false, where: ['condition IsProd is false'] },
  ]);
  expect([plain, never, odd].map(({ logicalId }) => created(logicalId).map(({ reads }) => reads))).toEqual([[true], [false], [true]]);
});
