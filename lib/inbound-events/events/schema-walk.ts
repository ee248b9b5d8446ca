import { isObject } from '../../json/json-object';
import { keysOfReference, pointerStep, valueAt } from '../../json/json-pointer';


/** A schema as an object. */
export interface SchemaNode {
  readonly [keyword: string]: any;
}

/** A schema, and where it is: a JSON pointer without `#`. */
export interface SchemaPlace {
  readonly pointer: string;
  readonly node: SchemaNode;
}

/** Keywords that hold values, or what they are called; schemas are never in them. */
const VALUES = ['enum', 'const', 'default', 'example', 'examples', 'required', 'dependentRequired', 'x-normalize', 'x-sensitive'];

/** Keywords that hold schemas by name. */
const NAMED = ['properties', 'patternProperties', '$defs', 'definitions', 'dependentSchemas', 'dependencies'];

/** A schema and all schemas written inside it, whatever the version of JSON Schema. */
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

/** Keywords that say nothing of values. */
const ANNOTATIONS = ['$schema', '$id', 'id', '$comment', '$defs', 'definitions', 'title', 'description', 'default', 'example', 'examples', 'x-sensitive'];

/** Whether a keyword says nothing of what a value may be. */
export function annotatesOnly(keyword: string): boolean {
  return ANNOTATIONS.includes(keyword);
}

/** Follows the references of a schema, as far as they are JSON pointers: to undefined where one is not, leads nowhere, or may mean another base. */
export function referencesIn(root: unknown): (reference: string) => unknown {
  const hasBases = everySchemaIn(root).some(({ pointer, node }) => pointer !== '' && (typeof node.$id === 'string' || typeof node.id === 'string'));
  return (reference) => (hasBases || !/^#(\/|$)/.test(reference) ? undefined : referredTo(root, reference));
}

/** What a reference by JSON pointer, such as `#/$defs/name`, leads to; undefined if nowhere. */
export function referredTo(root: unknown, reference: string): unknown {
  const keys = keysOfReference(reference);
  return keys && valueAt(root, keys);
}
