/** A call to AWS, as it arrives by HTTP. */
import type { IncomingHttpHeaders } from 'http';
import type { Operation } from './models/service-model';
import { isObject } from '../../json/json-object';

/** The protocols of AWS, which determine how requests and answers are serialized. */
export type Protocol = 'json' | 'query' | 'rest-json' | 'rest-xml' | 'cbor';

/** The properties of a call that are known without a model. */
export interface Call {
  readonly protocol: Protocol;
  /** The name with which the service signs, such as `dynamodb`. */
  readonly service: string;
  /** The name of the operation. Undefined if only the verb and the path identify it. */
  readonly operation?: string;
  readonly method: string;
  /** The path of the request, without the query. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  /** The content of the body, if it is JSON or a form. */
  readonly input: { readonly [name: string]: any };
}

/** The services with XML answers whose operations are identified by verb and path. */
const XML: ReadonlySet<string> = new Set(['s3', 's3express', 'cloudfront', 'route53']);

/** Reads a call from an HTTP request. */
export function readCall(method: string, url: string, headers: IncomingHttpHeaders, sent: Buffer): Call {
  const { pathname: path, searchParams: query } = new URL(url, 'http://localhost');
  const [, service = ''] = /Credential=.*\/\d{8}\/[^/]*\/([^/]+)\/aws4_request/.exec(headers.authorization ?? '') ?? [];
  const body = headers['content-encoding']?.includes('aws-chunked') ? withoutChunks(sent) : sent;
  const common = { service: service || unsigned(headers), method, path, query, headers, body };
  const target = headers['x-amz-target'];
  if (typeof target === 'string') return { ...common, protocol: 'json', operation: target.split('.').pop(), input: objectIn(body) };
  const [, cbor] = /\/operation\/(\w+)$/.exec(path) ?? [];
  if (cbor !== undefined && headers['smithy-protocol'] === 'rpc-v2-cbor') return { ...common, protocol: 'cbor', operation: cbor, input: {} };
  const form = /^application\/x-www-form-urlencoded/.test(headers['content-type'] ?? '') ? new URLSearchParams(body.toString()) : undefined;
  const action = form?.get('Action');
  if (form && action) return { ...common, protocol: 'query', operation: action, input: Object.fromEntries(form) };
  return XML.has(service) ? { ...common, protocol: 'rest-xml', input: {} } : { ...common, protocol: 'rest-json', input: objectIn(body) };
}

/** Services with operations that need no signature, by the prefix of `X-Amz-Target`. */
const UNSIGNED: { readonly [target: string]: string } = { AWSCognitoIdentityProviderService: 'cognito-idp', AWSCognitoIdentityService: 'cognito-identity' };

function unsigned(headers: IncomingHttpHeaders): string {
  return UNSIGNED[String(headers['x-amz-target']).split('.')[0]] ?? '';
}

/** Finds the operation of a call by its verb and path. If several match, the one with the most literal path segments wins. */
export function operationAt({ method, path }: Call, operations: Iterable<Operation>): Operation | undefined {
  const steps = (written: string) => written.replace(/\/$/, '').split('/');
  const sent = steps(path);
  let best: { readonly operation: Operation; readonly fixed: number } | undefined;
  for (const operation of operations) {
    const asked = steps(operation.http?.path ?? '');
    if (operation.http?.method !== method || asked.length !== sent.length) continue;
    if (!asked.every((step, index) => step.startsWith('{') || step === sent[index])) continue;
    const fixed = asked.filter((step) => !step.startsWith('{')).length;
    if (!best || fixed > best.fixed) best = { operation, fixed };
  }
  return best?.operation;
}

function objectIn(body: Buffer): { readonly [name: string]: any } {
  try {
    const value: unknown = JSON.parse(body.toString());
    return isObject(value) ? value : {};
  } catch {
    return {};
  }
}

/** Returns the content of a body in chunks. SDKs send the length of each chunk before it when they sign or checksum a stream. */
function withoutChunks(sent: Buffer): Buffer {
  const parts: Buffer[] = [];
  for (let at = 0; at < sent.length;) {
    const end = sent.indexOf('\r\n', at);
    const length = parseInt(sent.toString('latin1', at, end), 16);
    if (end < 0 || !(length > 0)) break;
    parts.push(sent.subarray(end + 2, end + 2 + length));
    at = end + 2 + length + 2;
  }
  return Buffer.concat(parts);
}
