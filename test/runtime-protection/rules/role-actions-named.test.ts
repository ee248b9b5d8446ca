import { roleActionsNamed } from '../../../lib/runtime-protection/rules/role-actions-named';
import { ids } from '../../gate/harness';

const role = (Service: unknown, statements: readonly object[], more: object = {}) => ({
  Type: 'AWS::IAM::Role',
  Properties: {
    AssumeRolePolicyDocument: { Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service } }] },
    Policies: [{ PolicyName: 'Own', PolicyDocument: { Statement: statements } }],
    ...more,
  },
});
const found = (Action: unknown, service = 'lambda.amazonaws.com') =>
  ids(roleActionsNamed, { Parameters: { Open: { Type: 'String' } }, Resources: { It: role(service, [{ Effect: 'Allow', Action, Resource: 'arn' }]) } });

test.each(['s3:PutObject', 's3:GetObject*', 's3:List*', 'dynamodb:BatchGet*', 'dynamodb:Describe*', 'kms:ReEncrypt*', 'kms:GenerateDataKey*', 's3:*', '*'])('compliant, or judged by other rules: %s', (action) => {
  expect(found(action)).toEqual([]);
});

test.each(['s3:Put*', 'iam:Pass*', 'lambda:Update*', 'dynamodb:*Item', 'sqs:*Message', 'kms:*crypt', 'secretsmanager:Get*'])('non-compliant: %s', (action) => {
  expect(found(action)).toEqual(['It[part-of-name]']);
  expect(found([action], 'states.amazonaws.com')).toEqual(['It[part-of-name]']);
});

test('compliant: roles of deployment services', () => {
  expect(found('s3:Put*', 'codebuild.amazonaws.com')).toEqual([]);
});

test('undetermined: the action is known only at deployment', () => {
  expect(found({ Ref: 'Open' })).toEqual(['It[undetermined]']);
});
