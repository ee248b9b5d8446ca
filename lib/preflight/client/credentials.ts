import { spawn } from 'child_process';
import { createRequire } from 'module';
import * as path from 'path';
import type { Environment } from './endpoints';
import { UnaskableError } from './errors';

/** Credentials for signing requests. */
export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** The sources of credentials. */
export interface CredentialSource {
  readonly environment: Environment;
  /** A profile of the shared configuration; takes precedence over keys in the environment. @default - `AWS_PROFILE`, else the default profile */
  readonly profile?: string;
  /** A folder of the user’s project; its installed SDK may be used. */
  readonly cwd: string;
}

const SDK = '@aws-sdk/credential-provider-node';

const LONGEST = 60_000;

/**
 * Finds credentials: in the environment, with the AWS CLI, or with the user’s own SDK for JavaScript. The CLI and the SDK support
 * profiles, single sign-on, containers and instances, so this is not implemented here.
 *
 * @throws UnaskableError if there are none
 */
export async function findCredentials(source: CredentialSource): Promise<Credentials> {
  const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey, AWS_SESSION_TOKEN: sessionToken } = source.environment;
  if (source.profile === undefined && accessKeyId && secretAccessKey) {
    return { accessKeyId, secretAccessKey, sessionToken: sessionToken || undefined };
  }
  const reasons: string[] = [];
  for (const find of [byCli, bySdk]) {
    try {
      return await find(source);
    } catch (e) {
      reasons.push(firstLine(`${(e as Partial<Error>).message ?? e}`) ?? 'it failed without a message');
    }
  }
  throw new UnaskableError(
    `There are no credentials for AWS (${reasons.join('; ')})`,
    `Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, sign in with version 2 of the AWS CLI, or add ${SDK} to the project.`,
  );
}

/**
 * Returns the Region for environment-agnostic stacks.
 *
 * @returns undefined if none is configured
 */
export async function findRegion({ environment, profile, cwd }: CredentialSource): Promise<string | undefined> {
  const named = environment.AWS_REGION || environment.AWS_DEFAULT_REGION;
  if (named) return named;
  try {
    return (await runCli(['configure', 'get', 'region'], { environment, profile, cwd })).trim() || undefined;
  } catch {
    return undefined;
  }
}

async function byCli(source: CredentialSource): Promise<Credentials> {
  const text = await runCli(['configure', 'export-credentials', '--format', 'process'], source);
  // The output contains secrets: errors must not quote it.
  const { AccessKeyId, SecretAccessKey, SessionToken } = parsed(text);
  if (typeof AccessKeyId !== 'string' || typeof SecretAccessKey !== 'string') throw new Error('the AWS CLI printed no credentials');
  return { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: typeof SessionToken === 'string' ? SessionToken : undefined };
}

function parsed(text: string): { readonly [key: string]: unknown } {
  try {
    return JSON.parse(text) ?? {};
  } catch {
    throw new Error('the AWS CLI printed something other than credentials');
  }
}

async function bySdk({ profile, cwd }: CredentialSource): Promise<Credentials> {
  let sdk: { defaultProvider(options: { profile?: string }): () => Promise<Credentials> };
  try {
    sdk = createRequire(path.join(path.resolve(cwd), 'package.json'))(SDK);
  } catch {
    throw new Error(`the project has no ${SDK}`);
  }
  const { accessKeyId, secretAccessKey, sessionToken } = await sdk.defaultProvider({ profile })();
  return { accessKeyId, secretAccessKey, sessionToken };
}

function runCli(args: readonly string[], { environment, profile, cwd }: CredentialSource): Promise<string> {
  return new Promise((resolve, reject) => {
    const named = profile === undefined ? [] : ['--profile', profile];
    // The option `timeout` would keep the process alive if the program does not exist.
    const signal = AbortSignal.timeout(LONGEST);
    const child = spawn('aws', [...args, ...named], { cwd, env: { ...environment }, stdio: ['ignore', 'pipe', 'pipe'], signal });
    let out = '';
    let err = '';
    child.stdout.setEncoding('utf8').on('data', (text) => (out += text));
    child.stderr.setEncoding('utf8').on('data', (text) => (err += text));
    child.on('error', (e: NodeJS.ErrnoException) => reject(new Error(e.code === 'ENOENT' ? 'the AWS CLI is not installed' : `the AWS CLI did not start: ${e.message}`)));
    child.on('close', (code) => (code === 0 ? resolve(out) : reject(new Error(`the AWS CLI says: ${saidIn(err) ?? `exit code ${code}`}`))));
  });
}

/** Returns the line of an error output with the message. Versions of the CLI print usage before it, details after it, and a prefix. */
function saidIn(err: string): string | undefined {
  if (/[Ii]nvalid choice/.test(err)) return 'it lacks "configure export-credentials"; version 2.9 or later is needed';
  const lines = err.split('\n').map((line) => line.trim()).filter((line) => line !== '');
  const line = lines.find((each) => /error|unable|could not|cannot|expired|invalid|not be found|denied/i.test(each)) ?? lines[lines.length - 1];
  return line?.replace(/^aws: (?:\[ERROR\]|error): /, '');
}

function firstLine(text: string): string | undefined {
  return text.split('\n').map((line) => line.trim()).find((line) => line !== '');
}
