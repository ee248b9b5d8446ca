import { App, Duration, Stack } from 'aws-cdk-lib';
import * as ecr from 'aws-cdk-lib/aws-ecr';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { useSecrets } from '../../../lib/secrets/access/use-secrets';
import { SecretUse } from '../../../lib/secrets/audit/secret-use';
import { CODE, fnIn, newStack, ref, resources, secretIn } from '../fixtures';
import { IamSimulator } from '../iam-simulator';

const ENV = { account: '111122223333', region: 'eu-west-1' };

test('the function gets the ARNs, and its code may read', async () => {
  const app = new App();
  const stack = new Stack(app, 'Stack');
  const [payments, sessions] = [secretIn(stack, {}, 'Payments'), secretIn(stack, {}, 'Sessions')];
  const [fn, stranger] = [fnIn(stack, 'Fn'), fnIn(stack, 'Stranger')];
  useSecrets(fn, { PAYMENTS_KEY: payments, SESSIONS_KEY: sessions });
  expect(resources(stack, 'AWS::Lambda::Function').Fn.Environment.Variables).toEqual({ PAYMENTS_KEY: ref('Payments'), SESSIONS_KEY: ref('Sessions') });
  expect(resources(stack, 'AWS::Lambda::Function').Fn).not.toHaveProperty('Layers');
  const simulator = new IamSimulator(app);
  for (const secret of [payments, sessions]) {
    expect(await simulator.read(IamSimulator.code(fn), secret)).toBe('Allowed');
    expect(await simulator.read({ role: fn.role! }, secret)).toBe('ImplicitlyDenied');
    expect(await simulator.read(IamSimulator.code(stranger), secret)).toBe('ExplicitlyDenied');
  }
});

test('one policy covers all secrets', () => {
  const stack = newStack();
  useSecrets(fnIn(stack, 'Fn'), { ONE: secretIn(stack, {}, 'One'), TWO: secretIn(stack, {}, 'Two') });
  expect(Object.keys(resources(stack, 'AWS::IAM::Policy')).filter((id) => id.startsWith('Fn'))).toEqual(['FnSecretReads']);
});

test('only the current version, if requested', async () => {
  const app = new App();
  const stack = new Stack(app, 'Stack');
  const secret = secretIn(stack);
  const fn = fnIn(stack, 'Fn');
  useSecrets(fn, { KEY: secret }, { currentVersionOnly: true });
  const simulator = new IamSimulator(app);
  expect(await simulator.read(IamSimulator.code(fn), secret)).toBe('Allowed');
  expect(await simulator.read(IamSimulator.code(fn, { 'secretsmanager:VersionStage': 'AWSPREVIOUS' }), secret)).toBe('ImplicitlyDenied');
});

test('secrets of the CDK are accepted, too', () => {
  const stack = newStack();
  useSecrets(fnIn(stack, 'Fn'), { KEY: new secretsmanager.Secret(stack, 'Plain') });
  expect(resources(stack, 'AWS::Lambda::Function').Fn.Environment.Variables).toEqual({ KEY: ref('Plain') });
  expect(resources(stack, 'AWS::IAM::Policy').FnServiceRoleDefaultPolicy.PolicyDocument.Statement[0].Action).toContain('secretsmanager:GetSecretValue');
});

describe('the caching extension', () => {
  const withExtension = (stack: Stack, props: Partial<lambda.FunctionProps> = {}, use: SecretUse = {}) => {
    const fn = new lambda.Function(stack, 'Fn', { ...CODE, ...props });
    useSecrets(fn, { KEY: secretIn(stack) }, { cachingExtension: true, ...use });
    return resources(stack, 'AWS::Lambda::Function').Fn;
  };

  test.each<[lambda.Architecture, string]>([
    [lambda.Architecture.X86_64, ':layer:AWS-Parameters-and-Secrets-Lambda-Extension:'],
    [lambda.Architecture.ARM_64, ':layer:AWS-Parameters-and-Secrets-Lambda-Extension-Arm64:'],
  ])('is the layer of AWS for the Region and %s', (architecture, name) => {
    const { Layers } = withExtension(newStack({ env: ENV }), { architecture });
    expect(Layers).toEqual([expect.stringMatching(new RegExp(`^arn:aws:lambda:eu-west-1:\\d{12}${name}\\d+$`))]);
  });

  test('is determined at deployment if the Region is unknown', () => {
    expect(withExtension(newStack()).Layers).toEqual([{ 'Fn::FindInMap': [expect.any(String), { Ref: 'AWS::Region' }, expect.any(String)] }]);
  });

  test('has the given cache TTL', () => {
    expect(withExtension(newStack(), {}, { cacheTtl: Duration.seconds(30) }).Environment.Variables.SECRETS_MANAGER_TTL).toBe('30');
  });

  test('is not added a second time', () => {
    const paramsAndSecrets = lambda.ParamsAndSecretsLayerVersion.fromVersion(lambda.ParamsAndSecretsVersions.V1_0_103);
    expect(withExtension(newStack({ env: ENV }), { paramsAndSecrets }).Layers).toHaveLength(1);
  });
});

describe('rejects', () => {
  test.each<[string, (stack: Stack) => { [name: string]: secretsmanager.ISecret }, SecretUse, string]>([
    ['names of variables', (stack) => ({ '1KEY': secretIn(stack), 'AWS_KEY': secretIn(stack, {}, 'Two') }), {},
      '"1KEY" is not a valid name of an environment variable in Lambda, such as PAYMENTS_KEY; ' +
      '"AWS_KEY" is not a valid name of an environment variable in Lambda, such as PAYMENTS_KEY'],
    ['limits that the CDK gets wrong', (stack) => ({ KEY: new secretsmanager.Secret(stack, 'Plain') }), { currentVersionOnly: true },
      "currentVersionOnly needs a RotatedSecret, but Stack/Plain is not one: the CDK's own limit denies requests without a version"],
    ['a cache TTL without the extension', (stack) => ({ KEY: secretIn(stack) }), { cacheTtl: Duration.seconds(1) },
      'cacheTtl needs the extension: set cachingExtension, or remove cacheTtl'],
    ['a time too long', (stack) => ({ KEY: secretIn(stack) }), { cachingExtension: true, cacheTtl: Duration.hours(1) },
      'cacheTtl is 1 hour; whole seconds from 0 to 300 are expected'],
  ])('%s', (_, secrets, use, message) => {
    const stack = newStack();
    expect(() => useSecrets(fnIn(stack, 'Fn'), secrets(stack), use)).toThrow(new Error(`[Stack/Fn] secrets: ${message}`));
    expect(resources(stack, 'AWS::Lambda::Function').Fn).not.toHaveProperty('Environment');
  });

  test('a Region without the extension', () => {
    const stack = newStack({ env: { ...ENV, region: 'xx-none-1' } });
    expect(() => useSecrets(fnIn(stack, 'Fn'), { KEY: secretIn(stack) }, { cachingExtension: true })).toThrow(
      new Error('[Stack/Fn] secrets: AWS publishes no Parameters and Secrets extension for x86_64 in xx-none-1'),
    );
  });

  test('layers for container images', () => {
    const stack = newStack();
    const fn = new lambda.DockerImageFunction(stack, 'Fn', { code: lambda.DockerImageCode.fromEcr(new ecr.Repository(stack, 'Images')) });
    expect(() => useSecrets(fn, { KEY: secretIn(stack) }, { cachingExtension: true })).toThrow(
      new Error('[Stack/Fn] secrets: cachingExtension is a layer, and functions of container images have none: copy the extension into the image'),
    );
  });
});
