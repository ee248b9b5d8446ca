/** Reads from a function's `Metadata` what its event validator accepts. */
import { ContentType, everyValueOf, OpenTypes } from './open-types';
import { EVENT_SCHEMAS_METADATA, isValidated, RecordedRequest, RecordedSchema, REQUEST_SCHEMAS_METADATA } from './validated-function';
import { finding, Outcome, Property, Resource } from '../../gate';
import { keysOfReference, valueAt } from '../../json/json-pointer';

/** The id of findings about schemas that accept everything, in all rules on schemas. */
export const ACCEPTS_ANYTHING = 'accepts-anything';

/** The id of findings about sources for which a function's validator has no schema, in all rules on schemas. */
export const NO_SCHEMA_FOR_SOURCE = 'no-schema-for-source';

/** Sources whose payload is always an object. */
const ALWAYS_OBJECTS: readonly string[] = ['s3', 'dynamoDbStream', 'eventBridge'];

/** The events that a rule checks: their source, as the validator names it, and which schemas of that source apply. */
export interface EventsOf {
  readonly source: string;
  readonly applies?: (recorded: Partial<RecordedSchema> & Partial<RecordedRequest>) => boolean;
}

/** Returns the schemas of a function's events, except HTTP requests. */
export function recordedSchemas(fn: Resource): readonly RecordedSchema[] {
  return isValidated(fn) ? ((fn.attribute('Metadata').at(EVENT_SCHEMAS_METADATA).json() ?? []) as readonly RecordedSchema[]) : [];
}

/** Returns the HTTP requests that a function accepts. */
export function recordedRequests(fn: Resource): readonly RecordedRequest[] {
  return isValidated(fn) ? ((fn.attribute('Metadata').at(REQUEST_SCHEMAS_METADATA).json() ?? []) as readonly RecordedRequest[]) : [];
}

/**
 * Returns the outcome for events of a function with the validator: a finding for each schema that accepts everything, or that no schema applies.
 * A function that does not record its schemas, which is none of this library, has no finding.
 */
export function checkSchemas(at: Property | Resource, fn: Resource, { source, applies = () => true }: EventsOf): readonly Outcome[] {
  const recorded = [...recordedSchemas(fn), ...recordedRequests(fn)];
  const own = recorded.filter((each) => each.source === source);
  // The schema of direct invocations also applies to events of sources that have none.
  const all = own.length > 0 ? own.filter(applies) : recordedSchemas(fn).filter((each) => each.source === 'direct');
  if (all.length === 0 && recorded.length > 0) {
    const sources = [...new Set(recorded.map((each) => each.source))].join(', ');
    return [finding(at, NO_SCHEMA_FOR_SOURCE, `the validator of function ${fn.path} rejects every one of these ${source} events: it only has schemas of other events (${sources})`)];
  }
  const found = new Set(all.flatMap((each) => [...looseParts(each)].map(([part, types]) => `the schema of ${part} in function ${fn.path} accepts ${everyValueOf(types)}`)));
  return [...found].map((message) => finding(at, ACCEPTS_ANYTHING, message));
}

/** Returns the parts of an event whose schema accepts every value of a possible type. */
function* looseParts(recorded: RecordedSchema | RecordedRequest): Generator<[part: string, types: readonly ContentType[]]> {
  const name = `${recorded.source} events`;
  if ('schema' in recorded) {
    const types = openTypesOf(recorded.schema).filter((type) => canBe(type, recorded));
    if (types.length > 0) yield [name, types];
    return;
  }
  const ofRoute = recorded.route === undefined ? `${recorded.source} requests` : recorded.route;
  const body = recorded.body === undefined ? [] : openTypesOf(recorded.body);
  const form = recorded.form === undefined ? [] : openTypesOf(recorded.form).filter((type) => type === 'object');
  if (body.length > 0) yield [`the body of ${ofRoute}`, body];
  if (form.length > 0) yield [`the form of ${ofRoute}`, form];
}

function canBe(type: ContentType, { source, payload }: RecordedSchema): boolean {
  if (payload === 'text') return type === 'string';
  return !ALWAYS_OBJECTS.includes(source) || type === 'object';
}

function openTypesOf(text: string): ContentType[] {
  const root: unknown = JSON.parse(text);
  return new OpenTypes((schema) => targetOf(root, (schema as { readonly $ref: unknown }).$ref), true).of(root);
}

function targetOf(root: unknown, reference: unknown): unknown {
  if (typeof reference !== 'string') return undefined;
  const keys = keysOfReference(reference);
  return keys ? valueAt(root, keys) : schemaNamed(root, reference);
}

/** Returns the schema that a `$ref` names by `$anchor` or `$id`. */
function schemaNamed(value: unknown, reference: string): unknown {
  if (typeof value !== 'object' || value === null) return undefined;
  const { $anchor, $id, id } = value as { readonly [keyword: string]: unknown };
  if (reference === `#${String($anchor)}` || reference === $id || reference === id) return value;
  return Object.values(value).reduce<unknown>((found, inner) => found ?? schemaNamed(inner, reference), undefined);
}
