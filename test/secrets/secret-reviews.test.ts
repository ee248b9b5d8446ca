import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { Duration, Stack } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { CODE, secretIn } from './fixtures';
import { RuntimePolicy } from '../../lib/runtime-protection/runtime-policy';
import { useSecrets } from '../../lib/secrets/access/use-secrets';
import { RotatedSecretProps } from '../../lib/secrets/rotation/rotated-secret';
import { RotationAdapter } from '../../lib/secrets/rotation/rotation-adapter';
import { SecretRotation } from '../../lib/secrets/rotation/secret-rotation';
import { SecureFunction } from '../../lib/secure/functions/secure-function';
import { packFindings } from '../secure/packs';

jest.setTimeout(60_000);

/** Demands that the construct of one secret cannot meet: audit and alarms. */
const ASKED_OF_ALL = /^Sec3-(SecretAudited|SecretRotationAlarmed)\[/;

/** Returns the code of an adapter in a file, as in an app. */
function adapterFile(): lambda.Code {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'sec3-adapter-'));
  folders.push(folder);
  fs.writeFileSync(path.join(folder, 'index.mjs'), 'export const handler = async () => ({});');
  return lambda.Code.fromAsset(folder);
}

const folders: string[] = [];
afterAll(() => folders.forEach((folder) => fs.rmSync(folder, { recursive: true })));

const open = (build: (stack: Stack) => void) => packFindings(build).open.filter((finding) => !ASKED_OF_ALL.test(finding));

test.each<[string, (stack: Stack) => Partial<RotatedSecretProps>]>([
  ['generated', () => ({})],
  ['apiKey', () => ({ rotation: SecretRotation.apiKey({ adapter: RotationAdapter.fromCode({ code: CODE.code }) }) })],
  ['hosted', () => ({
    rotation: SecretRotation.hosted(secretsmanager.HostedRotation.mysqlSingleUser()),
    generateSecretString: { secretStringTemplate: '{"username":"admin"}', generateStringKey: 'password' },
  })],
  ['managedExternal', () => ({ rotation: SecretRotation.managedExternal({ type: 'DatadogApiKey' }) })],
  ['function', (stack) => ({ rotation: SecretRotation.function(new SecureFunction(stack, 'Rotate', { ...CODE, reservedConcurrentExecutions: 1 })) })],
])('%s passes the gate, both packs of cdk-nag and the CDK’s validator', (_, props) => {
  expect(open((stack) => void secretIn(stack, props(stack)))).toEqual([]);
});

test('an adapter from files has the same finding as any function from files: unsigned code', () => {
  const runtimePolicy = RuntimePolicy.standard({ allowedHosts: ['payments.example.com:443'] });
  const findings = open((stack) => {
    const adapter = RotationAdapter.fromCode({ code: adapterFile(), runtimePolicy });
    secretIn(stack, { rotation: SecretRotation.apiKey({ adapter }) });
    new SecureFunction(stack, 'Other', { ...CODE, code: adapterFile(), runtimePolicy, reservedConcurrentExecutions: 1 });
  });
  const at = (construct: string) => findings.filter((finding) => finding.includes(construct)).map((finding) => finding.split(' ')[0]);
  expect(at('Stack/Secret/RotationAdapter')).toEqual(at('Stack/Other'));
  expect(at('Stack/Other')).toEqual(['Sec3-CodeSigningEnforced[no-code-signing]']);
  expect(findings).toHaveLength(2);
});

test('a function that uses the secret has the same finding', () => {
  const findings = open((stack) => {
    const fn = new SecureFunction(stack, 'Fn', { ...CODE, reservedConcurrentExecutions: 5 });
    useSecrets(fn, { PAYMENTS_KEY: secretIn(stack) }, { cachingExtension: true, currentVersionOnly: true, cacheTtl: Duration.seconds(10) });
  });
  expect(findings).toEqual([]);
});

test('the gate reports that others are not denied, if this is configured', () => {
  expect(open((stack) => void secretIn(stack, { denyOtherReaders: false }))).toEqual(['Sec3-SecretReadersNamed[no-deny] Stack/Secret/Resource']);
});

test('acknowledges only its own findings', () => {
  const { acknowledged } = packFindings((stack) => void secretIn(stack, { rotation: SecretRotation.managedExternal({ type: 'DatadogApiKey' }) }));
  expect(acknowledged).toEqual(['AwsSolutions-IAM5[Resource::*] Stack/Secret/RotationPolicy/Resource', 'AwsSolutions-SMG4 Stack/Secret/Resource']);
  const own = packFindings((stack) => void secretIn(stack)).acknowledged;
  expect(own.filter((finding) => !finding.includes('/RotationFunction/'))).toEqual([]);
});
