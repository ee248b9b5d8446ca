/** Generates the cases that are sent to an entry point, and determines which of them the gateway before the function lets pass. */
import * as fc from 'fast-check';
import { BucketObject, HttpRequest, S3_TEST_EVENT, SentMessage, TableChange, attribute, busEvent, dynamoDbEvent, enveloped, httpEvent, kinesisEvent, restEvent, s3Event, sendable, snsEvent, sqsEvent } from './aws-events';
import { attributed, attributesOf, redelivered } from './deliveries';
import { AskedFor, askedFor, CodeWords } from './dictionary';
import { EntryPoint, EntryPointKind, EntryPointParameter } from './entry-points';
import { payloadName, placeIn, TellingValues, tellingValues } from './marked-values';
import { FORM, formOf, uploadsOf } from './other-bodies';
import { UNDECLARED, UNDECLARED_PARAMETER } from './undeclared';
import type { Upstream } from './upstream';
import { sensitivityOf } from '../../inbound-events/events/sensitivity';
import { MappedIntegration } from '../../inbound-events/template/mapping/integration';
import { isObject } from '../../json/json-object';
import { AwsPlan, plans } from '../aws/plan';
import { ATTACK_TEXTS, SPECIAL_CHARACTERS, TEMPLATE_BREAKERS } from '../generator/attacks';
import { InvalidValue, SchemaValues } from '../generator/schema-values';
import type { Dictionary } from '../generator/valid-values';

/**
 * The kind of a case: `valid`, `boundary` and `invalid` values of a model; `open` values if there is no model; `malformed` texts that are empty or
 * not JSON; and `bypass` for values sent in a way that the model does not cover.
 */
export type CaseKind = 'valid' | 'boundary' | 'invalid' | 'open' | 'malformed' | 'bypass';

/** A case that is sent to an entry point. */
export interface FuzzCase {
  readonly kind: CaseKind;
  /** The event as JSON. */
  readonly event: string;
  /** Whether the event reaches the function. */
  readonly reaches: boolean;
  /** The special property of the case, for messages. */
  readonly note?: string;
  /** The behavior of AWS during the run. @default - as usual */
  readonly aws?: AwsPlan;
}

/** All cases for an entry point. */
export interface Cases {
  readonly arbitrary: fc.Arbitrary<FuzzCase>;
  readonly notes: readonly string[];
}

interface Body {
  readonly kind: CaseKind;
  readonly text: string | Buffer | null;
  readonly note?: string;
  readonly contentType?: string;
  readonly isBinary?: boolean;
}

/** A message, and the content of its text. */
interface Message extends SentMessage {
  readonly kind: CaseKind;
  readonly value: unknown;
}

/** Factor by which words of the code are more frequent in some of the values. */
const FOCUS = 20;

const HTTP: ReadonlySet<EntryPointKind> = new Set(['rest', 'mapped', 'service', 'http', 'url']);
/** The entry points of HTTP APIs and function URLs. */
const VERSION_2: ReadonlySet<EntryPointKind> = new Set(['http', 'url']);

const VERBS_WITH_BODY: ReadonlySet<string> = new Set(['POST', 'PUT', 'PATCH', 'DELETE']);

/** The kinds of messages by rank. A batch has the first of the kinds that occur in it. */
const RANK: readonly CaseKind[] = ['malformed', 'open', 'boundary', 'valid'];

const MALFORMED: readonly (string | null)[] = [null, '', '{', '{"a":', 'null', '[]', '""', '0', '{}', 'undefined', '<a/>', 'a=b&c=d', '{"a":1}}', '\ufeff{}', '{"__proto__":{"polluted":"sec3"}}', '['.repeat(2000)];

/** Content types that models rarely list, although frameworks parse them. */
const OTHER_TYPES: readonly string[] = ['text/plain', 'application/x-www-form-urlencoded', 'application/json; charset=utf-16', 'application/vnd.api+json', 'multipart/form-data'];

/** Content types whose bodies HTTP APIs and function URLs encode in base64. */
const BINARY_TYPES: readonly string[] = ['application/octet-stream', 'application/x-www-form-urlencoded', 'image/png'];

/** Returns the cases for an entry point. */
export function casesOf(entryPoint: EntryPoint, words: CodeWords): Cases {
  const { schema } = entryPoint;
  const notes = [...entryPoint.notes];
  const { integration } = entryPoint;
  const templateTexts = [...(integration?.requestTemplates.values() ?? [])].flatMap(({ texts }) => texts);
  const dictionary = { texts: integration ? [...TEMPLATE_BREAKERS, ...templateTexts, ...words.texts] : words.texts, numbers: words.numbers };
  const isHttp = HTTP.has(entryPoint.kind);
  // API Gateway does not check formats, so values with another format reach the function. The event validator checks formats.
  const how = isHttp && !entryPoint.rejectsParameters ? ({ draft: 'draft-04', checkFormats: false } as const) : {};
  const modelled = schema === undefined ? undefined : new SchemaValues(schema, { ...how, dictionary });
  // Code behind several conditions runs only if all values that the conditions compare occur together.
  const hasWords = dictionary.texts.length + dictionary.numbers.length > 0;
  const focused = modelled && hasWords ? new SchemaValues(schema, { ...how, dictionary: { ...dictionary, weight: FOCUS } }).valid : undefined;
  for (const { pointer, message } of modelled?.problems ?? []) notes.push(`the model at ${pointer}: ${message}`);
  for (const { pointer, message } of sensitivityOf(schema).problems) notes.push(`the model at #${pointer}: ${message}`);
  const telling = tellingValues(schema, { ...how, dictionary });
  notes.push(...untold(telling, payloadName(entryPoint.kind)), ...entryPoint.parameters.flatMap((parameter) => untold(tellingParameter(parameter), `the parameter ${parameter.name}`)));
  const fields = [...new Set([...words.keys.filter((key) => !key.includes('-')), ...words.names])];
  const whatever = new SchemaValues(openSchema(fields), { dictionary }).valid!;
  const declared = declaredValues(words, dictionary);
  const guessed = [{ arbitrary: whatever, weight: 3 }, { arbitrary: complete(fields, whatever, dictionary.texts), weight: 1 }];
  const open = fc.oneof(...guessed, ...(declared ? [{ arbitrary: declared, weight: 4 }] : []));
  const forms = entryPoint.form === undefined ? undefined : new SchemaValues(entryPoint.form, { dictionary });
  for (const { pointer, message } of forms?.problems ?? []) notes.push(`the schema of forms at ${pointer}: ${message}`);
  const sentBy = { ...entryPoint, upstreams: entryPoint.upstreams?.length ? entryPoint.upstreams : upstreamsIn(words) };
  const attributes = attributesOf(words, fields, textOf(dictionary.texts));
  const values = { modelled, focused, telling, open, forms, fields, attributes, known: dictionary.texts, asked: askedFor(words) };
  const cases = (isHttp ? requests : messages)(sentBy, values);
  return { notes, arbitrary: fc.tuple(cases, plans(sentBy.kind === 's3' || sentBy.upstreams.includes('s3'))).map(([sent, aws]) => ({ ...sent, aws })) };
}

/** Returns the services that may send to a queue, according to the names in the code: queue and sender can be in different templates. */
function upstreamsIn({ names, keys }: CodeWords): readonly Upstream[] {
  const mentioned = new Set([...names, ...keys]);
  const has = (...all: string[]) => all.every((name) => mentioned.has(name));
  return [
    ...(has('s3', 'object') ? ['s3' as const] : []),
    ...(has('Message') && ['TopicArn', 'Type', 'MessageAttributes', 'Subject'].some((name) => has(name)) ? ['sns' as const] : []),
    ...(has('detail') ? ['eventBridge' as const] : []),
  ];
}

/** Returns a sentence for each place whose values can't be recognized in logs. */
function untold(telling: TellingValues | undefined, payload: string): string[] {
  return (telling?.untold ?? []).map((pointer) => `${placeIn(pointer, payload)} is marked as sensitive, and its values are too short or too much alike to be recognized in logs: whether logs show them is not known`);
}

function tellingParameter({ schema }: EntryPointParameter): TellingValues | undefined {
  return tellingValues(schema, {});
}

/** The values of bodies and messages. */
interface Values {
  /** Values by the schema, if there is one. */
  readonly modelled?: SchemaValues;
  /** The same values, with words of the code almost everywhere. */
  readonly focused?: fc.Arbitrary<unknown>;
  /** The same values, if the schema marks some as sensitive. */
  readonly telling?: TellingValues;
  /** Arbitrary values. */
  readonly open: fc.Arbitrary<unknown>;
  /** Values of forms, if the validator has a schema for them. */
  readonly forms?: SchemaValues;
  /** Texts that the code mentions. */
  readonly known: readonly string[];
  /** Names of fields that the code mentions. */
  readonly fields: readonly string[];
  /** Attributes of messages. Undefined if the code reads none. */
  readonly attributes?: fc.Arbitrary<{ readonly [name: string]: string }>;
  readonly asked: AskedFor;
}

interface Weighted<T> {
  readonly arbitrary: fc.Arbitrary<T>;
  readonly weight: number;
}

/** Returns values that match the schema, with the weights with which they are sent. */
function matching<T>({ modelled, focused, telling }: Values, as: (kind: CaseKind) => (value: unknown) => T): Weighted<T>[] {
  return [
    ...(modelled?.valid ? [{ arbitrary: modelled.valid.map(as('valid')), weight: 6 }, { arbitrary: modelled.boundary!.map(as('boundary')), weight: 6 }] : []),
    ...(modelled?.deep ? [{ arbitrary: modelled.deep.map(as('boundary')), weight: 1 }] : []),
    ...(focused ? [{ arbitrary: focused.map(as('valid')), weight: 4 }] : []),
    ...(telling ? [{ arbitrary: telling.arbitrary.map(as('valid')), weight: 4 }] : []),
  ];
}

/** Returns a schema for objects with arbitrary values, under the names that the code mentions. */
function openSchema(names: readonly string[]): object {
  const value = { $ref: '#/$defs/value' };
  const properties = Object.fromEntries(names.map((name) => [name, value]));
  return {
    type: 'object',
    properties,
    $defs: {
      value: {
        anyOf: [
          { type: 'string' }, { type: 'integer' }, { type: 'number' }, { type: 'boolean' }, { type: 'null' }, { type: 'array', maxItems: 3, items: value },
          { type: 'object', properties: Object.fromEntries(names.slice(-8).map((name) => [name, value])) },
        ],
      },
    },
  };
}

/** Returns objects with the fields that the code declares. Undefined if it declares none. */
function declaredValues({ declared }: CodeWords, dictionary: Dictionary): fc.Arbitrary<unknown> | undefined {
  const required = Object.keys(declared);
  if (required.length === 0) return undefined;
  const { valid, boundary } = new SchemaValues({ type: 'object', required, properties: declared }, { dictionary });
  return valid && fc.oneof({ arbitrary: valid, weight: 2 }, { arbitrary: boundary!, weight: 1 });
}

/** Returns objects with all names that the code mentions. Most values are texts. */
function complete(names: readonly string[], whatever: fc.Arbitrary<unknown>, known: readonly string[]): fc.Arbitrary<unknown> {
  const text = { arbitrary: textOf(known) as fc.Arbitrary<unknown>, weight: 6 };
  const lists = fc.array(whatever, { maxLength: 2 });
  const others = [{ arbitrary: fc.nat(100), weight: 2 }, { arbitrary: fc.boolean(), weight: 1 }, { arbitrary: lists, weight: 1 }];
  const value = fc.oneof(text, ...others);
  return fc.record(Object.fromEntries(names.map((name) => [name, value])));
}

function requests(entryPoint: EntryPoint, values: Values): fc.Arbitrary<FuzzCase> {
  // A validator without any schema for a body rejects bodies.
  const { schema, form, uploads } = entryPoint;
  const hasNoBody = entryPoint.rejectsParameters && [schema, form, uploads].every((each) => each === undefined);
  const isWithBody = VERBS_WITH_BODY.has(entryPoint.method!) && !hasNoBody;
  const bodies = isWithBody ? bodiesOf(entryPoint, values) : fc.constant<Body>({ kind: 'open', text: null });
  const claims = values.asked.claims && fc.record(Object.fromEntries(values.asked.claims.map((name) => [name, textOf(values.known)])));
  const types = fc.constantFrom('Content-Type', 'content-type', 'CONTENT-TYPE');
  return fc.tuple(bodies, parametersOf(entryPoint, values), types, claims ?? fc.constant(undefined)).map(([body, parameters, header, who]) => {
    const headers: [string, string][] = [...(body.text === null ? [] : [[header, body.contentType ?? 'application/json'] as [string, string]]), ...parameters.headers];
    const request: HttpRequest = {
      method: entryPoint.method!,
      resource: entryPoint.resource!,
      pathParameters: parameters.path,
      query: parameters.query,
      headers,
      body: body.text,
      isBinary: body.isBinary ?? false,
      claims: who,
    };
    const event = JSON.stringify(VERSION_2.has(entryPoint.kind) ? httpEvent(request, entryPoint.kind === 'url') : restEvent(request, entryPoint.version));
    const rejected = rejection(entryPoint, body, values.modelled, parameters.missing);
    const kind = !parameters.fit && ['valid', 'boundary'].includes(body.kind) ? 'open' : body.kind;
    return { kind, event, reaches: rejected === undefined, note: rejected ?? body.note };
  });
}

/** Returns why the gateway rejects a request. Undefined if the gateway passes it on. */
function rejection(entryPoint: EntryPoint, body: Body, modelled: SchemaValues | undefined, missing: readonly string[]): string | undefined {
  const { checksBody, checksParameters } = entryPoint;
  if (checksParameters && missing.length > 0) return `without ${missing.join(', ')}`;
  // The model does not cover other content types.
  if (!checksBody || !modelled || body.contentType !== undefined) return undefined;
  if (body.kind === 'malformed') {
    try {
      // An empty body is not a JSON value, and a model requires one.
      if (body.text !== null && body.text !== '' && modelled.accepts(JSON.parse(body.text.toString()))) return undefined;
    } catch {
      // The request is rejected below.
    }
    return 'a value that the model does not describe';
  }
  return body.kind === 'invalid' ? body.note : undefined;
}

function bodiesOf(entryPoint: EntryPoint, values: Values): fc.Arbitrary<Body> {
  const { modelled, open } = values;
  const malformed = fc.constantFrom(...MALFORMED).map((text): Body => ({ kind: 'malformed', text, note: text === null ? 'no body' : 'a body that is no object in JSON' }));
  const written = open.map((value): Body => ({ kind: 'open', text: JSON.stringify(value) }));
  // HTTP APIs and function URLs encode bodies in base64 if the content type is not text.
  const binary = VERSION_2.has(entryPoint.kind) ? [{ arbitrary: fc.tuple(fc.oneof(written, malformed), fc.constantFrom(...BINARY_TYPES)).map(([body, contentType]): Body => ({ ...body, kind: 'malformed', contentType, isBinary: true, note: `Content-Type ${contentType}, in base64` })), weight: 1 }] : [];
  const bypassed = (bodies: fc.Arbitrary<Body>): Weighted<Body>[] =>
    bypasses(entryPoint).map((bypass) => ({ arbitrary: bodies.map((body) => ({ ...body, ...bypass, kind: 'bypass' })), weight: 1 }));
  const others = otherBodies(entryPoint, values);
  // Without a JSON schema, the validator rejects all other bodies.
  if (!modelled && others.length > 0) return fc.oneof(...others, { arbitrary: malformed, weight: 1 });
  if (!modelled) return fc.oneof({ arbitrary: written, weight: 8 }, { arbitrary: malformed, weight: 1 }, ...bypassed(written), ...binary);
  const json = (kind: CaseKind) => (value: unknown): Body => ({ kind, text: JSON.stringify(value) });
  const invalid = modelled.invalid?.map(({ value, ...why }): Body => ({ kind: 'invalid', text: JSON.stringify(value), note: reason(why) }));
  const weighted: Weighted<Body>[] = [
    ...matching(values, json),
    ...(invalid ? [{ arbitrary: invalid, weight: entryPoint.checksBody ? 1 : 4 }] : []),
    { arbitrary: malformed, weight: 1 },
    ...(entryPoint.rejectsParameters ? [] : binary),
    ...(invalid ? bypassed(invalid) : []),
    ...others,
    ...(entryPoint.integration ? undeclared(entryPoint.schema, modelled, json('valid')) : []),
  ];
  return fc.oneof(...weighted);
}

/**
 * Returns forms and uploads, if the validator has schemas for them. HTTP APIs and function URLs encode both in base64; REST APIs do so for binary
 * types.
 */
function otherBodies({ kind, binaryTypes, uploads }: EntryPoint, { forms, fields }: Values): Weighted<Body>[] {
  const isBinary = (type: string) => VERSION_2.has(kind) || binaryTypes.some((binary) => binary === '*/*' || binary === type.split(';')[0]);
  const form = (as: CaseKind) => (value: unknown): Body[] => {
    const text = formOf(value);
    return text === undefined ? [] : [{ kind: as, text, contentType: FORM, isBinary: isBinary(FORM), note: 'a form' }];
  };
  const formsOf = (made: fc.Arbitrary<unknown> | undefined, as: CaseKind, weight: number): Weighted<Body>[] => {
    const sent = made?.map(form(as));
    const isPossible = sent !== undefined && fc.sample(sent, { numRuns: 20, seed: 9 }).some((bodies) => bodies.length > 0);
    return isPossible ? [{ arbitrary: sent.filter((bodies) => bodies.length > 0).map(([body]) => body), weight }] : [];
  };
  const uploaded = uploads && uploadsOf(uploads, fields).map(({ contentType, content, excess }): Body => ({
    kind: excess === undefined ? 'open' : 'invalid', text: content, contentType, isBinary: isBinary(contentType), note: excess ?? `an upload of ${contentType}`,
  }));
  return [
    ...formsOf(forms?.valid, 'valid', 6), ...formsOf(forms?.boundary, 'boundary', 6),
    // An invalid value can be valid as text: 12 and "12" are the same in a form.
    ...formsOf(forms?.invalid?.map(({ value }) => value), 'open', 1),
    ...(uploaded ? [{ arbitrary: uploaded, weight: 6 }] : []),
  ];
}

/** Returns values with a property that the model does not declare, if it accepts them. */
function undeclared<T>(schema: unknown, modelled: SchemaValues, as: (value: unknown) => T): Weighted<T>[] {
  if (!modelled.valid || !isObject(schema) || !isObject(schema.properties)) return [];
  const added = modelled.valid.map((value) => (isObject(value) ? { ...value, [UNDECLARED]: UNDECLARED } : value));
  const isTaken = fc.sample(added, { numRuns: 20, seed: 8 }).some((value) => modelled.accepts(value));
  return isTaken ? [{ arbitrary: added.filter((value) => modelled.accepts(value)).map(as), weight: 1 }] : [];
}

/** A way to bypass the model. */
interface Bypass {
  readonly contentType: string;
  readonly isBinary?: boolean;
  readonly note: string;
}

/** Returns ways to bypass the model: content types without a model, and those that are treated as binary. */
function bypasses({ kind, checksBody, contentTypes, binaryTypes, integration }: EntryPoint): Bypass[] {
  if (!checksBody && integration) return unmapped(integration);
  if (VERSION_2.has(kind) || !checksBody) return [];
  const others = contentTypes.includes('$default') ? [] : OTHER_TYPES.filter((type) => !contentTypes.includes(type)).slice(0, 2);
  const binary = binaryTypes.filter((type) => type === '*/*' || contentTypes.includes(type));
  return [
    ...others.map((contentType) => ({ contentType, note: `Content-Type ${contentType}, which has no model` })),
    ...binary.map((type) => ({ contentType: type === '*/*' ? 'application/json' : type, isBinary: true, note: `Content-Type ${type} is taken as binary, which no model describes` })),
  ];
}

/** Returns content types without a template, if their bodies are passed to the backend unchanged. */
function unmapped({ passthrough, requestTemplates }: MappedIntegration): Bypass[] {
  if (passthrough !== 'WHEN_NO_MATCH' || requestTemplates.size === 0) return [];
  return OTHER_TYPES.filter((type) => !requestTemplates.has(type)).slice(0, 1).map((contentType) => ({ contentType, note: `Content-Type ${contentType}, which has no template` }));
}

function textOf(known: readonly string[]): fc.Arbitrary<string> {
  return fc.oneof(fc.constantFrom(...ATTACK_TEXTS), fc.constantFrom(...known, '1', 'sec3'), fc.string({ unit: 'grapheme-ascii', maxLength: 16 }), fc.uuid(), fc.integer().map(String));
}

function parametersOf(entryPoint: EntryPoint, { known, asked }: Values) {
  const text = textOf(known);
  // The validator rejects other query parameters, but no other headers.
  const unknown = otherParameters(entryPoint, entryPoint.rejectsParameters ? { ...asked, queries: [] } : asked);
  const others = unknown.map((parameter) => ({ ...parameter, ...undeclaredValues(text) }));
  const declared = [...entryPoint.parameters.map((parameter) => ({ ...parameter, ...valuesOf(parameter, text) })), ...others];
  const all = [...declared, ...(entryPoint.rejectsParameters ? [] : mappedParameters(entryPoint, text))];
  return fc.tuple(...all.map(({ values }) => values)).map((drawn) => {
    const sent = drawn.map((values) => values.map(sendable));
    const path: [string, string][] = [];
    const query: [string, string][] = [];
    const headers: [string, string][] = [];
    const cookies: string[] = [];
    const missing: string[] = [];
    all.forEach(({ name, place, required }, index) => {
      if (place === 'path') return void path.push([name, sent[index][0] || '0']);
      if (required && sent[index].length === 0) missing.push(name);
      if (place === 'cookie') return void cookies.push(...sent[index].map((value) => `${name}=${value}`));
      for (const value of sent[index]) (place === 'header' ? headers : query).push([name, value]);
    });
    if (cookies.length > 0) headers.push(['Cookie', cookies.join('; ')]);
    return { path: Object.fromEntries(path), query, headers, missing, fit: all.every(({ fits }, index) => fits(sent[index])) };
  });
}

/** Returns parameters that the code reads, although no one declares them. */
function otherParameters({ parameters, integration }: EntryPoint, { headers, queries }: AskedFor): EntryPointParameter[] {
  // Mapping templates list the parts that they pass on.
  if (integration) return [];
  const all = [...queries.map((name) => ({ name, place: 'querystring', required: false })), ...headers.map((name) => ({ name, place: 'header', required: false }))];
  return all.filter(({ name }) => !parameters.some((parameter) => parameter.name.toLowerCase() === name.toLowerCase()));
}

/** Returns values of undeclared parameters. Most are absent, and some come twice, which HTTP APIs join with a comma. */
function undeclaredValues(text: fc.Arbitrary<string>): ParameterValues {
  const values = fc.oneof(
    { arbitrary: fc.constant<string[]>([]), weight: 12 },
    { arbitrary: text.map((value) => [value]), weight: 8 },
    { arbitrary: text.map((value) => [value, value]), weight: 1 },
  );
  return { values, fits: () => true };
}

/** Returns undeclared parameters that mapping templates read, by name or all at once. */
function mappedParameters({ integration, fn, parameters }: EntryPoint, text: fc.Arbitrary<string>): (EntryPointParameter & ParameterValues)[] {
  const templates = [...(integration?.requestTemplates.values() ?? [])];
  const optional = (name: string, place: string, value = text) => ({
    name, place, required: false, fits: () => true, values: fc.option(value.map((one) => [one]), { nil: [] as string[] }),
  });
  const asked = new Set(templates.flatMap((template) => template.parameters));
  const all = templates.some(({ readsAllParameters }) => readsAllParameters);
  return [
    ...[...asked].filter((asks) => !parameters.some(({ name }) => name === asks)).map((name) => optional(name, 'querystring')),
    ...(all || templates.some(({ readsUserAgent }) => readsUserAgent) ? [optional('User-Agent', 'header')] : []),
    ...(all ? [optional('a"&b', 'querystring')] : []),
    // With proxy integrations, a function gets undeclared parameters, too.
    ...(all && !fn ? [optional('sec3', 'querystring', fc.constant(UNDECLARED_PARAMETER))] : []),
  ];
}

interface ParameterValues {
  /** No value, one value, an empty one, or two values. */
  readonly values: fc.Arbitrary<string[]>;
  /** Whether the function's validator accepts the values, as far as it is known. */
  readonly fits: (values: readonly string[]) => boolean;
}

function valuesOf(parameter: EntryPointParameter, text: fc.Arbitrary<string>): ParameterValues {
  const { schema, required } = parameter;
  const whatever: fc.Arbitrary<string[]> = fc.oneof(
    { arbitrary: text.map((value) => [value]), weight: 6 },
    { arbitrary: fc.constantFrom<string[]>([], ['']), weight: 2 },
    { arbitrary: fc.tuple(text, text).map((pair) => [...pair]), weight: 1 },
  );
  const described = schema === undefined ? undefined : new SchemaValues(schema);
  if (!described?.valid) return { values: whatever, fits: () => true };
  const telling = tellingParameter(parameter);
  const right = fc.oneof(described.valid, described.boundary!, ...(telling ? [telling.arbitrary] : [])).map((value) => [String(value)]);
  const accepts = (sent: string) => readings(sent).some((value) => described.accepts(value));
  const fits = (sent: readonly string[]) => (sent.length === 0 ? !required : sent.length === 1 && accepts(sent[0]));
  return { values: fc.oneof({ arbitrary: right, weight: 5 }, { arbitrary: whatever, weight: 1 }), fits };
}

/** Returns the values that a text can represent: itself, a number or a boolean. */
function readings(text: string): unknown[] {
  return [text, ...(String(Number(text)) === text ? [Number(text)] : []), ...(['true', 'false'].includes(text) ? [text === 'true'] : [])];
}

/** Returns messages. If a schema is known, most match it, because the validator keeps the others away from the handler. */
function messages(entryPoint: EntryPoint, values: Values): fc.Arbitrary<FuzzCase> {
  const { modelled, open, known } = values;
  const isText = (value: unknown): value is string => entryPoint.payload === 'text' && typeof value === 'string';
  const as = (kind: CaseKind) => (value: unknown): Message => ({ kind, text: isText(value) ? value : JSON.stringify(value), value });
  const written = fc.oneof(
    ...matching(values, as),
    { arbitrary: open.map(as('open')), weight: 1 },
  );
  const broken = fc.constantFrom(...MALFORMED.filter((text): text is string => text !== null)).map((text) => ({ kind: 'malformed' as CaseKind, text, value: text as unknown }));
  const message = attributed(fc.oneof({ arbitrary: written, weight: 8 }, { arbitrary: broken, weight: 1 }), values.attributes);
  const made = (kind: CaseKind, event: object): FuzzCase => ({ kind, event: JSON.stringify(event), reaches: true });
  const batch = fc.array(message, { minLength: 1, maxLength: 3 });
  const kindOf = (items: readonly { readonly kind: CaseKind }[]) => RANK.find((rank) => items.some(({ kind }) => kind === rank))!;
  switch (entryPoint.kind) {
    case 'sqs':
      return redelivered(fc.array(fromUpstream(entryPoint, message, values), { minLength: 1, maxLength: 3 }))
        .map((items) => made(kindOf(items), sqsEvent(items)));
    case 'kinesis':
      return batch.map((items) => made(kindOf(items), kinesisEvent(items.map(({ text }) => text))));
    case 'sns':
      return message.map((one) => made(one.kind, snsEvent(one)));
    case 'dynamodb':
      return changes(entryPoint, written, values);
    case 's3':
      return notifications(entryPoint, written, modelled, known);
    default:
      // The detail of an event is always an object.
      return written.map(({ kind, value }) => made(kind, busEvent(entryPoint.source ?? 'sec3.fuzz', entryPoint.detailType ?? 'Sec3Fuzz', value)));
  }
}

/** Returns messages of a queue, in the envelope of the schema or else in that of the sender. */
function fromUpstream(entryPoint: EntryPoint, message: fc.Arbitrary<Message>, { open, known, modelled }: Values): fc.Arbitrary<Message> {
  const { envelope, upstreams = [] } = entryPoint;
  const within = (around: string | undefined) =>
    message.map((one): Message => (around === undefined ? one : { ...one, text: enveloped(one, around), attributes: undefined }));
  if (envelope !== undefined || upstreams.length === 0) return within(envelope);
  const notified = notifications({ ...entryPoint, upstreams: [] }, open.map((value): Message => ({ kind: 'open', text: '', value })), modelled, known)
    .map(({ event }): Message => ({ kind: 'open', text: event, value: undefined }));
  const test = fc.constant<Message>({ kind: 'open', text: JSON.stringify(S3_TEST_EVENT), value: undefined });
  return fc.oneof(...upstreams.map((upstream) => (upstream === 's3' ? fc.oneof({ arbitrary: notified, weight: 9 }, { arbitrary: test, weight: 1 }) : within(upstream))));
}

/** Returns changes of items in a table. Removed items have no new image. */
function changes(
  { keys = [{ name: 'id', type: 'S' }], view = 'NEW_AND_OLD_IMAGES' }: EntryPoint,
  written: fc.Arbitrary<Message>,
  { modelled, known }: Values,
): fc.Arbitrary<FuzzCase> {
  const items = written.filter(({ kind, value }) => isObject(value) && canBeStored(value) && (kind !== 'open' || isSafe(value)));
  const events = fc.oneof({ arbitrary: fc.constantFrom('INSERT' as const, 'MODIFY' as const), weight: 5 }, { arbitrary: fc.constant('REMOVE' as const), weight: 1 });
  const text = textOf(known).filter((value) => value !== '');
  const others = fc.tuple(...keys.map(({ type }) => keyOf(type, text)));
  const one = fc.tuple(events, items, items, others).map(([eventName, old, next, made]): TableChange & { readonly kind: CaseKind } => {
    const [before, after] = [old.value, next.value] as { readonly [name: string]: unknown }[];
    const newest = eventName === 'REMOVE' ? before : after;
    // The key is made up if the item has none.
    const own = keys.map((each) => (Object.hasOwn(newest, each.name) ? attribute(newest[each.name]) : {}));
    const isOwn = keys.map(({ type }, index) => Object.hasOwn(own[index], type) && (own[index] as { readonly S?: string }).S !== '');
    const key = Object.fromEntries(keys.map(({ name }, index) => [name, isOwn[index] ? own[index] : made[index]]));
    return { eventName, key, before, after, kind: isOwn.every(Boolean) || modelled === undefined ? next.kind : 'open' };
  });
  return fc.array(one, { minLength: 1, maxLength: 3 }).map((records) => {
    const kind = RANK.find((rank) => records.some((record) => record.kind === rank))!;
    return { kind, event: JSON.stringify(dynamoDbEvent(records, view)), reaches: true };
  });
}

/** Returns key attributes of a type. */
function keyOf(type: string, text: fc.Arbitrary<string>): fc.Arbitrary<object> {
  if (type === 'N') return fc.integer().map((number) => ({ N: String(number) }));
  return text.map((value) => (type === 'B' ? { B: Buffer.from(value).toString('base64') } : attribute(value)));
}

/** Checks whether JavaScript represents all numbers without loss. If no schema says more, senders use no others. */
function isSafe(value: unknown): boolean {
  if (typeof value === 'number') return Math.abs(value) <= Number.MAX_SAFE_INTEGER;
  return typeof value !== 'object' || value === null || Object.values(value).every(isSafe);
}

/** Checks whether DynamoDB can store all numbers. */
function canBeStored(value: unknown): boolean {
  if (typeof value === 'number') return value === 0 || (Math.abs(value) < 1e126 && Math.abs(value) >= 1e-130);
  return typeof value !== 'object' || value === null || Object.values(value).every(canBeStored);
}

/** Returns notifications of a bucket. Senders choose the key. A schema describes `{ eventName, bucket, key, size }`. */
function notifications(
  { eventNames = ['ObjectCreated:Put'], prefix = '', suffix = '' }: EntryPoint,
  written: fc.Arbitrary<Message>,
  modelled: SchemaValues | undefined,
  known: readonly string[],
): fc.Arbitrary<FuzzCase> {
  const special = fc.string({ unit: fc.constantFrom(...SPECIAL_CHARACTERS), maxLength: 12 });
  const middle = fc.oneof(fc.constantFrom(...ATTACK_TEXTS, ...known), special, fc.uuid());
  const size = fc.constantFrom(0, 1, 1024, 5 * 1024 ** 3, 50 * 1024 ** 4);
  return fc.tuple(written, middle, size, fc.constantFrom(...eventNames))
    .map(([{ kind, value }, text, bytes, eventName]) => {
      const asked = kind !== 'open' && isObject(value) ? value : {};
      const made: BucketObject = { eventName, bucket: 'sec3-fuzz', key: `${prefix}${text}${suffix}`, size: bytes, ...asked };
      return { made, kind: modelled?.accepts(made) ? kind : 'open' as const };
    })
    .filter(({ made }) => isKey(made, prefix, suffix))
    .map(({ made, kind }) => ({ kind, event: JSON.stringify(s3Event(made)), reaches: true }));
}

/** Checks whether the bucket can contain such an object, and notifies of it. */
function isKey({ key, bucket, eventName }: BucketObject, prefix: string, suffix: string): boolean {
  const bytes = typeof key === 'string' ? Buffer.byteLength(key) : 0;
  return bytes > 0 && bytes <= 1024 && key.startsWith(prefix) && key.endsWith(suffix) && typeof bucket === 'string' && typeof eventName === 'string';
}

function reason({ keyword, schemaPointer, pointer }: Omit<InvalidValue, 'value'>): string {
  return keyword === undefined ? 'what the model rejects' : `${pointer || 'the body'} breaks ${keyword} of the model at ${schemaPointer}`;
}
