import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { policyFor } from '../../../lib/functions/role/role-policies';

/** Number that makes all statements different, because a policy has equal ones only once. */
let count = 0;
const statementOf = (length: number) =>
  new iam.PolicyStatement({ actions: ['s3:GetObject'], resources: [`arn:aws:s3:::${String((count += 1)).padStart(length, 'x')}`] });

function scene() {
  const app = new App();
  const stack = new Stack(app, 'Stack');
  const role = new iam.Role(stack, 'Role', { assumedBy: new iam.AccountRootPrincipal() });
  /** Adds a statement to the role, at one of many places. */
  const give = (index: number, length: number, id = 'Policy', where: Stack = stack) => {
    const scope = (where.node.tryFindChild(`Place${index}`) as Construct | undefined) ?? new Construct(where, `Place${index}`);
    const statement = statementOf(length);
    const policy = policyFor({ role, scope, id }, [statement]);
    policy.addStatements(statement);
    return policy;
  };
  return { app, stack, role, give };
}

test('each scope has its own inline policy, which grows', () => {
  const { give } = scene();
  const [first, again, other] = [give(0, 100), give(0, 100), give(1, 100)];
  expect(again).toBe(first);
  expect(first).toBeInstanceOf(iam.Policy);
  expect(other).toBeInstanceOf(iam.Policy);
  expect(other).not.toBe(first);
});

test('longer policies become managed policies, which scopes of a stack share', () => {
  const { give, app, stack } = scene();
  const policies = new Set(Array.from({ length: 40 }, (_, index) => give(index, 1000)));
  const managed = [...policies].filter((policy) => policy instanceof iam.ManagedPolicy);
  expect(policies.size - managed.length).toBe(3);
  expect(managed).toHaveLength(8);
  const template = Template.fromStack(stack);
  for (const { Properties } of Object.values(template.findResources('AWS::IAM::ManagedPolicy'))) expect(JSON.stringify(Properties.PolicyDocument).length).toBeLessThanOrEqual(6144);
  const other = new Stack(app, 'Other');
  expect(policies.has(give(50, 1000, 'Policy', other))).toBe(false);
});

test('only policies with the same id share a managed policy, because others may be needed earlier or later', () => {
  const { give } = scene();
  for (let index = 0; index < 4; index += 1) give(index, 1000);
  expect(give(4, 100, 'Other')).not.toBe(give(3, 1000));
});

test('managed policies belong to the stack, so that no scope waits for the resources of another', () => {
  const { give, stack } = scene();
  for (let index = 0; index < 3; index += 1) give(index, 1000);
  const policy = give(3, 1000);
  expect(policy.node.scope).toBe(stack);
  expect(give(4, 1000)).toBe(policy);
});

test.each<[string, (stack: Stack) => iam.IRole]>([
  ['that is not mutable', (stack) => iam.Role.fromRoleArn(stack, 'Role', 'arn:aws:iam::111122223333:role/imported', { mutable: false })],
  ['of another account', (stack) => iam.Role.fromRoleArn(stack, 'Role', 'arn:aws:iam::444455556666:role/imported')],
])('a role %s gets no policy', (_, roleIn) => {
  const stack = new Stack(new App(), 'Stack', { env: { account: '111122223333', region: 'eu-west-1' } });
  const role = roleIn(stack);
  for (let index = 0; index < 20; index += 1) {
    const statement = statementOf(1000);
    policyFor({ role, scope: new Construct(stack, `Place${index}`), id: 'Policy' }, [statement]).addStatements(statement);
  }
  const template = Template.fromStack(stack);
  template.resourceCountIs('AWS::IAM::Policy', 0);
  template.resourceCountIs('AWS::IAM::ManagedPolicy', 0);
});

test('a role has at most ten managed policies, including those of the app', () => {
  const { give, role } = scene();
  for (let index = 0; index < 8; index += 1) role.addManagedPolicy(iam.ManagedPolicy.fromManagedPolicyName(role, `M${index}`, `managed-${index}`));
  for (let index = 0; index < 13; index += 1) give(index, 1000);
  expect(() => give(13, 1000)).toThrow('[Stack/Place13] role Stack/Role would need more than 10 managed policies');
});
