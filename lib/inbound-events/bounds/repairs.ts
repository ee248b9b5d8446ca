import { SourceSchema } from './reachable';
import { canonical } from '../../json/canonical-json';
import { isObject, JsonObject } from '../../json/json-object';
import { PatchOperation } from '../../json/json-patch';
import { keysOfPointer, pointerOf, pointerStep, valueAt } from '../../json/json-pointer';
import { Dialect, isKnownKeyword } from '../draft-04';
import { Limits } from './schema-bounds';

/** Keywords that may be beside a `$ref` in OpenAPI 3.0, because they validate nothing. */
const BESIDE_REFERENCE = /^(\$ref|\$defs|definitions|description|title|summary|default|deprecated|example|examples|externalDocs|xml|x-.*)$/;

/**
 * Returns operations that remove keywords without effect according to the document's specification, and keywords that API Gateway ignores.
 *
 * @param isReferredTo whether another schema refers to this one, which must then be kept
 */
export function repairsOf(
  document: unknown, { pointer, node }: SourceSchema, dialect: Dialect, limits: Limits, isReferredTo: boolean,
): PatchOperation[] {
  const at = (keyword: string) => `${pointer}/${pointerStep(keyword)}`;
  const remove = (keyword: string): PatchOperation => ({ op: 'remove', path: at(keyword) });
  if (typeof node.$ref === 'string') {
    const isReplaced = dialect === 'openapi-3.0' || dialect === 'up-to-draft-07' || dialect === 'unknown';
    return isReplaced ? Object.keys(node).filter((keyword) => !BESIDE_REFERENCE.test(keyword)).map(remove) : [];
  }
  if (node.readOnly === true) return (isReferredTo ? undefined : withoutProperty(document, pointer)) ?? [remove('readOnly')];
  const { enum: values, required, description, nullable } = node;
  const isEnum = Array.isArray(values);
  const operations: PatchOperation[] = [];
  if (nullable !== undefined && !isNullableUseful(node, dialect)) operations.push(remove('nullable'));
  if (isEnum && new Set(values.map(canonical)).size < values.length) operations.push({ op: 'replace', path: at('enum'), value: distinct(values) });
  if (typeof required === 'boolean') operations.push(remove('required'));
  if (Array.isArray(required) && new Set(required).size < required.length) operations.push({ op: 'replace', path: at('required'), value: distinct(required) });
  if (typeof description === 'string' && description.includes('*/')) operations.push({ op: 'replace', path: at('description'), value: description.replace(/\*\//g, '* /') });
  for (const bound of ['minimum', 'maximum']) {
    const exclusive = bound === 'minimum' ? 'exclusiveMinimum' : 'exclusiveMaximum';
    if (node[exclusive] === true && typeof node[bound] !== 'number') operations.push(remove(exclusive));
  }
  operations.push(...formatRepairs(node, at, limits), ...discriminatorRepairs(node, at));
  operations.push(...Object.keys(node).filter((keyword) => !isKnownKeyword(keyword)).map(remove));
  return operations;
}

/** Removes a read-only property from requests. Otherwise, a caller's value could be trusted as the service's own. */
function withoutProperty(document: unknown, pointer: string): PatchOperation[] | undefined {
  const keys = keysOfPointer(pointer);
  const [container, name] = keys.slice(-2);
  const parent = valueAt(document, keys.slice(0, -2));
  if (container !== 'properties' || !isObject(parent)) return undefined;
  const outer = pointerOf(keys.slice(0, -2));
  const required = Array.isArray(parent.required) ? parent.required : [];
  const others = required.filter((each) => each !== name);
  return [
    { op: 'remove', path: pointer },
    ...(others.length === required.length ? [] : [{ op: 'replace' as const, path: `${outer}/required`, value: others }]),
    // Without its properties, the schema must still describe an object.
    ...(parent.type === undefined ? [{ op: 'add' as const, path: `${outer}/type`, value: 'object' }] : []),
  ];
}

/** Checks whether `nullable` has an effect. According to OpenAPI 3.0.3, it adds null to the type beside it, and an enum must list null as well. */
function isNullableUseful({ nullable, type, enum: values }: JsonObject, dialect: Dialect): boolean {
  return nullable === true && type !== undefined && dialect !== 'openapi-3.1' && !(Array.isArray(values) && !values.includes(null));
}

const INT32 = 2 ** 31;

function formatRepairs(node: JsonObject, at: (keyword: string) => string, { maximum }: Limits): PatchOperation[] {
  const { format, type } = node;
  if (typeof format !== 'string' || !['int32', 'int64', 'decimal'].includes(format)) return format === undefined || typeof format === 'string' ? [] : [{ op: 'remove', path: at('format') }];
  if (![type].flat().some((each) => each === 'integer' || each === 'number')) return [{ op: 'remove', path: at('format') }];
  const [least, most] = format === 'int32' ? [-INT32, INT32 - 1] : [-maximum, maximum];
  return [
    ...(node.minimum === undefined && typeof node.exclusiveMinimum !== 'number' ? [{ op: 'add' as const, path: at('minimum'), value: Math.max(least, -maximum) }] : []),
    ...(node.maximum === undefined && typeof node.exclusiveMaximum !== 'number' ? [{ op: 'add' as const, path: at('maximum'), value: Math.min(most, maximum) }] : []),
    { op: 'remove', path: at('format') },
  ];
}

/**
 * Repairs a discriminator. Without alternatives, it means that schemas which extend this one can be used instead, so their properties must be
 * allowed.
 */
function discriminatorRepairs(node: JsonObject, at: (keyword: string) => string): PatchOperation[] {
  if (node.discriminator === undefined) return [];
  const hasAlternatives = node.oneOf !== undefined || node.anyOf !== undefined;
  const isOpen = !hasAlternatives && node.additionalProperties === undefined;
  return [...(isOpen ? [{ op: 'add' as const, path: at('additionalProperties'), value: true }] : []), { op: 'remove', path: at('discriminator') }];
}

function distinct(values: readonly unknown[]): unknown[] {
  return [...new Map(values.map((value) => [canonical(value), value])).values()];
}
