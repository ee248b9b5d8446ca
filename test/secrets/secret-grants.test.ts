import { App, NestedStack, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { ADMINISTRATOR, IamSimulator } from './iam-simulator';
import { RotatedSecret, RotatedSecretProps } from '../../lib/secrets/rotated-secret';
import { SecretRotation } from '../../lib/secrets/secret-rotation';

const CODE = { code: lambda.Code.fromInline('exports.handler = async () => {};'), handler: 'index.handler', runtime: lambda.Runtime.NODEJS_24_X };

function secretIn(stack: Stack, props: Partial<RotatedSecretProps> = {}): RotatedSecret {
  return new RotatedSecret(stack, 'Secret', { rotation: SecretRotation.generated(), ...props });
}

function fnIn(stack: Stack, id: string, role?: iam.IRole): lambda.Function {
  return new lambda.Function(stack, id, { ...CODE, role });
}

const lambdaRole = (stack: Stack, id: string) => new iam.Role(stack, id, { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });

describe('in one stack', () => {
  const app = new App();
  const stack = new Stack(app, 'Stack');
  const breakGlassRole = new iam.Role(stack, 'BreakGlass', { assumedBy: new iam.AccountRootPrincipal() });
  const secret = secretIn(stack, { breakGlassRole });
  const other = new RotatedSecret(stack, 'Other', { rotation: SecretRotation.generated() });
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
    const administrator = { role: lambdaRole(new Stack(new App(), 'Elsewhere'), 'Administrator'), policies: [ADMINISTRATOR] };
    const decisions = Object.fromEntries(
      await Promise.all(
        ['GetSecretValue', 'PutResourcePolicy', 'DeleteResourcePolicy', 'GetResourcePolicy', 'DeleteSecret', 'PutSecretValue'].map(async (action) => [
          action,
          await simulator.decide({ ...administrator, role: stranger.role! }, `secretsmanager:${action}`, secret),
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
