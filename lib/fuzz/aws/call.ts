/** A call of AWS, as it comes in by HTTP. */
import type { IncomingHttpHeaders } from 'http';
import type { Operation } from './models/service-model';
import { isObject } from '../../json/json-object';

/** How requests and answers are written. */
export type Protocol = 'json' | 'query' | 'rest-json' | 'rest-xml' | 'cbor';

/** What is known of a call without a model. */
export interface Call {
  readonly protocol: Protocol;
  /** The name that the service signs by, such as `dynamodb`. */
  readonly service: string;
  /** Undefined where only the verb and the path tell it. */
  readonly operation?: string;
  readonly method: string;
  /** As sent, without the query. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  /** What the body says, where that is JSON or a form. */
  readonly input: { readonly [name: string]: any };
}

/** Services whose answers are XML, of those that are identified by verb and path. */
const XML: ReadonlySet<string> = new Set(['s3', 's3express', 'cloudfront', 'route53']);

/** Reads a call. */
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

/** Services that anyone may call some operations of, by what they call themselves. */
const UNSIGNED: { readonly [target: string]: string } = { AWSCognitoIdentityProviderService: 'cognito-idp', AWSCognitoIdentityService: 'cognito-identity' };

function unsigned(headers: IncomingHttpHeaders): string {
  return UNSIGNED[String(headers['x-amz-target']).split('.')[0]] ?? '';
}

/** The operation of a call that is identified by verb and path: the one whose path has the most in common. */
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

/** The content of a body in chunks with their lengths, as SDKs send what they sign or sum up on the way. */
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
