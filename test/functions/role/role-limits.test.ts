import { App, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { watchRole } from '../../../lib/functions/role/role-limits';

const statementOf = (length: number) => new iam.PolicyStatement({ actions: ['s3:GetObject'], resources: [`arn:aws:s3:::${'x'.repeat(length)}`] });

/** Returns a policy document of a given length. */
function documentOf(length: number): iam.PolicyDocument {
  const { length: around } = JSON.stringify(new iam.PolicyDocument({ statements: [statementOf(1)] }));
  return new iam.PolicyDocument({ statements: [statementOf(length - around + 1)] });
}

const roleIn = (stack: Stack, props: Partial<iam.RoleProps> = {}) => new iam.Role(stack, 'Role', { assumedBy: new iam.AccountRootPrincipal(), ...props });

test.each([[10_240, undefined], [10_241, /the inline policies of role Stack\/Role have up to 10241 characters after deployment, and the limit of IAM is 10240/]])(
  'counts inline policies of %s characters, in the role and beside it',
  (length, problem) => {
    const app = new App();
    const stack = new Stack(app, 'Stack');
    const role = roleIn(stack, { inlinePolicies: { Inside: documentOf(5000) } });
    new iam.Policy(stack, 'Beside', { document: documentOf(length - 5000), roles: [role] });
    watchRole(role);
    const synth = () => app.synth();
    if (problem) expect(synth).toThrow(problem);
    else expect(synth).not.toThrow();
  },
);

test('counts a policy in another stack', () => {
  const app = new App();
  const role = roleIn(new Stack(app, 'Stack'));
  for (const name of ['A', 'B']) new iam.Policy(new Stack(app, name), 'Policy', { document: documentOf(6000), roles: [role] });
  watchRole(role);
  expect(() => app.synth()).toThrow(/the inline policies of role Stack\/Role have up to 12000 characters/);
});

test('counts what the app adds to an imported role', () => {
  const app = new App();
  const stack = new Stack(app, 'Stack', { env: { account: '111122223333', region: 'eu-west-1' } });
  const role = iam.Role.fromRoleArn(stack, 'Role', 'arn:aws:iam::111122223333:role/imported');
  for (const name of ['A', 'B']) new iam.Policy(stack, name, { document: documentOf(6000), roles: [role] });
  watchRole(role);
  expect(() => app.synth()).toThrow(/the inline policies of role Stack\/Role have up to 12000 characters/);
});

test('ignores roles that the library does not use', () => {
  const app = new App();
  const stack = new Stack(app, 'Stack');
  const [role, other] = [roleIn(stack), new iam.Role(stack, 'Other', { assumedBy: new iam.AccountRootPrincipal() })];
  for (const name of ['A', 'B']) new iam.Policy(stack, name, { document: documentOf(6000), roles: [other] });
  watchRole(role);
  expect(() => app.synth()).not.toThrow();
});

test.each([[10, false], [11, true]])('%s managed policies: rejected is %s', (count, isRejected) => {
  const app = new App();
  const stack = new Stack(app, 'Stack');
  const role = roleIn(stack, { managedPolicies: Array.from({ length: 5 }, (_, index) => iam.ManagedPolicy.fromManagedPolicyName(stack, `M${index}`, `managed-${index}`)) });
  for (let index = 5; index < count; index += 1) new iam.ManagedPolicy(stack, `Own${index}`, { roles: [role], statements: [statementOf(1)] });
  watchRole(role);
  if (isRejected) expect(() => app.synth()).toThrow('role Stack/Role has 11 managed policies, and the limit of IAM is 10');
  else expect(() => app.synth()).not.toThrow();
});
