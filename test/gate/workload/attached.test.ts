import { Undetermined } from '../../../lib/gate';
import { workloadOf } from '../harness';

/** Returns the policies attached to a role, if one policy has the given roles. */
function attached(Roles: unknown): string[] {
  const workload = workloadOf({
    Parameters: { Name: { Type: 'String' } },
    Resources: { Role: { Type: 'AWS::IAM::Role' }, Policy: { Type: 'AWS::IAM::Policy', Properties: { Roles } } },
  });
  const [role] = workload.resources('AWS::IAM::Role');
  const { results } = workload.scenarios.explore(() => workload.attached(role, 'AWS::IAM::Policy', 'Roles').map((policy) => policy.logicalId));
  return results.flatMap(({ result }) => result);
}

test('a reference attaches', () => {
  expect(attached([{ Ref: 'Role' }])).toEqual(['Policy']);
});

test.each([
  ['name'],
  [['name']],
  [[{ 'Fn::Sub': 'name-${AWS::Region}-${!Role}' }]],
  [[{ 'Fn::Sub': ['name-${Part}', { Part: { Ref: 'AWS::AccountId' } }] }]],
  [{ 'Fn::Join': ['', ['name-', { Ref: 'AWS::Region' }]] }],
])('%j is a literal and refers to nothing', (roles) => {
  expect(attached(roles)).toEqual([]);
});

test.each([
  [{ Ref: 'Name' }],
  [['name', { 'Fn::ImportValue': 'x' }]],
  [[{ 'Fn::Sub': 'name-${Name}' }]],
  [[{ 'Fn::Sub': ['name-${Part}', { Part: { Ref: 'Name' } }] }]],
  [{ 'Fn::Join': ['', ['name-', { Ref: 'Name' }]] }],
  [{ 'Fn::Sub': { toString: 1 } }],
])('%j may refer to any resource', (roles) => {
  expect(() => attached(roles)).toThrow(Undetermined);
});
