import { Aws, Fn, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { deployedLength } from '../../lib/quotas/deployed-length';

const stack = new Stack();

test.each<[unknown, string]>([
  ['"', '"\\""'],
  [{ a: ['b', 'c'], d: true }, '{"a":["b","c"],"d":true}'],
  [undefined, '""'],
  [`arn:${Aws.PARTITION}:iam::${Aws.ACCOUNT_ID}:role/x`, '"arn:aws-us-gov:iam::111122223333:role/x"'],
  [Fn.importValue('x'), `"${'x'.repeat(122)}"`],
])('%j is as long as %s', (value, text) => {
  expect(deployedLength(stack, value)).toBe(text.length);
});

test('a reference counts with the maximum length of its ARN', () => {
  const role = new iam.Role(stack, 'Role', { assumedBy: new iam.AccountRootPrincipal() });
  expect(deployedLength(stack, role.roleArn)).toBeGreaterThanOrEqual(`"arn:aws-us-gov:iam::111122223333:role/${'x'.repeat(64)}"`.length);
  const secret = new secretsmanager.Secret(stack, 'Secret');
  const id = stack.getLogicalId(secret.node.defaultChild as secretsmanager.CfnSecret);
  expect(deployedLength(stack, secret.secretArn)).toBeGreaterThanOrEqual(`"arn:aws-us-gov:secretsmanager:ap-northeast-1:111122223333:secret:${id}-AbCdEfGhIjKl-AbCdEf"`.length);
});
