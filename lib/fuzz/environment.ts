/** The environment of a handler on this machine. */
import { Sensitive, sensitiveOf } from './judge/sensitive';
import { FuzzFunction } from './targets/functions';

/** Fake credentials. No answer may show them. */
const CREDENTIALS = { AWS_ACCESS_KEY_ID: 'AKIASEC3FUZZ00000000', AWS_SECRET_ACCESS_KEY: 'sec3-fuzz-secret-access-key-0000000000000', AWS_SESSION_TOKEN: 'sec3-fuzz-session-token-0000000000000000' };

/** Returns the environment variables, and those of their values that must not be shown. */
export function environmentOf(
  fn: FuzzFunction, awsEndpoint: string,
): { readonly all: { readonly [name: string]: string }; readonly sensitive: Sensitive } {
  const faked = Object.fromEntries(fn.open.map((name) => {
    const value = `sec3-fuzz-env-${name.toLowerCase()}`;
    // An expected URL is that of the server that simulates AWS.
    return [name, /URL|ENDPOINT|URI$/.test(name) ? `${awsEndpoint}/${value}` : value];
  }));
  const runtime = {
    AWS_REGION: 'eu-west-1',
    AWS_DEFAULT_REGION: 'eu-west-1',
    AWS_LAMBDA_FUNCTION_NAME: fn.name,
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '256',
    AWS_ENDPOINT_URL: awsEndpoint,
    AWS_MAX_ATTEMPTS: '1',
    AWS_EC2_METADATA_DISABLED: 'true',
    _HANDLER: fn.handler!,
    LANG: 'en_US.UTF-8',
    TZ: ':UTC',
    ...CREDENTIALS,
  };
  const sensitive = sensitiveOf(fn.literals, { ...faked, ...CREDENTIALS }, fn.root!, fn.layers);
  return { all: { ...runtime, ...fn.literals, ...faked }, sensitive };
}
