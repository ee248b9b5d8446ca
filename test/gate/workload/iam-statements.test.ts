import { statementsOf } from '../../../lib/gate';
import { workloadOf } from '../harness';

test('an element that is known only at deployment does not hide others', () => {
  const statement = { Effect: 'Allow', Action: 's3:GetObject', Resource: { 'Fn::ImportValue': 'elsewhere' } };
  const policy = { Type: 'AWS::IAM::Policy', Properties: { PolicyDocument: { Statement: statement } } };
  const workload = workloadOf({ Resources: { Policy: policy } });
  workload.scenarios.explore(() => {
    const [read] = statementsOf(workload.resources('AWS::IAM::Policy')[0].get('PolicyDocument'));
    expect(read.actions.map((action) => action.string())).toEqual(['s3:GetObject']);
    expect(read.notActions).toEqual([]);
    expect(() => read.resources).toThrow('export elsewhere belongs to a stack that is not part of this check');
  });
});
