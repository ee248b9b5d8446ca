/** Stacks in which the policies of a grant cause cycles, so that `RotatedSecret.grantRead` puts them elsewhere. */
import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { fnIn, secretIn } from './fixtures';

const read = (resource: string, fn: lambda.Function) =>
  new iam.PolicyStatement({
    actions: ['secretsmanager:GetSecretValue'],
    resources: [resource],
    conditions: { ArnEquals: { 'lambda:SourceFunctionArn': fn.functionArn } },
  });

test('among the role’s own policies, a policy that names the function is a cycle', () => {
  const stack = new Stack(new App(), 'One');
  const fn = fnIn(stack, 'Reader');
  fn.addToRolePolicy(read(secretIn(stack).secretArn, fn));
  expect(() => Template.fromStack(stack)).toThrow(/dependency cycle/);
});

test('in the secret’s stack, a policy that names a function of another stack makes the stacks depend on each other', () => {
  const app = new App();
  const secret = secretIn(new Stack(app, 'One'));
  const fn = fnIn(new Stack(app, 'Two'), 'Reader');
  fn.addEnvironment('SECRET', secret.secretArn);
  new iam.Policy(secret, 'Read', { roles: [fn.role!], statements: [read(secret.secretArn, fn)] });
  expect(() => app.synth()).toThrow(/cyclic reference/);
});

test('in the secret’s policy, the name of a role of another stack does too', () => {
  const app = new App();
  const secret = secretIn(new Stack(app, 'One'), { denyOtherReaders: false });
  const fn = fnIn(new Stack(app, 'Two'), 'Reader');
  secret.grantRead(fn);
  const conditions = { ArnNotLike: { 'aws:PrincipalArn': fn.role!.roleArn } };
  secret.addToResourcePolicy(
    new iam.PolicyStatement({ effect: iam.Effect.DENY, principals: [new iam.AnyPrincipal()], actions: ['secretsmanager:GetSecretValue'], resources: ['*'], conditions }),
  );
  expect(() => app.synth()).toThrow(/cyclic reference/);
});
