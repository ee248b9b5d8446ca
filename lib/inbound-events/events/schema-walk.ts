import { isObject } from '../../json/json-object';
import { keysOfReference, pointerStep, valueAt } from '../../json/json-pointer';


/** A schema as an object. */
export interface SchemaNode {
  readonly [keyword: string]: any;
}

/** A schema and its location: a JSON pointer without `#`. */
export interface SchemaPlace {
  readonly pointer: string;
  readonly node: SchemaNode;
}

/** Keywords that contain values, or names of values, but never schemas. */
const VALUES = ['enum', 'const', 'default', 'example', 'examples', 'required', 'dependentRequired', 'x-normalize', 'x-sensitive'];

/** Keywords that contain schemas by name. */
const NAMED = ['properties', 'patternProperties', '$defs', 'definitions', 'dependentSchemas', 'dependencies'];

/** Returns a schema and all its subschemas, in any version of JSON Schema. */
export function everySchemaIn(root: unknown, pointer = ''): SchemaPlace[] {
  if (Array.isArray(root)) return root.flatMap((inner, index) => everySchemaIn(inner, `${pointer}/${index}`));
  if (!isObject(root)) return [];
  return [
    { pointer, node: root },
    ...Object.entries(root).flatMap(([keyword, value]) => {
      if (VALUES.includes(keyword)) return [];
      const at = `${pointer}/${pointerStep(keyword)}`;
      if (!NAMED.includes(keyword)) return everySchemaIn(value, at);
      return isObject(value) ? Object.entries(value).flatMap(([name, inner]) => everySchemaIn(inner, `${at}/${pointerStep(name)}`)) : [];
    }),
  ];
}

/** Keywords that do not constrain values. */
const ANNOTATIONS = ['$schema', '$id', 'id', '$comment', '$defs', 'definitions', 'title', 'description', 'default', 'example', 'examples', 'x-sensitive'];

/** Checks whether a keyword does not constrain values. */
export function annotatesOnly(keyword: string): boolean {
  return ANNOTATIONS.includes(keyword);
}

/**
 * Returns a function that resolves the references of a schema if they are JSON pointers. It returns undefined if a reference is not a pointer, has no
 * target, or may have another base.
 */
export function referencesIn(root: unknown): (reference: string) => unknown {
  const hasBases = everySchemaIn(root).some(({ pointer, node }) => pointer !== '' && (typeof node.$id === 'string' || typeof node.id === 'string'));
  return (reference) => (hasBases || !/^#(\/|$)/.test(reference) ? undefined : referredTo(root, reference));
}

/** Returns the target of a JSON pointer reference, such as `#/$defs/name`. Undefined if there is none. */
export function referredTo(root: unknown, reference: string): unknown {
  const keys = keysOfReference(reference);
  return keys && valueAt(root, keys);
}
