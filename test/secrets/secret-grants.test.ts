import { App, NestedStack, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { fnIn, lambdaRole, newApp, secretIn } from './fixtures';
import { ADMINISTRATOR, IamSimulator } from './iam-simulator';
import { SecretRotation } from '../../lib/secrets/secret-rotation';

describe('in one stack', () => {
  const app = newApp();
  const stack = new Stack(app, 'Stack');
  const breakGlassRole = new iam.Role(stack, 'BreakGlass', { assumedBy: new iam.AccountRootPrincipal() });
  const secret = secretIn(stack, { breakGlassRole });
  const other = secretIn(stack, {}, 'Other');
  const reader = fnIn(stack, 'Reader');
  secret.grantRead(reader);
  const stranger = fnIn(stack, 'Stranger');
  const shared = fnIn(stack, 'SharesRole', reader.role);
  const simulator = new IamSimulator(app);

  test('the function that was granted it reads', async () => {
    expect(await simulator.read(IamSimulator.code(reader), secret)).toBe('Allowed');
    expect(await simulator.decide(IamSimulator.code(reader), 'secretsmanager:DescribeSecret', secret)).toBe('Allowed');
  });

  test('its role does not, outside of its code', async () => {
    expect(await simulator.read({ role: reader.role! }, secret)).toBe('ImplicitlyDenied');
    expect(await simulator.read(IamSimulator.code(shared), secret)).toBe('ImplicitlyDenied');
  });

  test('a second function, without a grant, does not', async () => {
    expect(await simulator.read(IamSimulator.code(stranger), secret)).toBe('ExplicitlyDenied');
  });

  test('nor does it with a policy that allows everything', async () => {
    expect(await simulator.read({ ...IamSimulator.code(stranger), policies: [ADMINISTRATOR] }, secret)).toBe('ExplicitlyDenied');
  });

  test('the function reads no other secret', async () => {
    expect(await simulator.read(IamSimulator.code(reader), other)).toBe('ExplicitlyDenied');
    expect(await simulator.decrypt(IamSimulator.code(reader), other)).toBe('ImplicitlyDenied');
  });

  test('it does not write', async () => {
    for (const action of ['PutSecretValue', 'UpdateSecret', 'UpdateSecretVersionStage', 'DeleteSecret', 'PutResourcePolicy', 'RotateSecret']) {
      expect([action, await simulator.decide(IamSimulator.code(reader), `secretsmanager:${action}`, secret)]).toEqual([action, 'ImplicitlyDenied']);
    }
  });

  test('nobody reads without TLS', async () => {
    const caller = IamSimulator.code(reader, { 'aws:SecureTransport': 'false' });
    expect(await simulator.read(caller, secret)).toBe('ExplicitlyDenied');
  });

  test('the key decrypts through Secrets Manager alone, even for administrators', async () => {
    const administrator = { role: breakGlassRole, policies: [ADMINISTRATOR] };
    expect(await simulator.decrypt(administrator, secret)).toBe('Allowed');
    expect(await simulator.decrypt(administrator, secret, true)).toBe('ImplicitlyDenied');
    expect(await simulator.decrypt(IamSimulator.code(reader), secret, true)).toBe('ImplicitlyDenied');
  });

  test('the break-glass role reads by its own policy, and not without one', async () => {
    expect(await simulator.read({ role: breakGlassRole, policies: [ADMINISTRATOR] }, secret)).toBe('Allowed');
    expect(await simulator.read({ role: breakGlassRole }, secret)).toBe('ImplicitlyDenied');
  });

  test('an administrator does not read, and can mend the policy', async () => {
    const administrator = { role: stranger.role!, policies: [ADMINISTRATOR] };
    const decisions = Object.fromEntries(
      await Promise.all(
        ['GetSecretValue', 'PutResourcePolicy', 'DeleteResourcePolicy', 'GetResourcePolicy', 'DeleteSecret', 'PutSecretValue'].map(async (action) => [
          action,
          await simulator.decide(administrator, `secretsmanager:${action}`, secret),
        ]),
      ),
    );
    expect(decisions).toEqual({
      GetSecretValue: 'ExplicitlyDenied',
      PutResourcePolicy: 'Allowed',
      DeleteResourcePolicy: 'Allowed',
      GetResourcePolicy: 'Allowed',
      DeleteSecret: 'Allowed',
      PutSecretValue: 'Allowed',
    });
  });

  test('the rotation function does what rotation needs, by its code alone, and not more', async () => {
    const fn = secret.rotationFunction!;
    const caller = IamSimulator.code(fn);
    expect(await simulator.read(caller, secret)).toBe('Allowed');
    for (const action of ['DescribeSecret', 'PutSecretValue', 'UpdateSecretVersionStage']) {
      expect([action, await simulator.decide(caller, `secretsmanager:${action}`, secret)]).toEqual([action, 'Allowed']);
      expect([action, await simulator.decide({ role: fn.role! }, `secretsmanager:${action}`, secret)]).toEqual([action, 'ImplicitlyDenied']);
      expect([action, await simulator.decide(caller, `secretsmanager:${action}`, other)]).toEqual([action, 'ImplicitlyDenied']);
    }
    expect(await simulator.decide(caller, 'secretsmanager:DeleteSecret', secret)).toBe('ImplicitlyDenied');
    expect(await simulator.read(caller, other)).toBe('ExplicitlyDenied');
  });
});

describe('of versions', () => {
  const app = newApp();
  const stack = new Stack(app, 'Stack');
  const secret = secretIn(stack);
  const current = fnIn(stack, 'Current');
  secret.grantRead(current, ['AWSCURRENT']);
  const previous = fnIn(stack, 'Previous');
  secret.grantRead(previous, ['AWSPREVIOUS']);
  const all = fnIn(stack, 'All');
  secret.grantRead(all);
  const simulator = new IamSimulator(app);
  const read = (fn: lambda.Function, stage?: string, id?: string) =>
    simulator.read(
      IamSimulator.code(fn, { ...(stage && { 'secretsmanager:VersionStage': stage }), ...(id && { 'secretsmanager:VersionId': id }) }),
      secret,
    );

  test('AWSCURRENT alone: by its name, and by none as SDKs do by default', async () => {
    expect(await read(current)).toBe('Allowed');
    expect(await read(current, 'AWSCURRENT')).toBe('Allowed');
    expect(await read(current, 'AWSPREVIOUS')).toBe('ImplicitlyDenied');
    expect(await read(current, 'AWSPENDING')).toBe('ImplicitlyDenied');
    expect(await read(current, undefined, 'c0ffee')).toBe('ImplicitlyDenied');
    expect(await simulator.decide(IamSimulator.code(current), 'secretsmanager:DescribeSecret', secret)).toBe('Allowed');
  });

  test('another one alone: by its name only', async () => {
    expect(await read(previous, 'AWSPREVIOUS')).toBe('Allowed');
    expect(await read(previous)).toBe('ImplicitlyDenied');
    expect(await read(previous, 'AWSCURRENT')).toBe('ImplicitlyDenied');
    expect(await read(previous, undefined, 'c0ffee')).toBe('ImplicitlyDenied');
  });

  test('all of them, where none is named', async () => {
    expect(await read(all)).toBe('Allowed');
    expect(await read(all, 'AWSPENDING')).toBe('Allowed');
    expect(await read(all, undefined, 'c0ffee')).toBe('Allowed');
  });

  test('none is refused', () => {
    expect(() => secret.grantRead(all, [])).toThrow(
      new Error('Stack/Secret: grantRead: versionStages lists no staging label, so nothing could be read: leave it out for all versions'),
    );
  });
});

/** Where secret, role and function are. */
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
  const app = newApp();
  const stacks = layout(app);
  const secret = secretIn(stacks.secret);
  const reader = fnIn(stacks.fn, 'Reader', stacks.role && lambdaRole(stacks.role, 'Role'));
  const stranger = fnIn(stacks.fn, 'Stranger', stacks.role && lambdaRole(stacks.role, 'Strange'));
  const grant = secret.grantRead(reader);

  test('synthesizes without a cycle, and with the policy in the function’s stack', () => {
    expect(grant.success).toBe(true);
    expect(Object.keys(Template.fromStack(stacks.fn).findResources('AWS::IAM::Policy'))).toContainEqual(expect.stringMatching(/^ReaderSecretReads/));
    expect(app.synth().stacks.length).toBeGreaterThan(0);
  });

  test('lets the function’s code read, and neither its role nor a second function', async () => {
    const simulator = new IamSimulator(app);
    expect(await simulator.read(IamSimulator.code(reader), secret)).toBe('Allowed');
    expect(await simulator.read({ role: reader.role! }, secret)).toBe('ImplicitlyDenied');
    expect(await simulator.read(IamSimulator.code(stranger), secret)).toBe('ExplicitlyDenied');
    expect(await simulator.read({ ...IamSimulator.code(stranger), policies: [ADMINISTRATOR] }, secret)).toBe('ExplicitlyDenied');
  });
});

test('a nested stack reads a secret of its parent', () => {
  const app = newApp();
  const stack = new Stack(app, 'One');
  const secret = secretIn(stack);
  const nested = new NestedStack(stack, 'Nested');
  secret.grantRead(fnIn(nested, 'Reader'));
  app.synth();
  const [role] = Object.values(Template.fromStack(nested).findResources('AWS::IAM::Role'));
  expect(role.Properties.Tags).toEqual([{ Key: `sec3:reads:${secret.node.addr}`, Value: { Ref: expect.stringMatching(/^referencetoOneSecret/) } }]);
});

describe('what can’t work is refused', () => {
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
      'One/Secret: grantRead: stack One, which has the secret, depends on stack Two, which has function Two/Reader; reading it, the function would make ' +
        'them depend on each other: move the secret, or what it needs of that stack, to a third stack',
    ],
    [
      'a secret rotated by a function of the reader’s stack',
      (app) => {
        const two = new Stack(app, 'Two');
        const secret = secretIn(new Stack(app, 'One'), { rotation: SecretRotation.function(fnIn(two, 'Rotate')) });
        return secret.grantRead(fnIn(two, 'Reader'));
      },
      'One/Secret: grantRead: stack One, which has the secret, depends on stack Two, which has function Two/Reader; reading it, the function would make ' +
        'them depend on each other: move the secret, or what it needs of that stack, to a third stack',
    ],
    [
      'another account and Region',
      (app) =>
        secretIn(new Stack(app, 'One', { env: { account: '111111111111', region: 'eu-west-1' } })).grantRead(
          fnIn(new Stack(app, 'Two', { env: { account: '222222222222', region: 'eu-north-1' } }), 'Reader'),
        ),
      'One/Secret: grantRead: function Two/Reader is in account 222222222222 and the secret in 111111111111, where its policy can\'t be bound to the ' +
        'function\'s code: let it assume a role in the secret\'s account, and grant that the secret; function Two/Reader is in eu-north-1 and the secret in ' +
        'eu-west-1: replicate the secret, and grant its replica by ARN',
    ],
    [
      'a function of which no role is known',
      (app) => {
        const stack = new Stack(app, 'One');
        return secretIn(stack).grantRead(lambda.Function.fromFunctionArn(stack, 'Reader', 'arn:aws:lambda:eu-west-1:111122223333:function:reader'));
      },
      'One/Secret: grantRead: nothing is known of the role of function One/Reader: import it by Function.fromFunctionAttributes with its role',
    ],
    [
      'a whole service',
      (app) => secretIn(new Stack(app, 'One')).grantRead(new iam.ServicePrincipal('ecs-tasks.amazonaws.com')),
      'One/Secret: grantRead: the grantee is neither a function nor a role nor a user, so the Deny for all others can\'t except it: grant a role, or set ' +
        'denyOtherReaders to false',
    ],
    [
      'a whole account',
      (app) => secretIn(new Stack(app, 'One')).grantRead(new iam.AccountRootPrincipal()),
      'One/Secret: grantRead: the grantee is neither a function nor a role nor a user, so the Deny for all others can\'t except it: grant a role, or set ' +
        'denyOtherReaders to false',
    ],
  ])('%s', (_, grant, message) => {
    expect(() => grant(newApp())).toThrow(new Error(message));
  });
});

describe('other grantees', () => {
  test('an alias and a version stand for their function', async () => {
    const app = newApp();
    const stack = new Stack(app, 'Stack');
    const secret = secretIn(stack);
    const [one, two] = [fnIn(stack, 'One'), fnIn(stack, 'Two')];
    secret.grantRead(one.currentVersion);
    secret.grantRead(new lambda.Alias(stack, 'Live', { aliasName: 'live', version: two.currentVersion }));
    const simulator = new IamSimulator(app);
    for (const fn of [one, two]) expect(await simulator.read(IamSimulator.code(fn), secret)).toBe('Allowed');
  });

  test('a role reads by itself', async () => {
    const app = newApp();
    const stack = new Stack(app, 'Stack');
    const secret = secretIn(stack);
    const role = lambdaRole(stack, 'Role');
    secret.grantRead(role, ['AWSCURRENT']);
    const simulator = new IamSimulator(app);
    expect(await simulator.read({ role }, secret)).toBe('Allowed');
    expect(await simulator.read({ role, context: { 'secretsmanager:VersionStage': 'AWSPREVIOUS' } }, secret)).toBe('ImplicitlyDenied');
  });

  test('a role of another stack, too', async () => {
    const app = newApp();
    const secret = secretIn(new Stack(app, 'One'));
    const role = lambdaRole(new Stack(app, 'Two'), 'Role');
    secret.grantRead(role);
    const simulator = new IamSimulator(app);
    expect(await simulator.read({ role }, secret)).toBe('Allowed');
  });

  test('an exempt role passes the Deny, and is allowed nothing', async () => {
    const app = newApp();
    const stack = new Stack(app, 'One');
    const secret = secretIn(stack);
    const role = lambdaRole(new Stack(app, 'Two'), 'Role');
    secret.exempt(role);
    const simulator = new IamSimulator(app);
    expect(await simulator.read({ role }, secret)).toBe('ImplicitlyDenied');
    expect(await simulator.read({ role, policies: [ADMINISTRATOR] }, secret)).toBe('Allowed');
  });

  test('an imported role is named, wherever it is imported', () => {
    const app = newApp();
    const one = new Stack(app, 'One');
    const secret = secretIn(one);
    const two = new Stack(app, 'Two');
    fnIn(two, 'Fn');
    secret.exempt(iam.Role.fromRoleName(two, 'Role', 'deployer'));
    app.synth();
    expect(JSON.stringify(Template.fromStack(one).findResources('AWS::SecretsManager::ResourcePolicy'))).toContain(':role/deployer"');
  });

  test('a user reads', () => {
    const stack = new Stack(newApp(), 'One');
    const user = new iam.User(stack, 'User');
    expect(secretIn(stack).grantRead(user).success).toBe(true);
  });

  test('where others are not denied, whoever the CDK can grant it to', () => {
    const stack = new Stack(newApp(), 'One');
    const secret = secretIn(stack, { denyOtherReaders: false });
    expect(secret.grantRead(new iam.AccountPrincipal(stack.account)).success).toBe(true);
    Template.fromStack(stack).resourcePropertiesCountIs('AWS::SecretsManager::ResourcePolicy', { BlockPublicPolicy: true }, 1);
  });
});

describe('without a key of its own', () => {
  test('no permission on a key is given', async () => {
    const app = newApp();
    const stack = new Stack(app, 'Stack');
    const secret = secretIn(stack, { awsManagedKey: true });
    const reader = fnIn(stack, 'Reader');
    secret.grantRead(reader);
    expect(await new IamSimulator(app).read(IamSimulator.code(reader), secret)).toBe('Allowed');
    expect(JSON.stringify(Template.fromStack(stack).toJSON())).not.toContain('kms:');
  });
});

test('a rotation function of another stack rotates, which the secret’s stack then depends on', async () => {
  const app = newApp();
  const two = new Stack(app, 'Two');
  const one = new Stack(app, 'One');
  const fn = fnIn(two, 'Rotate');
  const secret = secretIn(one, { rotation: SecretRotation.function(fn) });
  const simulator = new IamSimulator(app);
  expect(await simulator.read(IamSimulator.code(fn), secret)).toBe('Allowed');
  expect(await simulator.decide(IamSimulator.code(fn), 'secretsmanager:PutSecretValue', secret)).toBe('Allowed');
  expect(one.dependencies).toEqual([two]);
});
