/**
 * The variables that API Gateway provides to mapping templates.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-mapping-template-reference.html
 */
import { JavaHost, JavaList, JavaMap, JavaValue, jsonText, readJson, textOf } from './java-values';
import { valueAt } from './json-path';
import { TemplateFailure } from './template-failure';
import { Source, Text } from './text';

/** The names that follow `$input.` and `$util.`. */
export const INPUT_NAMES: ReadonlySet<string> = new Set(['body', 'json', 'path', 'params']);
export const UTIL_NAMES: ReadonlySet<string> = new Set(['escapeJavaScript', 'parseJson', 'urlEncode', 'urlDecode', 'base64Encode', 'base64Decode']);

/** The input of a template. */
export interface TemplateInput {
  /** The body, or null if there is none. */
  readonly body: string | null;
  /** The name of the body in findings. @default 'the body' */
  readonly bodyName?: string;
  readonly path?: { readonly [name: string]: string };
  readonly querystring?: { readonly [name: string]: string };
  readonly header?: { readonly [name: string]: string };
}

/** Returns `$input`. */
export function inputOf({ body, bodyName = 'the body', path = {}, querystring = {}, header = {} }: TemplateInput): JavaHost {
  // A missing body is an empty object, so `$input.json('$')` renders {}.
  const text = body ?? '{}';
  let read: { readonly json: unknown; readonly value: JavaValue } | undefined;
  const at = (given: JavaValue): JavaValue => {
    try {
      read ??= { json: JSON.parse(text) as unknown, value: readJson(text, (place) => `${place} of ${bodyName}`) };
    } catch {
      throw new TemplateFailure(`${bodyName} is not JSON`, true);
    }
    return valueAt(textOf(given).toString(), read.json, read.value);
  };
  const named = (place: string, values: { readonly [name: string]: string }) => new JavaMap(Object.entries(values).map(([name, value]) => [
    Text.of(name, { name: `the name of a ${place} parameter`, kind: 'text' }), Text.of(value, { name: `${place} parameter ${name}`, kind: 'text' }),
  ] as const));
  const all: [string, JavaMap][] = [['path', named('path', path)], ['querystring', named('query', querystring)], ['header', named('header', header)]];
  const parameters = JavaMap.of(Object.fromEntries(all));
  const whole: Source = { name: bodyName, kind: isJson(text) ? 'json' : 'text' };
  return {
    properties: { body: Text.of(text, whole) },
    methods: {
      path: (given) => at(given),
      json: (given) => {
        const value = at(given);
        // A path without a target results in an empty text.
        return value === null ? Text.of('""') : jsonText(value, { name: `${textOf(given)} of ${bodyName}`, kind: 'json' });
      },
      params: (name) => {
        if (name === undefined) return parameters;
        const found = all.map(([, values]) => values.get(textOf(name).toString())).find((value) => value !== null);
        return found ?? Text.of('');
      },
    },
  };
}

/** The object `$util`. Each method returns null for null. */
export const UTIL: JavaHost = {
  properties: {},
  methods: {
    escapeJavaScript: (value) => ofText(value, (text) => text.map(escapeJavaScript)),
    urlEncode: (value) => ofText(value, (text) => text.map(urlEncode)),
    urlDecode: (value) => ofText(value, (text) => text.derived(decoded(text.toString()))),
    base64Encode: (value) => ofText(value, (text) => text.derived(Buffer.from(text.toString()).toString('base64'))),
    base64Decode: (value) => ofText(value, (text) => text.derived(Buffer.from(text.toString(), 'base64').toString())),
    parseJson: (value) => ofText(value, (text) => {
      const source = text.source?.name;
      try {
        return readJson(text.toString(), (path) => (source === undefined ? `${path} of the template` : `${path} in ${source}`));
      } catch {
        throw new TemplateFailure('the argument of $util.parseJson is not JSON', true);
      }
    }),
  },
};

function ofText(value: JavaValue, change: (text: Text) => JavaValue): JavaValue {
  if (value === null) return null;
  // Methods for texts do not accept maps.
  return value instanceof Text || value instanceof JavaList ? change(textOf(value)) : null;
}

const SHORT_ESCAPES = new Map([
  ...['\'', '"', '\\', '/'].map((character): [string, string] => [character, `\\${character}`]),
  ['\b', '\\b'], ['\n', '\\n'], ['\t', '\\t'], ['\f', '\\f'], ['\r', '\\r'],
] as [string, string][]);

/** Escapes a text like StringEscapeUtils of commons-lang, which also escapes ' and /, and all characters outside of ASCII. */
function escapeJavaScript(text: string): string {
  return text.replace(/['"\\/]|[^\x20-\x7e]/g, (character) => SHORT_ESCAPES.get(character) ?? `\\u${hex(character, 4)}`);
}

/** Encodes a text like java.net.URLEncoder in UTF-8. */
function urlEncode(text: string): string {
  const bytes = [...Buffer.from(text.replace(/\p{Surrogate}/gu, '?'))];
  return bytes.map((byte) => {
    const character = String.fromCharCode(byte);
    return /[\w.*-]/.test(character) ? character : character === ' ' ? '+' : `%${hex(character, 2)}`;
  }).join('');
}

/** Decodes a text like java.net.URLDecoder. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text.replace(/\+/g, ' '));
  } catch {
    throw new TemplateFailure('the argument of $util.urlDecode contains a % that starts no escape', true);
  }
}

function hex(character: string, length: number): string {
  return character.charCodeAt(0).toString(16).toUpperCase().padStart(length, '0');
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** The parts of a request in `$context`. */
export interface RequestContext {
  readonly httpMethod: string;
  readonly resourcePath: string;
  readonly userAgent?: string;
  /** Claims of the caller's token that the issuer does not control, such as a name that users can set. */
  readonly claims?: { readonly [name: string]: string };
  /** Values that the request template can have stored for the response template. */
  readonly requestOverride?: { readonly [name: string]: string };
}

/** Returns `$context` with values of callers, and with examples of values that API Gateway sets. */
export function contextOf({ httpMethod, resourcePath, userAgent = '', claims = {}, requestOverride = {} }: RequestContext): JavaMap {
  const kept = Object.entries(requestOverride).map(([name, value]) => [Text.of(name), Text.of(value, { name: `what is kept as ${name}`, kind: 'text' })] as const);
  const overrides = (of: typeof kept = []) => JavaMap.of({ header: new JavaMap(of), path: new JavaMap(of), querystring: new JavaMap(of) });
  const ofCaller = Object.entries(claims).map(([name, value]) => [name, Text.of(value, { name: `claim ${name}`, kind: 'text' })] as const);
  return JavaMap.of({
    accountId: '123456789012',
    apiId: 'sec3fuzz00',
    authorizer: JavaMap.of({ principalId: 'sec3-principal', claims: JavaMap.of({ sub: 'sec3-sub', email: 'sec3@fuzz.example', ...Object.fromEntries(ofCaller) }) }),
    domainName: 'sec3fuzz00.execute-api.eu-west-1.amazonaws.com',
    domainPrefix: 'sec3fuzz00',
    error: new JavaMap(),
    extendedRequestId: 'sec3fuzz00000000=',
    httpMethod,
    identity: JavaMap.of({
      accountId: '123456789012',
      apiKey: 'sec3-api-key',
      apiKeyId: 'sec3-api-key-id',
      caller: 'AROASEC3',
      cognitoIdentityId: 'eu-west-1:sec3',
      sourceIp: '192.0.2.1',
      user: 'AROASEC3',
      userAgent: Text.of(userAgent, { name: 'header parameter User-Agent', kind: 'text' }),
      userArn: 'arn:aws:sts::123456789012:assumed-role/sec3/fuzz',
    }),
    path: `/prod${resourcePath}`,
    protocol: 'HTTP/1.1',
    requestId: '00000000-0000-4000-8000-000000000001',
    requestOverride: overrides(kept),
    requestTime: '01/Jan/2026:00:00:00 +0000',
    requestTimeEpoch: String(Date.UTC(2026, 0, 1)),
    resourceId: 'abc123',
    resourcePath,
    responseOverride: overrides(),
    stage: 'prod',
  });
}
