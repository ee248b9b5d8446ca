import { AwsCallFailed } from './errors';

/** Errors whose messages name the missing permission or the key, but never the request. */
const HARMLESS = ['AccessDeniedException', 'DecryptionFailure', 'EncryptionFailure', 'ResourceNotFoundException', 'TooManyRequestsException'];

/**
 * The time limit for connecting, in milliseconds. Endpoints are near: if connecting takes longer, they can't be reached at all, as in a VPC without
 * an endpoint for the service.
 */
export const CONNECTION_TIMEOUT_MS = 3000;

/**
 * Runs a call to AWS. Errors of the SDK contain the whole response, and their messages may quote the request. Neither is passed on.
 *
 * @param carriesValue whether the request contains a secret value
 * @throws AwsCallFailed
 */
export async function awsCall<T>(operation: string, carriesValue: boolean, call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (e) {
    const { name, message, code } = e as Error & { code?: unknown };
    // Network errors have a code, but no meaningful name.
    const kind = typeof code === 'string' && /^E[A-Z]+$/.test(code) ? code : name;
    throw new AwsCallFailed(operation, kind, !carriesValue || HARMLESS.includes(kind) ? message : undefined);
  }
}
