import { shortestMatch } from './shortest-match';
import { isUnicodePattern } from './unicode-pattern';
import { isObject } from '../json/json-object';

type Schema = { readonly [keyword: string]: any };

const BOUNDS: { readonly [type: string]: readonly [least: string, most: string] } = {
  string: ['minLength', 'maxLength'],
  array: ['minItems', 'maxItems'],
  object: ['minProperties', 'maxProperties'],
  integer: ['minimum', 'maximum'],
  number: ['minimum', 'maximum'],
};

const NUMERIC: readonly unknown[] = ['integer', 'number'];

/**
 * Returns why nothing can match a schema whose keywords exclude each other; for any version of JSON Schema. A schema of several types is possible if
 * one of them is. One without a type is taken for that of an object where it requires properties.
 */
export function contradictions(schema: Schema): string[] {
  const types = schema.type === undefined && Array.isArray(schema.required) ? ['object'] : [schema.type ?? []].flat();
  const [type] = types;
  const general = [...separateTypes(schema), ...impossibleValues(schema, types)];
  if (types.length !== 1 || typeof type !== 'string') return general;
  return [
    ...general,
    ...crossedBounds(schema, type),
    ...(type === 'string' ? impossiblePattern(schema) : []),
    ...(type === 'object' ? [...impossibleNames(schema), ...impossibleCounts(schema)] : []),
  ];
}

/** Returns a schema and the parts of its `allOf`, which all apply to the same value. References are not followed. */
function allParts(schema: Schema): Schema[] {
  return [schema, ...(Array.isArray(schema.allOf) ? schema.allOf.filter(isObject).flatMap(allParts) : [])];
}

/** Returns the types of an `allOf` that no value has at once. */
function separateTypes(schema: Schema): string[] {
  const all = allParts(schema).map(({ type }) => [type ?? []].flat()).filter(({ length }) => length > 0);
  const haveCommon = all.length < 2 || all[0].some((type) => all.every((types) => types.some((other) => overlaps(type, other))));
  return haveCommon ? [] : [`allOf combines the types ${all.map((types) => types.join(' or ')).join(' and ')}: nothing can match`];
}

function overlaps(one: unknown, other: unknown): boolean {
  return one === other || (NUMERIC.includes(one) && NUMERIC.includes(other));
}

/** Returns the values of `enum` or `const`, if none is of a type that the schema allows. */
function impossibleValues(schema: Schema, types: readonly unknown[]): string[] {
  return ['enum', 'const'].filter((keyword) => Object.hasOwn(schema, keyword)).flatMap((keyword) => {
    const values: unknown[] = keyword === 'const' ? [schema.const] : [schema.enum].flat();
    if (types.length === 0 || values.length === 0 || values.some((value) => types.some((type) => isOfType(value, type)))) return [];
    return [`no value of ${keyword} is of type ${types.join(' or ')}: nothing can match`];
  });
}

function isOfType(value: unknown, type: unknown): boolean {
  if (type === 'integer') return Number.isInteger(value);
  if (value === null || Array.isArray(value)) return type === (value === null ? 'null' : 'array');
  return type === typeof value;
}

/** An invalid pattern is reported elsewhere. */
function impossiblePattern({ pattern, maxLength }: Schema): string[] {
  if (typeof pattern !== 'string' || typeof maxLength !== 'number' || !isUnicodePattern(pattern)) return [];
  const least = shortestMatch(pattern);
  return least > maxLength ? [`the pattern ${pattern} only matches texts of ${least} characters or more, and maxLength is ${maxLength}: nothing can match`] : [];
}

function impossibleNames(schema: Schema): string[] {
  return requiredNames(schema)
    .filter((name) => !isPossible(name, schema))
    .map((name) => `requires ${JSON.stringify(name)}, which is not in properties and which additionalProperties: false rejects: no object can match; add it to properties`);
}

function isPossible(name: string, schema: Schema): boolean {
  if (schema.additionalProperties !== false || Object.hasOwn(propertiesOf(schema), name)) return true;
  return patternsOf(schema).some((pattern) => matches(pattern, name));
}

function crossedBounds(schema: Schema, type: string): string[] {
  if (!Object.hasOwn(BOUNDS, type)) return [];
  const [least, most] = BOUNDS[type];
  return !(schema[least] > schema[most]) ? [] : [`${least} ${schema[least]} is above ${most} ${schema[most]}: nothing can match`];
}

function impossibleCounts(schema: Schema): string[] {
  const { minProperties, maxProperties, additionalProperties } = schema;
  const required = new Set(requiredNames(schema)).size;
  const named = Object.keys(propertiesOf(schema)).length;
  const isClosed = additionalProperties === false && patternsOf(schema).length === 0;
  return [
    ...(typeof maxProperties === 'number' && required > maxProperties ? [`requires ${required} properties, and maxProperties is ${maxProperties}: no object can match`] : []),
    ...(typeof minProperties === 'number' && isClosed && named < minProperties ? [`minProperties is ${minProperties}, and only ${named} properties are allowed: no object can match`] : []),
  ];
}

function requiredNames({ required }: Schema): string[] {
  return Array.isArray(required) ? required.filter((name) => typeof name === 'string') : [];
}

function propertiesOf({ properties }: Schema): object {
  return isObject(properties) ? properties : {};
}

function patternsOf({ patternProperties }: Schema): string[] {
  return isObject(patternProperties) ? Object.keys(patternProperties) : [];
}

/** An invalid pattern is reported elsewhere. */
function matches(pattern: string, name: string): boolean {
  return !isUnicodePattern(pattern) || new RegExp(pattern, 'u').test(name);
}
