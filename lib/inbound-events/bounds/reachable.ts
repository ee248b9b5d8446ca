import { isObject, JsonObject } from '../../json/json-object';
import { keysOfPointer, keysOfReference, pointerOf, pointerStep, valueAt } from '../../json/json-pointer';

/** A schema of a document and its location: a JSON pointer without `#`. */
export interface SourceSchema {
  readonly pointer: string;
  readonly node: JsonObject;
}

const SINGLE = [
  'not', 'items', 'additionalProperties', 'additionalItems', 'contains', 'propertyNames', 'if', 'then', 'else', 'unevaluatedItems', 'unevaluatedProperties',
];
const LISTS = ['allOf', 'anyOf', 'oneOf', 'prefixItems', 'items'];
const NAMED = ['properties', 'patternProperties', 'dependentSchemas', 'dependencies', '$defs', 'definitions'];

/** Returns a schema and all its subschemas. */
export function writtenIn(root: unknown, pointer: string): SourceSchema[] {
  if (!isObject(root)) return [];
  const at = (keyword: string, key?: string | number) => `${pointer}/${pointerStep(keyword)}${key === undefined ? '' : `/${pointerStep(key)}`}`;
  return [
    { pointer, node: root },
    ...SINGLE.flatMap((keyword) => writtenIn(root[keyword], at(keyword))),
    ...LISTS.flatMap((keyword) => {
      const list = root[keyword];
      return Array.isArray(list) ? list.flatMap((inner, index) => writtenIn(inner, at(keyword, index))) : [];
    }),
    ...NAMED.flatMap((keyword) => {
      const named = root[keyword];
      return isObject(named) ? Object.entries(named).flatMap(([name, inner]) => writtenIn(inner, at(keyword, name))) : [];
    }),
  ];
}

/** Returns the pointer that a schema refers to. Undefined if it has no reference, or a reference to another document. */
export function targetOf({ $ref: reference }: JsonObject): string | undefined {
  const keys = typeof reference === 'string' ? keysOfReference(reference) : undefined;
  return keys && pointerOf(keys);
}

/** Returns the pointers of a schema and of all schemas that it refers to, directly or indirectly. */
export function reachableFrom(document: unknown, start: string): string[] {
  const found = new Set([start]);
  for (const pointer of found) {
    for (const { node } of writtenIn(valueAt(document, keysOfPointer(pointer)), pointer)) {
      const target = targetOf(node);
      if (target !== undefined) found.add(target);
    }
  }
  return [...found];
}
