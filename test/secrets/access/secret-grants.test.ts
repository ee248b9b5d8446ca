import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { RotatedSecret } from '../../../lib/secrets/rotation/rotated-secret';
import { fnIn, lambdaRole, secretIn } from '../fixtures';
import { ADMINISTRATOR, IamSimulator } from '../iam-simulator';

describe('in one stack', () => {
  const app = new App();
  const stack = new Stack(app, 'Stack');
  const breakGlassRole = new iam.Role(stack, 'BreakGlass', { assumedBy: new iam.AccountRootPrincipal() });
  const secret = secretIn(stack, { breakGlassRole });
  const other = secretIn(stack, {}, 'Other');
  const reader = fnIn(stack, 'Reader');
  secret.grantRead(reader);
  const stranger = fnIn(stack, 'Stranger');
  const shared = fnIn(stack, 'SharesRole', reader.role);
  const simulator = new IamSimulator(app);

  test('the granted function reads', async () => {
    expect(await simulator.read(IamSimulator.code(reader), secret)).toBe('Allowed');
    expect(await simulator.decide(IamSimulator.code(reader), 'secretsmanager:DescribeSecret', secret)).toBe('Allowed');
  });

  test('its role does not read outside of the function’s code', async () => {
    expect(await simulator.read({ role: reader.role! }, secret)).toBe('ImplicitlyDenied');
    expect(await simulator.read(IamSimulator.code(shared), secret)).toBe('ImplicitlyDenied');
  });

  test('a second function without a grant does not read', async () => {
    expect(await simulator.read(IamSimulator.code(stranger), secret)).toBe('ExplicitlyDenied');
  });

  test('a second function does not read even if a policy allows everything', async () => {
    expect(await simulator.read({ ...IamSimulator.code(stranger), policies: [ADMINISTRATOR] }, secret)).toBe('ExplicitlyDenied');
  });

  test('the function does not read another secret', async () => {
    expect(await simulator.read(IamSimulator.code(reader), other)).toBe('ExplicitlyDenied');
    expect(await simulator.decrypt(IamSimulator.code(reader), other)).toBe('ImplicitlyDenied');
  });

  test('the function does not write', async () => {
    for (const action of ['PutSecretValue', 'UpdateSecret', 'UpdateSecretVersionStage', 'DeleteSecret', 'PutResourcePolicy', 'RotateSecret']) {
      expect([action, await simulator.decide(IamSimulator.code(reader), `secretsmanager:${action}`, secret)]).toEqual([action, 'ImplicitlyDenied']);
    }
  });

  test('no one reads without TLS', async () => {
    const caller = IamSimulator.code(reader, { 'aws:SecureTransport': 'false' });
    expect(await simulator.read(caller, secret)).toBe('ExplicitlyDenied');
  });

  test('no one reads if the request does not state whether it uses TLS', async () => {
    expect(await simulator.read(IamSimulator.code(reader, { 'aws:SecureTransport': undefined }), secret)).toBe('ExplicitlyDenied');
    expect(await simulator.decide(IamSimulator.code(reader, { 'aws:SecureTransport': undefined }), 'secretsmanager:DescribeSecret', secret)).toBe('ExplicitlyDenied');
  });

  test.each(['aws:PrincipalIsAWSService', 'aws:ViaAWSService'])('AWS services, which do not state TLS, are not denied: %s', async (service) => {
    const absent = { ...IamSimulator.code(reader), context: { 'aws:SecureTransport': undefined } };
    const by = (value: string) => simulator.decide({ ...absent, context: { ...absent.context, [service]: value } }, 'secretsmanager:DescribeSecret', secret);
    expect(await by('true')).toBe('Allowed');
    expect(await by('false')).toBe('ExplicitlyDenied');
  });

  test('the key decrypts only through Secrets Manager, even for administrators', async () => {
    const administrator = { role: breakGlassRole, policies: [ADMINISTRATOR] };
    expect(await simulator.decrypt(administrator, secret)).toBe('Allowed');
    expect(await simulator.decrypt(administrator, secret, true)).toBe('ImplicitlyDenied');
    expect(await simulator.decrypt(IamSimulator.code(reader), secret, true)).toBe('ImplicitlyDenied');
  });

  test('the break-glass role reads only with a policy of its own', async () => {
    expect(await simulator.read({ role: breakGlassRole, policies: [ADMINISTRATOR] }, secret)).toBe('Allowed');
    expect(await simulator.read({ role: breakGlassRole }, secret)).toBe('ImplicitlyDenied');
  });

  test('an administrator does not read, but can repair the policy', async () => {
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

  test('the rotation function has only the permissions for rotation, only with its own code', async () => {
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

describe('grants of versions', () => {
  const app = new App();
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

  test('only AWSCURRENT: with the label, or without one as in the default of SDKs', async () => {
    expect(await read(current)).toBe('Allowed');
    expect(await read(current, 'AWSCURRENT')).toBe('Allowed');
    expect(await read(current, 'AWSPREVIOUS')).toBe('ImplicitlyDenied');
    expect(await read(current, 'AWSPENDING')).toBe('ImplicitlyDenied');
    expect(await read(current, undefined, 'c0ffee')).toBe('ImplicitlyDenied');
    expect(await simulator.decide(IamSimulator.code(current), 'secretsmanager:DescribeSecret', secret)).toBe('Allowed');
  });

  test('only another label: it has to be named', async () => {
    expect(await read(previous, 'AWSPREVIOUS')).toBe('Allowed');
    expect(await read(previous)).toBe('ImplicitlyDenied');
    expect(await read(previous, 'AWSCURRENT')).toBe('ImplicitlyDenied');
    expect(await read(previous, undefined, 'c0ffee')).toBe('ImplicitlyDenied');
  });

  test('all versions, without a list', async () => {
    expect(await read(all)).toBe('Allowed');
    expect(await read(all, 'AWSPENDING')).toBe('Allowed');
    expect(await read(all, undefined, 'c0ffee')).toBe('Allowed');
  });

  test('an empty list is rejected', () => {
    expect(() => secret.grantRead(all, [])).toThrow(
      new Error('[Stack/Secret] grantRead: versionStages is empty, so nothing could be read: omit it for all versions'),
    );
  });
});

describe('other grantees', () => {
  test('an alias and a version grant to their function', async () => {
    const app = new App();
    const stack = new Stack(app, 'Stack');
    const secret = secretIn(stack);
    const [one, two] = [fnIn(stack, 'One'), fnIn(stack, 'Two')];
    secret.grantRead(one.currentVersion);
    secret.grantRead(new lambda.Alias(stack, 'Live', { aliasName: 'live', version: two.currentVersion }));
    const simulator = new IamSimulator(app);
    for (const fn of [one, two]) expect(await simulator.read(IamSimulator.code(fn), secret)).toBe('Allowed');
  });

  test('a role may read, outside of functions too', async () => {
    const app = new App();
    const stack = new Stack(app, 'Stack');
    const secret = secretIn(stack);
    const role = lambdaRole(stack, 'Role');
    secret.grantRead(role, ['AWSCURRENT']);
    const simulator = new IamSimulator(app);
    expect(await simulator.read({ role }, secret)).toBe('Allowed');
    expect(await simulator.read({ role, context: { 'secretsmanager:VersionStage': 'AWSPREVIOUS' } }, secret)).toBe('ImplicitlyDenied');
  });

  test('a role of another stack may read, too', async () => {
    const app = new App();
    const secret = secretIn(new Stack(app, 'One'));
    const role = lambdaRole(new Stack(app, 'Two'), 'Role');
    secret.grantRead(role);
    const simulator = new IamSimulator(app);
    expect(await simulator.read({ role }, secret)).toBe('Allowed');
  });

  test('an exempt role is excepted from the Deny, without a permission', async () => {
    const app = new App();
    const stack = new Stack(app, 'One');
    const secret = secretIn(stack);
    const role = lambdaRole(new Stack(app, 'Two'), 'Role');
    secret.exempt(role);
    const simulator = new IamSimulator(app);
    expect(await simulator.read({ role }, secret)).toBe('ImplicitlyDenied');
    expect(await simulator.read({ role, policies: [ADMINISTRATOR] }, secret)).toBe('Allowed');
  });

  test('a tag excepts from the Deny without a permission; the tag of another secret does not', async () => {
    const app = new App();
    const one = new Stack(app, 'One');
    const [secret, other] = [secretIn(one), secretIn(one, {}, 'Other')];
    const two = new Stack(app, 'Two');
    secret.grantRead(fnIn(two, 'Reader'));
    other.grantRead(fnIn(two, 'OtherReader'));
    const role = lambdaRole(one, 'Stranger');
    const simulator = new IamSimulator(app);
    const tagged = (by: RotatedSecret) => ({ role, context: { [`aws:PrincipalTag/sec3:reads:${by.node.addr}`]: simulator.arnOf(by) } });
    expect(await simulator.read(tagged(secret), secret)).toBe('ImplicitlyDenied');
    expect(await simulator.read({ ...tagged(secret), policies: [ADMINISTRATOR] }, secret)).toBe('Allowed');
    expect(await simulator.read({ ...tagged(other), policies: [ADMINISTRATOR] }, secret)).toBe('ExplicitlyDenied');
    const wrong = { role, context: { [`aws:PrincipalTag/sec3:reads:${secret.node.addr}`]: simulator.arnOf(other) } };
    expect(await simulator.read({ ...wrong, policies: [ADMINISTRATOR] }, secret)).toBe('ExplicitlyDenied');
  });

  test('an imported role is excepted by its ARN, even if it is imported in another stack', () => {
    const app = new App();
    const one = new Stack(app, 'One');
    const secret = secretIn(one);
    const two = new Stack(app, 'Two');
    fnIn(two, 'Fn');
    secret.exempt(iam.Role.fromRoleName(two, 'Role', 'deployer'));
    app.synth();
    expect(JSON.stringify(Template.fromStack(one).findResources('AWS::SecretsManager::ResourcePolicy'))).toContain(':role/deployer"');
  });

  test('a user may be a grantee', () => {
    const stack = new Stack(new App(), 'One');
    const user = new iam.User(stack, 'User');
    expect(secretIn(stack).grantRead(user).success).toBe(true);
  });

  test('any grantee of the CDK is accepted if others are not denied', () => {
    const stack = new Stack(new App(), 'One');
    const secret = secretIn(stack, { denyOtherReaders: false });
    expect(secret.grantRead(new iam.AccountPrincipal(stack.account)).success).toBe(true);
    Template.fromStack(stack).resourcePropertiesCountIs('AWS::SecretsManager::ResourcePolicy', { BlockPublicPolicy: true }, 1);
  });
});

describe('without a customer managed key', () => {
  test('no permission on a key is granted', async () => {
    const app = new App();
    const stack = new Stack(app, 'Stack');
    const secret = secretIn(stack, { awsManagedKey: true });
    const reader = fnIn(stack, 'Reader');
    secret.grantRead(reader);
    expect(await new IamSimulator(app).read(IamSimulator.code(reader), secret)).toBe('Allowed');
    expect(JSON.stringify(Template.fromStack(stack).toJSON())).not.toContain('kms:');
  });
});
