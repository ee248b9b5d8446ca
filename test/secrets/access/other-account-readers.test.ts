import { App, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import { packFindings } from '../../secure/packs';
import { ACCOUNT, REGION } from '../deployed-template';
import { secretIn } from '../fixtures';
import { ADMINISTRATOR, IamSimulator } from '../iam-simulator';

const ENV = { account: ACCOUNT, region: REGION };
const OTHER = '444455556666';

const roleOf = (stack: Stack, name: string, account = OTHER) => iam.Role.fromRoleArn(stack, name, `arn:aws:iam::${account}:role/${name}`);

describe('a role of another account', () => {
  const app = new App();
  const stack = new Stack(app, 'Stack', { env: ENV });
  const secret = secretIn(stack);
  const reader = roleOf(stack, 'reader');
  secret.grantRead(reader);
  const current = roleOf(stack, 'current');
  secret.grantRead(current, ['AWSCURRENT']);
  const simulator = new IamSimulator(app);
  const policies = [ADMINISTRATOR];

  test('reads, if a policy of its own account allows it', async () => {
    expect(await simulator.read({ role: reader, policies }, secret)).toBe('Allowed');
    expect(await simulator.decide({ role: reader, policies }, 'secretsmanager:DescribeSecret', secret)).toBe('Allowed');
  });

  test('does not read without such a policy, or with one for another secret', async () => {
    const narrow = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: `${simulator.arnOf(secret)}x` }] };
    for (const own of [[], [narrow]]) expect(await simulator.read({ role: reader, policies: own }, secret)).not.toBe('Allowed');
  });

  test('can’t do anything else, and can decrypt only through Secrets Manager', async () => {
    for (const action of ['PutSecretValue', 'DeleteSecret', 'PutResourcePolicy']) {
      expect([action, await simulator.decide({ role: reader, policies }, `secretsmanager:${action}`, secret)]).toEqual([action, 'ImplicitlyDenied']);
    }
    expect(await simulator.decrypt({ role: reader, policies }, secret, true)).toBe('ImplicitlyDenied');
  });

  test('reads only the granted versions', async () => {
    const read = (stage?: string) => simulator.read({ role: current, policies, context: { 'secretsmanager:VersionStage': stage } }, secret);
    expect(await read()).toBe('Allowed');
    expect(await read('AWSCURRENT')).toBe('Allowed');
    expect(await read('AWSPREVIOUS')).not.toBe('Allowed');
  });

  test('reads, but no other role of its account does', async () => {
    const stranger = { role: roleOf(stack, 'stranger'), policies };
    expect(await simulator.read(stranger, secret)).toBe('ExplicitlyDenied');
    expect(await simulator.decide(stranger, 'secretsmanager:DescribeSecret', secret)).toBe('ImplicitlyDenied');
    expect(await simulator.decrypt(stranger, secret)).toBe('ImplicitlyDenied');
  });
});

test('a role of the same account gets its own policy, and no statement in the policies of secret and key', async () => {
  const app = new App();
  const stack = new Stack(app, 'Stack', { env: ENV });
  const secret = secretIn(stack);
  const role = roleOf(stack, 'reader', ACCOUNT);
  secret.grantRead(role);
  const simulator = new IamSimulator(app);
  expect(await simulator.read({ role }, secret)).toBe('Allowed');
  expect(await simulator.read({ role: roleOf(stack, 'other', ACCOUNT) }, secret)).toBe('ExplicitlyDenied');
});

test('the gate and other packs have no findings', () => {
  // The default stack of the app stays empty, because it has no account.
  const { open } = packFindings((_, app) => {
    const stack = new Stack(app, 'Known', { env: ENV });
    secretIn(stack).grantRead(roleOf(stack, 'reader'));
  });
  expect(open.filter((finding) => finding !== 'F0001 Stack' && !/^Sec3-(SecretAudited|SecretRotationAlarmed)\[/.test(finding))).toEqual([]);
});

describe('a grant is rejected', () => {
  const at = (stack: Stack, build: (stack: Stack) => void) => () => build(stack);
  const newStack = () => new Stack(new App(), 'Stack', { env: ENV });

  test('if the key is managed by AWS, because other accounts can’t use it', () => {
    expect(at(newStack(), (stack) => secretIn(stack, { awsManagedKey: true }).grantRead(roleOf(stack, 'reader')))).toThrow(
      new Error('[Stack/Secret] grantRead: Stack/reader is in account 444455556666, which can\'t use the key of AWS in account 111122223333: remove awsManagedKey'),
    );
  });

  test('if the policy of the key is not in the app', () => {
    const key = (stack: Stack) => kms.Key.fromKeyArn(stack, 'Key', `arn:aws:kms:${REGION}:${ACCOUNT}:key/0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0`);
    expect(at(newStack(), (stack) => secretIn(stack, { encryptionKey: key(stack) }).grantRead(roleOf(stack, 'reader')))).toThrow(
      new Error('[Stack/Secret] grantRead: Stack/reader is in account 444455556666, and the policy of key Stack/Key, which must allow it to decrypt, is not in the app: use a key of the app for the secret'),
    );
  });

  test('if the account of the secret is unknown', () => {
    expect(at(new Stack(new App(), 'Stack'), (stack) => secretIn(stack).grantRead(roleOf(stack, 'reader')))).toThrow(
      new Error('[Stack/Secret] grantRead: Stack/reader is in account 444455556666, and stack Stack may be deployed to any account: set the account in the env of the stack, or, if it is the same account, import the reader by its name'),
    );
  });

  test.each(['reader', 'arn:aws:iam::444455556666:role/reader'])('if the secret is imported into a stack of the other account, as %s', (name) => {
    const app = new App();
    const secret = secretIn(new Stack(app, 'Stack', { env: ENV }));
    const other = new Stack(app, 'Other', { env: { account: OTHER, region: REGION } });
    const role = name === 'reader' ? iam.Role.fromRoleName(other, 'Role', name) : iam.Role.fromRoleArn(other, 'Role', name);
    expect(() => secret.grantRead(role)).toThrow(
      new Error('[Stack/Secret] grantRead: Other/Role is imported in a stack of account 444455556666, where no policy can refer to the secret: import it into stack Stack by Role.fromRoleArn, grant that, and allow the role in its own stack to read the secret by its name'),
    );
  });

  test('if the role is in a stack of the other account, whose policies can’t name the secret', () => {
    const app = new App();
    const secret = secretIn(new Stack(app, 'Stack', { env: ENV }));
    const role = new iam.Role(new Stack(app, 'Other', { env: { account: OTHER, region: REGION } }), 'Role', { assumedBy: new iam.AccountRootPrincipal() });
    expect(() => secret.grantRead(role)).toThrow(
      new Error('[Stack/Secret] grantRead: Other/Role is created in a stack of account 444455556666, where no policy can refer to the secret: give it a roleName, import it into stack Stack by Role.fromRoleArn, grant that, and allow the role in its own stack to read the secret by its name'),
    );
  });
});
