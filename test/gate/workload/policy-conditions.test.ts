import { opensToEveryone, statementAt } from '../../../lib/gate';
import { workloadOf } from '../harness';

const PARAMETERS = { P: { Type: 'String' }, One: { Type: 'String', AllowedValues: ['111122223333', '444455556666'] }, Any: { Type: 'String', AllowedValues: ['*', '1'] } };
const MAPPINGS = { Accounts: { 'eu-west-1': { id: '111122223333' }, 'us-east-1': { id: '444455556666' } } };

/** Returns what makes a statement open, in each scenario; `undetermined` if that can't be known. */
function opened(statement: object): unknown[] {
  const workload = workloadOf({
    Parameters: PARAMETERS,
    Mappings: MAPPINGS,
    Resources: { R: { Type: 'Test::A::B', Properties: { S: { Effect: 'Allow', Action: 'x:Do', ...statement } } } },
  });
  const { results } = workload.scenarios.explore(() => {
    try {
      return opensToEveryone(statementAt(workload.resources()[0].get('S')));
    } catch {
      return 'undetermined';
    }
  });
  return [...new Set(results.map(({ result }) => result))];
}

test.each<[unknown]>([
  ['111122223333'],
  [{ AWS: ['arn:aws:iam::111122223333:root', { 'Fn::Sub': 'arn:aws:iam::${P}:root' }] }],
  [{ AWS: { Ref: 'One' } }],
  [{ AWS: { 'Fn::FindInMap': ['Accounts', { Ref: 'AWS::Region' }, 'id'] } }],
  [{ Service: 'sns.amazonaws.com' }],
])('not public: %j', (Principal) => {
  expect(opened({ Principal })).toEqual([undefined]);
});

test.each<[unknown]>([['*'], [{ AWS: '*' }], [{ AWS: ['111122223333', '*'] }], [{ Federated: '*' }]])('public: %j', (Principal) => {
  expect(opened({ Principal })).toEqual(['principal "*"']);
});

test('an open principal is public in one scenario, or undetermined', () => {
  expect(opened({ Principal: { AWS: { Ref: 'Any' } } })).toContain('principal "*"');
  expect(opened({ Principal: { AWS: { 'Fn::ImportValue': 'elsewhere' } } })).toEqual(['undetermined']);
  expect(opened({ Principal: { AWS: { Ref: 'P' } } })).toContain('undetermined');
});

test('a Deny is not public', () => {
  expect(opened({ Effect: 'Deny', Principal: '*' })).toEqual([undefined]);
});
