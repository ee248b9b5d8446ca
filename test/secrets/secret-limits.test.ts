import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { ACCOUNT, REGION } from './deployed-template';
import { CODE, fnIn, secretIn } from './fixtures';
import { IamSimulator } from './iam-simulator';
import { useSecrets } from '../../lib/secrets/access/use-secrets';
import { SecretAudit } from '../../lib/secrets/audit/secret-audit';
import { SecretRotation } from '../../lib/secrets/rotation/secret-rotation';

const ENV = { account: ACCOUNT, region: REGION };

function newApp(): { app: App; stack: Stack } {
  const app = new App();
  return { app, stack: new Stack(app, 'Stack', { env: ENV }) };
}

/** Creates secrets that share a key and a rotation function, so that hundreds of them fit into a test. */
function secretsIn(stack: Stack, count: number): secretsmanager.ISecret[] {
  const encryptionKey = new kms.Key(stack, 'Key', { enableKeyRotation: true });
  return Array.from({ length: count }, (_, index) =>
    secretIn(stack, { encryptionKey, secretName: `payments/key-of-merchant-${index}` }, `Secret${index}`),
  );
}

/** Returns the length of each policy of the function's role, as IAM counts it with account and Region. */
function policiesOf(stack: Stack): { inline: number[]; managed: number[] } {
  const lengths = (type: string, of: RegExp) =>
    Object.entries(Template.fromStack(stack).findResources(type))
      .filter(([id]) => of.test(id))
      .map(([, { Properties }]) => JSON.stringify(Properties.PolicyDocument).length);
  return { inline: lengths('AWS::IAM::Policy', /^Reader/), managed: lengths('AWS::IAM::ManagedPolicy', /^Sec3SecretReads/) };
}

/** Returns a policy statement of a given length. */
const statementOf = (length: number) => new iam.PolicyStatement({ actions: ['s3:GetObject'], resources: [`arn:aws:s3:::${'x'.repeat(length)}`] });

describe('reads of a function', () => {
  test('fit one inline policy for a few secrets', () => {
    const { stack } = newApp();
    const fn = fnIn(stack, 'Reader');
    for (const secret of secretsIn(stack, 3)) secret.grantRead(fn);
    expect(policiesOf(stack)).toEqual({ inline: [expect.any(Number)], managed: [] });
  });

  test('continue in managed policies within their limits, and all take effect', async () => {
    const { app, stack } = newApp();
    const fn = fnIn(stack, 'Reader');
    const secrets = secretsIn(stack, 24);
    for (const secret of secrets) secret.grantRead(fn);
    const { inline, managed } = policiesOf(stack);
    expect(inline).toHaveLength(1);
    expect(inline[0]).toBeLessThan(10_240);
    expect(managed.length).toBeGreaterThan(1);
    for (const length of managed) expect(length).toBeLessThan(6144);
    const simulator = new IamSimulator(app);
    for (const secret of secrets) {
      expect(await simulator.read(IamSimulator.code(fn), secret)).toBe('Allowed');
      expect(await simulator.read({ role: fn.role! }, secret)).toBe('ImplicitlyDenied');
    }
  });

  test('are an error if the role would need more than ten managed policies', () => {
    const granted = (count: number) => {
      const { stack } = newApp();
      const managedPolicies = Array.from({ length: 9 }, (_, index) => iam.ManagedPolicy.fromManagedPolicyName(stack, `Policy${index}`, `policy-${index}`));
      const fn = fnIn(stack, 'Reader', new iam.Role(stack, 'Role', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com'), managedPolicies }));
      for (const secret of secretsIn(stack, count)) secret.grantRead(fn);
      return policiesOf(stack);
    };
    expect(granted(10).managed).toHaveLength(1);
    expect(() => granted(24)).toThrow('[Stack/Reader] role Stack/Role would need more than 10 managed policies, the limit of IAM: divide the secrets or files among several functions');
  });

  test.each([[true, 8000], [false, 10_500]])('share the limit of inline policies with other permissions: accepted is %s with %s more characters', (passes, length) => {
    const { stack } = newApp();
    const fn = fnIn(stack, 'Reader');
    secretIn(stack).grantRead(fn);
    new iam.Policy(fn.role!, 'Other', { roles: [fn.role!], statements: [statementOf(length)] });
    const synth = () => Template.fromStack(stack);
    if (passes) expect(synth).not.toThrow();
    else expect(synth).toThrow(/the inline policies of role Stack\/Reader\/ServiceRole have up to \d+ characters after deployment, and the limit of IAM is 10240/);
  });
});

describe('rotations by one function', () => {
  const rotated = (count: number, rotation: (stack: Stack) => SecretRotation) => {
    const { stack } = newApp();
    const by = rotation(stack);
    // Separate keys cause the longest statements.
    for (let index = 0; index < count; index += 1) secretIn(stack, { rotation: by }, `Secret${index}`);
    return stack;
  };
  const byFunction = (stack: Stack) => SecretRotation.function(fnIn(stack, 'Reader'));
  const byRole = (stack: Stack) =>
    SecretRotation.managedExternal({ type: 'SalesforceClientSecret', role: new iam.Role(stack, 'Partner', { assumedBy: new iam.ServicePrincipal('secretsmanager.amazonaws.com') }) });

  test.each([['a function', byFunction], ['a role', byRole]])('by %s: 30 secrets are within the limits of its role', (_, rotation) => {
    const resources = Object.values(Template.fromStack(rotated(30, rotation)).toJSON().Resources) as any[];
    const lengths = (type: string) => resources.filter(({ Type, Properties }) => Type === type && JSON.stringify(Properties).includes('UpdateSecretVersionStage'))
      .map(({ Properties }) => JSON.stringify(Properties.PolicyDocument).length);
    expect(lengths('AWS::IAM::Policy').reduce((sum, length) => sum + length)).toBeLessThan(10_240);
    const managed = lengths('AWS::IAM::ManagedPolicy');
    expect(managed.length).toBeGreaterThan(1);
    expect(managed.length).toBeLessThan(10);
    const schedules = resources.filter(({ Type }) => Type === 'AWS::SecretsManager::RotationSchedule');
    // Each waits for the policy with which it is rotated.
    for (const { DependsOn } of schedules) expect(DependsOn.some((id: string) => /RotationPolicy/.test(id))).toBe(true);
  });

  test.each([['a function', byFunction], ['a role', byRole]])('by %s: too many for its role are an error', (_, rotation) => {
    expect(() => rotated(100, rotation)).toThrow('would need more than 10 managed policies');
  });
});

describe('the resource policy of a secret', () => {
  test.each([[true, 150], [false, 250]])('has readers up to its limit: accepted is %s for %s readers', (passes, readers) => {
    const { stack } = newApp();
    const secret = secretIn(stack);
    for (let index = 0; index < readers; index += 1) {
      secret.exempt(iam.Role.fromRoleArn(stack, `R${index}`, `arn:aws:iam::${ACCOUNT}:role/reader-of-a-secret-with-a-name-that-is-long-enough-${String(index).padStart(4, '0')}`));
    }
    if (passes) expect(() => Template.fromStack(stack)).not.toThrow();
    else expect(() => Template.fromStack(stack)).toThrow(/\[Stack\/Secret\] its resource policy has up to \d+ characters after deployment, and the limit of AWS is 20480/);
  });
});

describe('the policy of a key', () => {
  test.each([[true, 20_000], [false, 33_000]])('has statements up to its limit: accepted is %s with %s characters', (passes, length) => {
    const { stack } = newApp();
    const encryptionKey = new kms.Key(stack, 'Key', { enableKeyRotation: true });
    encryptionKey.addToResourcePolicy(new iam.PolicyStatement({ principals: [new iam.AccountRootPrincipal()], actions: ['kms:Decrypt'], resources: ['x'.repeat(length)] }));
    secretIn(stack, { encryptionKey });
    if (passes) expect(() => Template.fromStack(stack)).not.toThrow();
    else expect(() => Template.fromStack(stack)).toThrow(/\[Stack\/Secret\] the policy of its key Stack\/Key has up to \d+ characters after deployment, and the limit of AWS is 32768/);
  });

  test('does not grow with the number of secrets', () => {
    const statements = (count: number) => {
      const { stack } = newApp();
      secretsIn(stack, count);
      return Object.values(Template.fromStack(stack).findResources('AWS::KMS::Key'))[0].Properties.KeyPolicy.Statement.length;
    };
    expect(statements(8)).toBe(statements(1));
  });
});

describe('the environment of a function', () => {
  test.each([[true, 25], [false, 45]])('has ARNs up to its limit: accepted is %s for %s secrets', (passes, count) => {
    const { stack } = newApp();
    const fn = new lambda.Function(stack, 'Reader', CODE);
    const imported = Array.from({ length: count }, (_, index) =>
      secretsmanager.Secret.fromSecretCompleteArn(stack, `S${index}`, `arn:aws:secretsmanager:${REGION}:${ACCOUNT}:secret:payments-of-merchant-${index}-AbCdEf`),
    );
    useSecrets(fn, Object.fromEntries(imported.map((secret, index) => [`SECRET_${index}`, secret])));
    if (passes) expect(() => Template.fromStack(stack)).not.toThrow();
    else expect(() => Template.fromStack(stack)).toThrow(/\[Stack\/Reader\] its environment has up to \d+ characters after deployment, and the limit of AWS is 4096/);
  });
});

describe('an audit', () => {
  const audited = (count: number) => {
    const { stack } = newApp();
    const secrets = Array.from({ length: count }, (_, index) =>
      secretsmanager.Secret.fromSecretCompleteArn(stack, `S${index}`, `arn:aws:secretsmanager:${REGION}:${ACCOUNT}:secret:${'payments-'.repeat(12)}${index}-AbCdEf`),
    );
    new SecretAudit(stack, 'Audit', { secrets });
    return stack;
  };

  test.each([[true, 40], [false, 120]])('has rules up to the limit of the queue’s policy: accepted is %s for %s secrets', (passes, count) => {
    const stack = audited(count);
    if (passes) expect(() => Template.fromStack(stack)).not.toThrow();
    else expect(() => Template.fromStack(stack)).toThrow(/the policy of Stack\/Audit\/DeadLetterQueue has up to \d+ characters after deployment, and the limit of AWS is 8192/);
  });

  test('has at most as many rules as an event bus allows', () => {
    expect(() => audited(500)).toThrow(/\[Stack\/Audit\] it needs \d+ rules, and the limit of an event bus is 300: create an audit for each group of secrets/);
  });
});
