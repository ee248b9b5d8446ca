import { AwsCallFailed } from './errors';

/** Errors whose messages name the missing permission or the key, and never the request. */
const HARMLESS = ['AccessDeniedException', 'DecryptionFailure', 'EncryptionFailure', 'ResourceNotFoundException', 'TooManyRequestsException'];

/** Endpoints are near: one that takes longer to connect can't be reached at all, as in a VPC without an endpoint for the service. */
export const CONNECTION_TIMEOUT_MS = 3000;

/**
 * Runs a call to AWS. Errors of the SDK contain the whole response, and messages may quote the request: neither is passed on.
 *
 * @param carriesValue whether a secret value is in the request
 * @throws AwsCallFailed
 */
export async function awsCall<T>(operation: string, carriesValue: boolean, call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (e) {
    const { name, message, code } = e as Error & { code?: unknown };
    // Network errors have a code, and a name without meaning.
    const kind = typeof code === 'string' && /^E[A-Z]+$/.test(code) ? code : name;
    throw new AwsCallFailed(operation, kind, !carriesValue || HARMLESS.includes(kind) ? message : undefined);
  }
}
