import { createHash, createHmac, Hash, Hmac } from 'crypto';
import { SignatureV4 } from '@smithy/signature-v4';

/** The signed parts of a request. */
export interface SignedRequest {
  readonly method: string;
  readonly host: string;
  /** The path with the query. */
  readonly path: string;
  readonly headers: { readonly [name: string]: string };
  readonly body: string;
}

export interface AccessKey {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/** SHA-256 with the interface that the signer requires. */
class Sha256 {
  private readonly hash: Hash | Hmac;

  constructor(key?: string | ArrayBuffer | ArrayBufferView) {
    this.hash = key === undefined ? createHash('sha256') : createHmac('sha256', typeof key === 'string' ? key : Buffer.from(key as Uint8Array));
  }

  public update(data: string | Uint8Array): void {
    this.hash.update(data);
  }

  public async digest(): Promise<Uint8Array> {
    return this.hash.digest();
  }

  public reset(): void {
    throw new Error('The signer makes a new one for each text');
  }
}

/** Returns the headers of a request to an API, signed with Signature Version 4. */
export async function signedHeaders(
  request: SignedRequest,
  credentials: AccessKey,
  region: string,
  signingDate: Date,
): Promise<{ readonly [name: string]: string }> {
  const { searchParams, pathname } = new URL(request.path, `https://${request.host}`);
  const query: Record<string, string[]> = {};
  for (const [name, value] of searchParams) (query[name] ??= []).push(value);
  const signer = new SignatureV4({ service: 'execute-api', region, credentials, sha256: Sha256 });
  const { headers } = await signer.sign({
    method: request.method,
    protocol: 'https:',
    hostname: request.host,
    path: pathname,
    query,
    headers: { ...request.headers, host: request.host },
    body: request.body,
  }, { signingDate });
  return headers;
}

export type SignatureProblem = 'missing' | 'invalid' | 'unknown' | 'expired';

/** The validity of a signature before and after its date, in milliseconds. */
const LIFETIME = 5 * 60_000;

/** Returns the secret access key of a caller. Undefined if the caller is unknown. */
export type SecretOf = (accessKeyId: string) => string | undefined;

/** Returns why the signature of a request is not valid. Undefined if it is the signature of a known caller. */
export async function signatureProblem(request: SignedRequest, secretOf: SecretOf, region: string): Promise<SignatureProblem | undefined> {
  const { authorization, 'x-amz-date': date = '' } = request.headers;
  if (authorization === undefined) return 'missing';
  const [, accessKeyId, signed] = /^AWS4-HMAC-SHA256 Credential=([^/,\s]+)\/[^,\s]+, SignedHeaders=([^,\s]+), Signature=[0-9a-f]{64}$/.exec(authorization) ?? [];
  if (signed === undefined) return 'missing';
  const secretAccessKey = secretOf(accessKeyId);
  if (secretAccessKey === undefined) return 'unknown';
  const [, ...parts] = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(date)?.map(Number) ?? [];
  const signingDate = new Date(Date.UTC(parts[0], parts[1] - 1, ...(parts.slice(2) as [number])));
  if (!(Math.abs(Date.now() - signingDate.getTime()) < LIFETIME)) return 'expired';
  const names = signed.split(';');
  if (!names.includes('host')) return 'invalid';
  // The hash of the body is calculated again, because the client's own value proves nothing.
  const headers = Object.fromEntries(Object.entries(request.headers).filter(([name]) => names.includes(name) && name !== 'x-amz-content-sha256'));
  const again = await signedHeaders({ ...request, headers }, { accessKeyId, secretAccessKey }, region, signingDate);
  return again.authorization === authorization ? undefined : 'invalid';
}
