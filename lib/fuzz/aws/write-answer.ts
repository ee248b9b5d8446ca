/** Serializes answers in the format that clients of AWS expect. */
import { Answer, MADE_UP } from './answer';
import type { Call, Protocol } from './call';
import { cborOf } from './cbor';
import type { Member, Operation, Shape } from './models/service-model';
import { xmlOf } from './xml';

/** An HTTP response. */
export interface Written {
  readonly status: number;
  readonly headers: { readonly [name: string]: string };
  readonly body: string | Buffer;
}

const REQUEST_ID = '00000000-0000-4000-8000-000000000000';

const TYPES: { readonly [protocol in Protocol]: string } = {
  'json': 'application/x-amz-json-1.0', 'query': 'text/xml', 'rest-json': 'application/json', 'rest-xml': 'application/xml', 'cbor': 'application/cbor',
};

/** Returns the response to a call, or undefined if the connection should end. */
export function writeAnswer(answer: Answer, { protocol, service }: Call, operation: Pick<Operation, 'name' | 'output'>): Written | undefined {
  const common = { 'x-amzn-requestid': REQUEST_ID, 'x-amz-request-id': REQUEST_ID, 'content-type': TYPES[protocol], ...(protocol === 'cbor' && { 'smithy-protocol': 'rpc-v2-cbor' }) };
  if ('drop' in answer) return undefined;
  if ('error' in answer) {
    const headers = protocol === 'rest-json' ? { ...common, 'x-amzn-errortype': answer.error } : common;
    return { status: answer.status ?? 400, headers, body: errorBody(answer, protocol, service) };
  }
  if ('body' in answer) return { ...answer, headers: { ...common, ...answer.headers } };
  const members = operation.output?.kind === 'structure' ? operation.output.members() : {};
  if (protocol === 'query' && service === 'ec2') return { status: 200, headers: common, body: xmlOf({ [`${operation.name}Response`]: { requestId: REQUEST_ID, ...xmlParts(answer.output, members) } }) };
  if (protocol === 'query') {
    const body = xmlOf({ [`${operation.name}Response`]: { [`${operation.name}Result`]: xmlParts(answer.output, members), ResponseMetadata: { RequestId: REQUEST_ID } } });
    return { status: 200, headers: common, body };
  }
  if (protocol === 'cbor') return { status: 200, headers: common, body: cborOf(answer.output) };
  if (protocol === 'json') return { status: 200, headers: common, body: JSON.stringify(jsonOf(answer.output)) };
  return rest(answer.output, members, operation.name, protocol, common);
}

/** Distributes the members of an output over headers and body, or uses one of them as the whole body. */
function rest(
  output: { readonly [name: string]: unknown },
  members: { readonly [name: string]: Member },
  name: string,
  protocol: Protocol,
  common: { readonly [name: string]: string },
): Written {
  const headers: { [name: string]: string } = { ...common };
  const inside: { [name: string]: unknown } = {};
  let payload: unknown;
  for (const [key, value] of Object.entries(output)) {
    const { place, wireName = key } = members[key] ?? {};
    if (place === 'header') headers[wireName.toLowerCase()] = headerOf(value);
    else if (place === 'payload') payload = value;
    else if (place === undefined) inside[key] = value;
  }
  if (payload !== undefined) return { status: 200, headers, body: Buffer.isBuffer(payload) || typeof payload === 'string' ? payload : JSON.stringify(jsonOf(payload)) };
  return { status: 200, headers, body: protocol === 'rest-xml' ? xmlOf({ [`${name}Result`]: xmlParts(inside, members) }) : JSON.stringify(jsonOf(named(inside, members))) };
}

/** Returns the body of an error, with nothing that its protocol does not have: clients copy each part to the error that a handler catches. */
function errorBody({ error, fields }: { readonly error: string; readonly fields?: object }, protocol: Protocol, service: string): string | Buffer {
  const message = MADE_UP;
  if (protocol === 'cbor') return cborOf({ __type: error, message, ...fields });
  if (protocol === 'json') return JSON.stringify({ __type: error, message, ...fields });
  if (protocol === 'rest-json') return JSON.stringify({ message, ...fields });
  const written = { Code: error, Message: message };
  if (service === 'ec2') return xmlOf({ Response: { Errors: { Error: written }, RequestID: REQUEST_ID } });
  return xmlOf(service === 's3' ? { Error: written } : { ErrorResponse: { Error: { Type: 'Sender', ...written }, RequestId: REQUEST_ID } });
}

function named(output: object, members: { readonly [name: string]: Member }): object {
  return Object.fromEntries(Object.entries(output).map(([name, value]) => [members[name]?.wireName ?? name, value] as const));
}

/** Converts a value to JSON: times become numbers, and bytes become base64. */
function jsonOf(value: unknown): unknown {
  if (value instanceof Date) return value.getTime() / 1000;
  if (Buffer.isBuffer(value)) return value.toString('base64');
  if (Array.isArray(value)) return value.map(jsonOf);
  return typeof value === 'object' && value !== null ? Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, jsonOf(inner)] as const)) : value;
}

function xmlParts(output: object, members: { readonly [name: string]: Member }): object {
  return Object.fromEntries(Object.entries(output).map(([name, value]) => {
    const member = members[name];
    return [member?.wireName ?? name, xmlPart(value, member?.shape, member?.isFlat)] as const;
  }));
}

function xmlPart(value: unknown, shape: Shape | undefined, isFlat = false): unknown {
  if (value instanceof Date) return value.toISOString();
  if (Buffer.isBuffer(value)) return value.toString('base64');
  if (Array.isArray(value)) {
    const element = shape?.kind === 'list' ? shape.element() : undefined;
    const parts = value.map((one) => xmlPart(one, element?.shape));
    return isFlat ? parts : { [element?.wireName ?? 'member']: parts };
  }
  if (typeof value !== 'object' || value === null) return value;
  if (shape?.kind === 'map') return { entry: Object.entries(value).map(([key, one]) => ({ key, value: xmlPart(one, shape.element().shape) })) };
  return xmlParts(value, shape?.kind === 'structure' ? shape.members() : {});
}

function headerOf(value: unknown): string {
  const text = value instanceof Date ? value.toUTCString() : Buffer.isBuffer(value) ? value.toString('base64') : typeof value === 'object' ? JSON.stringify(value) : String(value);
  return text.replace(/[^\t\u0020-\u007e]/g, '');
}
