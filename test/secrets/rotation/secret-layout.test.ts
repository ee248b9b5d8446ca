import { App, NestedStack, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { SecretRotation } from '../../../lib/secrets/rotation/secret-rotation';
import { fnIn, lambdaRole, secretIn } from '../fixtures';
import { ADMINISTRATOR, IamSimulator } from '../iam-simulator';

/** Stacks of the secret, the role and the function. */
interface Layout {
  readonly secret: Stack;
  readonly role?: Stack;
  readonly fn: Stack;
}

describe.each<[string, (app: App) => Layout]>([
  ['function in the secret’s stack', (app) => {
    const stack = new Stack(app, 'One');
    return { secret: stack, fn: stack };
  }],
  ['function in the secret’s stack, with a role of that stack', (app) => {
    const stack = new Stack(app, 'One');
    return { secret: stack, role: stack, fn: stack };
  }],
  ['function in another stack', (app) => ({ secret: new Stack(app, 'One'), fn: new Stack(app, 'Two') })],
  ['function in another stack, with a role of that stack', (app) => {
    const two = new Stack(app, 'Two');
    return { secret: new Stack(app, 'One'), role: two, fn: two };
  }],
  ['function in another stack, with a role of a third', (app) => ({ secret: new Stack(app, 'One'), role: new Stack(app, 'Three'), fn: new Stack(app, 'Two') })],
  ['function in another stack, with a role of the secret’s', (app) => {
    const one = new Stack(app, 'One');
    return { secret: one, role: one, fn: new Stack(app, 'Two') };
  }],
])('%s', (_, layout) => {
  const app = new App();
  const stacks = layout(app);
  const secret = secretIn(stacks.secret);
  const reader = fnIn(stacks.fn, 'Reader', stacks.role && lambdaRole(stacks.role, 'Role'));
  const stranger = fnIn(stacks.fn, 'Stranger', stacks.role && lambdaRole(stacks.role, 'Strange'));
  const grant = secret.grantRead(reader);

  test('synthesizes without a cycle, with the policy in the function’s stack', () => {
    expect(grant.success).toBe(true);
    expect(Object.keys(Template.fromStack(stacks.fn).findResources('AWS::IAM::Policy'))).toContainEqual(expect.stringMatching(/^ReaderSecretReads/));
    expect(app.synth().stacks.length).toBeGreaterThan(0);
  });

  test('allows the function’s code to read, but not its role or a second function', async () => {
    const simulator = new IamSimulator(app);
    expect(await simulator.read(IamSimulator.code(reader), secret)).toBe('Allowed');
    expect(await simulator.read({ role: reader.role! }, secret)).toBe('ImplicitlyDenied');
    expect(await simulator.read(IamSimulator.code(stranger), secret)).toBe('ExplicitlyDenied');
    expect(await simulator.read({ ...IamSimulator.code(stranger), policies: [ADMINISTRATOR] }, secret)).toBe('ExplicitlyDenied');
  });
});

test('a function of a nested stack reads a secret of the parent', () => {
  const app = new App();
  const stack = new Stack(app, 'One');
  const secret = secretIn(stack);
  const nested = new NestedStack(stack, 'Nested');
  secret.grantRead(fnIn(nested, 'Reader'));
  app.synth();
  const [role] = Object.values(Template.fromStack(nested).findResources('AWS::IAM::Role'));
  expect(role.Properties.Tags).toEqual([{ Key: `sec3:reads:${secret.node.addr}`, Value: { Ref: expect.stringMatching(/^referencetoOneSecret/) } }]);
});

describe('rejected, because it can’t work', () => {
  test.each<[string, (app: App) => unknown, string]>([
    [
      'a secret’s stack that depends on the function’s',
      (app) => {
        const one = new Stack(app, 'One');
        const two = new Stack(app, 'Two');
        const between = new Stack(app, 'Between');
        one.addStackDependency(between);
        between.addStackDependency(two);
        return secretIn(one).grantRead(fnIn(two, 'Reader'));
      },
      '[One/Secret] grantRead: stack One, which has the secret, depends on stack Two, which has function Two/Reader; reading it, the function would make ' +
        'them depend on each other: move the secret, or what it needs of that stack, to a third stack',
    ],
    [
      'a secret rotated by a function of the reader’s stack',
      (app) => {
        const two = new Stack(app, 'Two');
        const secret = secretIn(new Stack(app, 'One'), { rotation: SecretRotation.function(fnIn(two, 'Rotate')) });
        return secret.grantRead(fnIn(two, 'Reader'));
      },
      '[One/Secret] grantRead: stack One, which has the secret, depends on stack Two, which has function Two/Reader; reading it, the function would make ' +
        'them depend on each other: move the secret, or what it needs of that stack, to a third stack',
    ],
    [
      'another account and Region',
      (app) =>
        secretIn(new Stack(app, 'One', { env: { account: '111111111111', region: 'eu-west-1' } })).grantRead(
          fnIn(new Stack(app, 'Two', { env: { account: '222222222222', region: 'eu-north-1' } }), 'Reader'),
        ),
      '[One/Secret] grantRead: function Two/Reader is in account 222222222222 and the secret in 111111111111, where its policy can\'t be bound to the ' +
        'function\'s code: let it assume a role in the secret\'s account, and grant that the secret; function Two/Reader is in eu-north-1 and the secret in ' +
        'eu-west-1: replicate the secret, and grant its replica by ARN',
    ],
    [
      'a function with an unknown role',
      (app) => {
        const stack = new Stack(app, 'One');
        return secretIn(stack).grantRead(lambda.Function.fromFunctionArn(stack, 'Reader', 'arn:aws:lambda:eu-west-1:111122223333:function:reader'));
      },
      '[One/Secret] grantRead: the role of function One/Reader is unknown: import it by Function.fromFunctionAttributes with its role',
    ],
    [
      'a whole service',
      (app) => secretIn(new Stack(app, 'One')).grantRead(new iam.ServicePrincipal('ecs-tasks.amazonaws.com')),
      '[One/Secret] grantRead: the grantee is neither a function nor a role nor a user, so the Deny for all others can\'t except it: grant a role, or set ' +
        'denyOtherReaders to false',
    ],
    [
      'a whole account',
      (app) => secretIn(new Stack(app, 'One')).grantRead(new iam.AccountRootPrincipal()),
      '[One/Secret] grantRead: the grantee is neither a function nor a role nor a user, so the Deny for all others can\'t except it: grant a role, or set ' +
        'denyOtherReaders to false',
    ],
  ])('%s', (_, grant, message) => {
    expect(() => grant(new App())).toThrow(new Error(message));
  });
});

test('a rotation function may be in another stack, which the secret’s stack then depends on', async () => {
  const app = new App();
  const two = new Stack(app, 'Two');
  const one = new Stack(app, 'One');
  const fn = fnIn(two, 'Rotate');
  const secret = secretIn(one, { rotation: SecretRotation.function(fn) });
  const simulator = new IamSimulator(app);
  expect(await simulator.read(IamSimulator.code(fn), secret)).toBe('Allowed');
  expect(await simulator.decide(IamSimulator.code(fn), 'secretsmanager:PutSecretValue', secret)).toBe('Allowed');
  expect(one.dependencies).toEqual([two]);
});
