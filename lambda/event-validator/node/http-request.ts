import { decode } from './bytes';
import { checkEncoded, checkParsed, checkText } from './check';
import { Check, HttpSource, Parameters, Upload } from './contract';
import { AnyEvent } from './events';
import { readForm } from './form';
import { below, Rejection, step } from './rejection';
import { inspectNames } from './strict-json';
import { isObject } from '../../../lib/json/json-object';

/** Texts by name, in order of occurrence. */
type Sent = ReadonlyMap<string, readonly string[]>;

const NONE: Sent = new Map();

/**
 * Validates a request against the source with its route.
 *
 * @param sources the sources of the event's kind
 * @returns the request for the handler, or undefined if no source has its route
 * @throws Rejection
 */
export function checkRequest(sources: readonly HttpSource[], event: AnyEvent): AnyEvent | undefined {
  for (const source of sources) {
    const path = pathOf(source, event);
    if (path !== undefined) return checkAgainst(source, event, path);
  }
  return undefined;
}

function checkAgainst(source: HttpSource, event: AnyEvent, path: Sent): AnyEvent {
  for (const names of ['pathParameters', 'queryStringParameters', 'multiValueQueryStringParameters', 'headers', 'multiValueHeaders']) inspectNames(event[names]);
  below('/path', () => checkParameters(source.path, path, true));
  below('/query', () => checkParameters(source.query, queryOf(event), true));
  // Header names are open, because proxies between client and function add headers.
  if (Object.keys(source.headers).length > 0) below('/header', () => checkParameters(source.headers, headersOf(event), false));
  if (Object.keys(source.cookies).length > 0) below('/cookie', () => checkParameters(source.cookies, cookiesOf(event), false));
  return below('/body', () => checkBody(source, event));
}

function checkParameters(parameters: Parameters, sent: Sent, isClosed: boolean): void {
  for (const [name, { check, required, separator }] of Object.entries(parameters)) {
    const values = sent.get(name) ?? [];
    if (values.length === 0 && required) throw new Rejection(step(name), 'required');
    // Parsers differ: some return the first value, others the last.
    if (values.length > 1 && separator !== '') throw new Rejection(step(name), 'repeated');
    if (values.length === 0) continue;
    const value = separator === undefined ? values[0] : separator === '' ? [...values] : values[0].split(separator);
    below(step(name), () => checkParsed(check, value, name));
  }
  if (!isClosed) return;
  for (const name of sent.keys()) if (!Object.hasOwn(parameters, name)) throw new Rejection('', 'additionalProperties');
}

function checkBody(source: HttpSource, event: AnyEvent): AnyEvent {
  const { body: check, form, uploads } = source;
  const { body } = event;
  const isEmpty = body === undefined || body === null || body === '';
  if (check === undefined && form === undefined && uploads === undefined) {
    if (!isEmpty) throw new Rejection('', 'unexpected');
    return event;
  }
  if (isEmpty) throw new Rejection('', 'required');
  const type = form || uploads ? mediaType(event) : undefined;
  if (form && type === FORM) return checkForm(form, event);
  const upload = type === undefined ? undefined : uploads?.find(({ contentType }) => contentType === type || contentType === `${type.split('/')[0]}/*`);
  if (upload) return checkSize(upload, event);
  if (check === undefined || (type !== undefined && !JSON_MEDIA.test(type))) throw new Rejection('', 'content-type');
  const normal = event.isBase64Encoded === true
    ? checkEncoded(check, body, () => checkText(check, decode(body).text, 'json'))
    : checkText(check, body, 'json');
  return normal === undefined ? event : { ...event, body: normal, isBase64Encoded: false };
}

const FORM = 'application/x-www-form-urlencoded';

const JSON_MEDIA = /^[\w.-]+\/([\w.*-]+\+)?json$/;

/** Returns the media type of a body, in lower case and without parameters. Undefined if the request has none, which counts as JSON. */
function mediaType(event: AnyEvent): string | undefined {
  const values = headersOf(event).get('content-type') ?? [];
  if (values.length > 1) throw new Rejection('', 'content-type');
  return values[0]?.split(';')[0].trim().toLowerCase();
}

/** Validates a form. The handler receives the original form. */
function checkForm(check: Check, event: AnyEvent): AnyEvent {
  const { body, isBase64Encoded } = event;
  const run = (text: string) => checkParsed(check, readForm(text));
  if (typeof body !== 'string') throw new Rejection('', 'envelope');
  checkEncoded(check, body, () => run(isBase64Encoded === true ? decode(body).text : body));
  return event;
}

function checkSize({ maxBytes }: Upload, event: AnyEvent): AnyEvent {
  const { body, isBase64Encoded } = event;
  if (typeof body !== 'string') throw new Rejection('', 'envelope');
  if (Buffer.byteLength(body, isBase64Encoded === true ? 'base64' : 'utf8') > maxBytes) throw new Rejection('', 'max-bytes');
  return event;
}

/** Returns the path parameters of a request to the source. Undefined if the request has another route. */
function pathOf({ source, route }: HttpSource, event: AnyEvent): Sent | undefined {
  if (source === 'functionUrl') return pathOfUrl(route, event);
  const key = typeof event.routeKey === 'string' ? event.routeKey : `${event.httpMethod} ${event.resource}`;
  if (route !== undefined && route !== key && !(route.startsWith('ANY ') && route.slice(4) === key.slice(key.indexOf(' ') + 1))) return undefined;
  return event.pathParameters ? new Map(Object.entries<unknown>(event.pathParameters).map(([name, value]) => [name, [String(value)]])) : NONE;
}

/** Matches the path of a function URL, which has no routes. */
function pathOfUrl(route: string | undefined, event: AnyEvent): Sent | undefined {
  if (route === undefined) return NONE;
  const [verb, template] = route.split(' ');
  if (verb !== 'ANY' && verb !== event.requestContext.http.method) return undefined;
  const wanted = template.split('/');
  const given = String(event.rawPath).split('/');
  if (wanted.length !== given.length) return undefined;
  const parameters = new Map<string, string[]>();
  for (const [i, part] of wanted.entries()) {
    const [, name] = /^\{(.+)\}$/.exec(part) ?? [];
    if (name !== undefined && given[i] !== '') parameters.set(name, [unescaped(given[i])]);
    else if (part !== given[i]) return undefined;
  }
  return parameters;
}

function unescaped(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new Rejection('/path', 'utf-8');
  }
}

function queryOf(event: AnyEvent): Sent {
  if (typeof event.rawQueryString === 'string') return grouped(new URLSearchParams(event.rawQueryString));
  return sentOf(event.multiValueQueryStringParameters, event.queryStringParameters, (name) => name);
}

function headersOf(event: AnyEvent): Sent {
  return sentOf(event.multiValueHeaders, event.headers, (name) => name.toLowerCase());
}

/** Cookies as they were sent: values are neither unquoted nor unescaped. */
function cookiesOf(event: AnyEvent): Sent {
  const lines: unknown[] = Array.isArray(event.cookies) ? event.cookies : [...(headersOf(event).get('cookie') ?? [])];
  return grouped(lines.flatMap((line) => String(line).split(';')).flatMap((pair): [string, string][] => {
    const at = pair.indexOf('=');
    return at < 0 ? [] : [[pair.slice(0, at).trim(), pair.slice(at + 1).trim()]];
  }));
}

function sentOf(multiple: unknown, single: unknown, nameOf: (name: string) => string): Sent {
  const all = isObject(multiple) ? multiple : single;
  if (!isObject(all)) return NONE;
  const given = Object.entries(all);
  return grouped(given.flatMap(([name, values]) => [values].flat().map((value): [string, string] => [nameOf(name), String(value)])));
}

function grouped(entries: Iterable<[string, string]>): Sent {
  const sent = new Map<string, string[]>();
  for (const [name, value] of entries) {
    const known = sent.get(name);
    if (known) known.push(value);
    else sent.set(name, [value]);
  }
  return sent;
}
