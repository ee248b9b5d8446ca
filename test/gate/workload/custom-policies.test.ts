import { customPolicies } from '../../../lib/gate';
import { workloadOf } from '../harness';

const POLICY = { Statement: { Effect: 'Allow', Action: 's3:GetObject', Resource: '*' } };
const MANAGED = 'arn:aws:iam::aws:policy/AdministratorAccess';
const found = (Properties: object) => {
  const workload = workloadOf({ Parameters: { Open: { Type: 'String' } }, Resources: { It: { Type: 'Custom::It', Properties } } });
  const { results } = workload.scenarios.explore(() => {
    const { documents, managed, principals } = customPolicies(workload.resources()[0]);
    return { documents: documents.map((document) => document.json()), managed: [...managed, ...principals].map((text) => text.string()) };
  });
  return results[0].result;
};

test.each<[string, object, object[], string[]]>([
  ['a document', { PolicyDocument: POLICY }, [POLICY], []],
  ['a document in a list', { Roles: [{ Name: 'a', Policies: [POLICY] }] }, [POLICY], []],
  ['a document as a text', { Policy: JSON.stringify(POLICY) }, [POLICY], []],
  ['a call with a document', { Create: JSON.stringify({ service: 'S3', parameters: { Policy: JSON.stringify(POLICY) } }) }, [POLICY], []],
  ['a call in parts', { Create: { 'Fn::Join': ['', ['{"parameters":{"Bucket":"', { Ref: 'AWS::StackName' }, '","Policy":', JSON.stringify(POLICY), '}}']] } }, [POLICY], []],
  ['a call that attaches a policy', { Create: JSON.stringify({ parameters: { PolicyArn: MANAGED } }) }, [], [MANAGED]],
  ['policies by their ARNs', { ManagedPolicyArns: [MANAGED, { 'Fn::Sub': 'arn:${AWS::Partition}:iam::aws:policy/service-role/A' }] }, [], [MANAGED, 'arn:${AWS::Partition}:iam::aws:policy/service-role/A']],
  ['a permission', { Create: JSON.stringify({ parameters: { Action: 'lambda:InvokeFunction', Principal: '*' } }) }, [], ['*']],
  ['a permission for a source', { Create: JSON.stringify({ parameters: { Action: 'lambda:InvokeFunction', Principal: '*', SourceAccount: '1' } }) }, [], []],
  ['a text that only looks like JSON', { Text: '{a' }, [], []],
  ['a statement of something else', { Statement: 'SELECT 1', Query: { Statement: [{ Sql: 'a' }] } }, [], []],
  ['what is known only at deployment', { Policy: { Ref: 'Open' }, Statement: { Statement: { Ref: 'Open' } } }, [], []],
])('%s', (_, properties, documents, managed) => {
  expect(found(properties)).toEqual({ documents, managed });
});
