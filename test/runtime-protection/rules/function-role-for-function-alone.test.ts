import { functionRoleForFunctionAlone } from '../../../lib/runtime-protection/rules/function-role-for-function-alone';
import { ids, TestTemplate } from '../../gate/harness';

const found = (...principals: unknown[]) =>
  ids(functionRoleForFunctionAlone, {
    Parameters: { Open: { Type: 'String' } },
    Resources: { It: { Type: 'AWS::IAM::Role', Properties: { AssumeRolePolicyDocument: { Statement: principals.map((Principal) => ({ Effect: 'Allow', Action: 'sts:AssumeRole', Principal })) } } } },
  } as TestTemplate);

test('compliant: only Lambda, or no function', () => {
  expect(found({ Service: 'lambda.amazonaws.com' })).toEqual([]);
  expect(found({ Service: ['lambda.amazonaws.com', 'edgelambda.amazonaws.com'] })).toEqual([]);
  expect(found({ Service: 'ec2.amazonaws.com' })).toEqual([]);
});

test('non-compliant: another principal', () => {
  expect(found({ Service: ['lambda.amazonaws.com', 'ec2.amazonaws.com'] })).toEqual(['It[shared]']);
  expect(found({ Service: 'lambda.amazonaws.com' }, { AWS: 'arn:aws:iam::111111111111:root' })).toEqual(['It[shared]']);
});

test('undetermined: another principal is known only at deployment', () => {
  expect(found({ Service: ['lambda.amazonaws.com', { Ref: 'Open' }] })).toEqual(['It[undetermined]']);
});
