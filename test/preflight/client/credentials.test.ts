import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { CredentialSource, findCredentials, findRegion } from '../../../lib/preflight/client/credentials';

const SECRET = 'a-secret-that-is-hidden';

let folder: string;

beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'sec3-credentials-'));
});
afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));

/** Replaces the AWS CLI by a program. */
function cli(script: string): CredentialSource {
  fs.writeFileSync(path.join(folder, 'aws'), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  return { environment: { PATH: `${folder}:/usr/bin:/bin` }, cwd: folder };
}

const PRINTS = `echo '{"Version":1,"AccessKeyId":"AKIDCLI","SecretAccessKey":"${SECRET}","SessionToken":"token"}'`;

test('uses keys of the environment without starting a program', async () => {
  const source = cli('exit 1');
  const environment = { ...source.environment, AWS_ACCESS_KEY_ID: 'AKIDENV', AWS_SECRET_ACCESS_KEY: SECRET, AWS_SESSION_TOKEN: '' };
  expect(await findCredentials({ ...source, environment })).toEqual({ accessKeyId: 'AKIDENV', secretAccessKey: SECRET, sessionToken: undefined });
});

test('a named profile takes precedence, and is passed to the AWS CLI', async () => {
  const source = cli(`echo "$@" > ${folder}/arguments; ${PRINTS}`);
  const environment = { ...source.environment, AWS_ACCESS_KEY_ID: 'AKIDENV', AWS_SECRET_ACCESS_KEY: SECRET };
  expect(await findCredentials({ ...source, environment, profile: 'production' })).toEqual({ accessKeyId: 'AKIDCLI', secretAccessKey: SECRET, sessionToken: 'token' });
  expect(fs.readFileSync(`${folder}/arguments`, 'utf8')).toBe('configure export-credentials --format process --profile production\n');
});

test('uses the SDK of the project if the AWS CLI has no credentials', async () => {
  const sdk = path.join(folder, 'node_modules/@aws-sdk/credential-provider-node');
  fs.mkdirSync(sdk, { recursive: true });
  fs.writeFileSync(path.join(sdk, 'index.js'), `exports.defaultProvider = ({ profile }) => async () => ({ accessKeyId: 'AKID' + profile, secretAccessKey: '${SECRET}' });`);
  expect(await findCredentials({ ...cli('exit 255'), profile: 'SDK' })).toEqual({ accessKeyId: 'AKIDSDK', secretAccessKey: SECRET, sessionToken: undefined });
});

test('the AWS SDK reads the shared configuration, if the project has it', async () => {
  fs.writeFileSync(path.join(folder, 'credentials'), `[shared]\naws_access_key_id = AKIDSHARED\naws_secret_access_key = ${SECRET}\n`);
  fs.writeFileSync(path.join(folder, 'config'), '[profile shared]\nregion = eu-west-3\n');
  const before = { ...process.env };
  Object.assign(process.env, { AWS_SHARED_CREDENTIALS_FILE: path.join(folder, 'credentials'), AWS_CONFIG_FILE: path.join(folder, 'config') });
  try {
    const source = { environment: { PATH: folder }, cwd: path.resolve(__dirname, '../../..'), profile: 'shared' };
    expect(await findCredentials(source)).toEqual({ accessKeyId: 'AKIDSHARED', secretAccessKey: SECRET, sessionToken: undefined });
  } finally {
    process.env = before;
  }
});

test('the error lists what was tried, and a fix', async () => {
  const error = await findCredentials({ environment: { PATH: folder }, cwd: folder }).catch((e) => e);
  expect(error.name).toBe('UnaskableError');
  expect(error.message).toBe('There are no credentials for AWS (the AWS CLI is not installed; the project has no @aws-sdk/credential-provider-node)');
  expect(error.fix).toContain('AWS_ACCESS_KEY_ID');
});

test('an absent program does not delay the process', async () => {
  const timers = () => process.getActiveResourcesInfo().filter((resource) => resource === 'Timeout').length;
  const earlier = timers();
  await findRegion({ environment: { PATH: folder }, cwd: folder });
  expect(timers()).toBe(earlier);
});

test('reports the error message of the AWS CLI', async () => {
  const error = await findCredentials(cli('echo "The SSO session has expired. Run aws sso login" >&2; exit 255')).catch((e) => e);
  expect(error.message).toContain('the AWS CLI says: The SSO session has expired. Run aws sso login');
});

test.each<[string, string[], string]>([
  ['1.x', ['usage: aws [options] <command> <subcommand>', 'aws: error: argument subcommand: Invalid choice, valid choices are:', '', 'list | get', 'set'], 'it lacks "configure export-credentials"; version 2.9 or later is needed'],
  ['2.8', ['', 'aws: error: argument operation: Invalid choice, valid choices are:', '', 'sso'], 'it lacks "configure export-credentials"; version 2.9 or later is needed'],
  ['2.30', ['', "aws: [ERROR]: argument subcommand: Found invalid choice 'export-credentials'"], 'it lacks "configure export-credentials"; version 2.9 or later is needed'],
  ['2.9', ['', 'Unable to locate credentials. You can configure credentials by running "aws login".'], 'Unable to locate credentials. You can configure credentials by running "aws login".'],
  ['2.34', ['', 'aws: [ERROR]: An error occurred (ExpiredToken): The token has expired', '', 'Additional error details:', 'Type: Sender'], 'An error occurred (ExpiredToken): The token has expired'],
  ['2.x', ['', 'The config profile (missing) could not be found', ''], 'The config profile (missing) could not be found'],
  ['unknown', ['something else', 'at last'], 'at last'],
])('reports the relevant line of version %s of the CLI', async (_, lines, said) => {
  const error = await findCredentials(cli(`cat >&2 <<'END'\n${lines.join('\n')}\nEND\nexit 253`)).catch((e) => e);
  expect(error.message).toContain(`(the AWS CLI says: ${said}; the project has no`);
});

test.each<[string, string, string]>([
  ['of several lines', "throw new Error('Could not load credentials from any providers\\n  at x')", 'Could not load credentials from any providers'],
  ['that is not an Error', "throw 'no credentials'", 'no credentials'],
  ['without a word', "throw new Error('')", 'it failed without a message'],
])('reports an error of the SDK %s in one line', async (_, failing, said) => {
  const project = fs.mkdtempSync(path.join(folder, 'project-'));
  const sdk = path.join(project, 'node_modules/@aws-sdk/credential-provider-node');
  fs.mkdirSync(sdk, { recursive: true });
  fs.writeFileSync(path.join(sdk, 'index.js'), `exports.defaultProvider = () => async () => { ${failing} };`);
  const error = await findCredentials({ environment: { PATH: folder }, cwd: project }).catch((e) => e);
  expect(error.message).toBe(`There are no credentials for AWS (the AWS CLI is not installed; ${said})`);
});

test.each([`echo 'AccessKeyId=AKID SecretAccessKey=${SECRET}'`, `echo '{"AccessKeyId": 1, "SecretAccessKey": "${SECRET}"}'`, `echo '"${SECRET}"'`])(
  'no error contains a possible secret: %s', async (script) => {
    const error = await findCredentials(cli(script)).catch((e) => e);
    expect(error.name).toBe('UnaskableError');
    expect(`${error.message} ${error.fix} ${error.stack}`).not.toContain(SECRET);
  },
);

test('the Region comes from the environment or the profile', async () => {
  const source = cli('[ "$*" = "configure get region --profile production" ] && echo ap-southeast-2');
  expect(await findRegion({ ...source, environment: { ...source.environment, AWS_REGION: 'eu-west-1', AWS_DEFAULT_REGION: 'eu-west-2' } })).toBe('eu-west-1');
  expect(await findRegion({ ...source, environment: { ...source.environment, AWS_DEFAULT_REGION: 'eu-west-2' } })).toBe('eu-west-2');
  expect(await findRegion({ ...source, profile: 'production' })).toBe('ap-southeast-2');
  expect(await findRegion(source)).toBeUndefined();
});
