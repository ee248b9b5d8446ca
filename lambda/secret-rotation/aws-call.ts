import { AwsCallFailed } from './errors';

/** Errors whose messages say who may not do what, or with which key, and never what was sent. */
const HARMLESS = ['AccessDeniedException', 'DecryptionFailure', 'EncryptionFailure', 'ResourceNotFoundException', 'TooManyRequestsException'];

/** Endpoints are near: one that takes longer to connect cannot be reached at all, as in a VPC without an endpoint for the service. */
export const CONNECTION_TIMEOUT_MS = 3000;

/**
 * Runs a call to AWS. The SDK's errors hold the whole response, and messages may quote the request: neither goes any further.
 *
 * @param carriesValue whether a secret value is in the request
 * @throws AwsCallFailed
 */
export async function awsCall<T>(operation: string, carriesValue: boolean, call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (e) {
    const { name, message, code } = e as Error & { code?: unknown };
    // Errors of the network have a code, and a name that says nothing.
    const kind = typeof code === 'string' && /^E[A-Z]+$/.test(code) ? code : name;
    throw new AwsCallFailed(operation, kind, !carriesValue || HARMLESS.includes(kind) ? message : undefined);
  }
}
