/** Combines schemas that must all hold for one value, and expands what they reference and include. */
import { SchemaDocument, SchemaNode, SchemaObject } from './schema-document';
import { matches } from './texts';
import { isObject } from '../../json/json-object';

/** The types of JSON values. */
export type JsonType = 'null' | 'boolean' | 'integer' | 'number' | 'string' | 'array' | 'object';

export const TYPES: readonly JsonType[] = ['object', 'array', 'string', 'integer', 'number', 'boolean', 'null'];

/** Schemas that a value must all satisfy. References, `allOf` and the choices made so far are expanded. */
export interface Conjunction {
  readonly nodes: readonly SchemaNode[];
  /** The open choices. Of each list, one schema has to be picked. */
  readonly choices: readonly (readonly SchemaNode[])[];
  /** Whether a value can be invalid although it was generated from the keywords. */
  readonly inexact: boolean;
}

/** Keywords that are not used to generate values. The generated values are validated against them. */
const FILTERED = ['not', 'oneOf', 'if', 'contains', 'propertyNames', 'unevaluatedProperties', 'unevaluatedItems', '$dynamicRef', '$recursiveRef', 'dependentSchemas'];

/** The maximum number of schemas in a conjunction, so that chains of `$ref` end. */
const MAX_HOPS = 200;

/**
 * Expands schemas. Returns undefined if one of them is `false`.
 *
 * @param unresolved is called for each reference without a target
 */
export function conjunctionOf(
  given: readonly SchemaNode[],
  document: SchemaDocument,
  unresolved: (node: SchemaNode, reference: string) => void,
): Conjunction | undefined {
  const nodes: SchemaNode[] = [];
  const choices: (readonly SchemaNode[])[] = [];
  const seen = new Set<number>();
  let inexact = false;
  const pending = [...given];
  for (let node = pending.pop(); node; node = pending.pop()) {
    if (node.schema === false) return undefined;
    if (node.schema === true) continue;
    const id = document.idOf(node);
    if (seen.has(id)) continue;
    seen.add(id);
    if (seen.size > MAX_HOPS) return undefined;
    const { schema } = node;
    const reference = schema.$ref ?? schema.$dynamicRef ?? schema.$recursiveRef;
    if (typeof reference === 'string') {
      const target = document.follow(node, reference);
      if (!target) {
        unresolved(node, reference);
        return undefined;
      }
      pending.push(target);
      if (!document.siblingsHold) continue;
    }
    nodes.push(node);
    if (FILTERED.some((keyword) => keyword in schema)) inexact = true;
    listOf(schema.allOf).forEach((_, index) => pending.push(document.child(node, 'allOf', index)));
    choices.push(...choicesOf(node, document));
  }
  return { nodes, choices, inexact };
}

/** The choices by schema. A choice keeps its identity, so that it is recognized when a recursive schema meets it again. */
const choicesBySchema = new WeakMap<object, readonly (readonly SchemaNode[])[]>();

function choicesOf(node: SchemaNode, document: SchemaDocument): readonly (readonly SchemaNode[])[] {
  const schema = node.schema as SchemaObject;
  let known = choicesBySchema.get(schema);
  if (!known) choicesBySchema.set(schema, (known = readChoices(node, schema, document)));
  return known;
}

function readChoices(node: SchemaNode, schema: SchemaObject, document: SchemaDocument): SchemaNode[][] {
  const alternatives = ['anyOf', 'oneOf'].map((keyword) => listOf(schema[keyword]).map((_, index) => document.child(node, keyword, index)));
  const dependents = ['dependencies', 'dependentSchemas'].flatMap((keyword) =>
    Object.entries(isObject(schema[keyword]) ? schema[keyword] : {}).filter(([, dependent]) => !Array.isArray(dependent)).map(([name]) => [
      written({ properties: { [name]: false } }, node.base),
      synthetic([written({ required: [name] }, node.base), document.child(node, keyword, name)]),
    ]));
  return [...alternatives.filter((branches) => branches.length > 0), ...conditionOf(node, schema, document), ...dependents];
}

/** Returns the choice between the schemas with and without the condition. */
function conditionOf(node: SchemaNode, schema: SchemaObject, document: SchemaDocument): SchemaNode[][] {
  if (schema.if === undefined || (schema.then === undefined && schema.else === undefined)) return [];
  const branch = (keyword: string): SchemaNode => (schema[keyword] === undefined ? { schema: true, base: node.base } : document.child(node, keyword));
  return [[synthetic([document.child(node, 'if'), branch('then')]), branch('else')]];
}

/** Lists of schemas, each represented by one synthetic schema that `conjunctionOf` expands. */
const together = new WeakMap<object, readonly SchemaNode[]>();

function synthetic(parts: readonly SchemaNode[]): SchemaNode {
  const schema = {};
  together.set(schema, parts);
  return { schema, base: parts[0].base };
}

/** Returns the schemas that a synthetic schema represents. Any other schema represents itself. */
export function partsOf(node: SchemaNode): readonly SchemaNode[] {
  return (typeof node.schema === 'object' && together.get(node.schema)) || [node];
}

function written(schema: SchemaObject, base: string): SchemaNode {
  return { schema, base };
}

/** Returns the list, or an empty list if the keyword is absent or not a list. */
export function listOf(value: unknown): readonly any[] {
  return Array.isArray(value) ? value : [];
}

/** Returns the types that a schema allows. Undefined if the schema does not restrict the type. */
export function typesOf({ schema }: SchemaNode): ReadonlySet<string> | undefined {
  const type = (schema as SchemaObject).type;
  if (type === undefined) return undefined;
  const types = new Set<string>([type].flat());
  if (types.has('number')) types.add('integer');
  return types;
}

/** Returns the schemas that a property with this name must satisfy. */
export function schemasOfProperty(nodes: readonly SchemaNode[], name: string, document: SchemaDocument): SchemaNode[] {
  return nodes.flatMap((node) => {
    const { properties, patternProperties, additionalProperties } = node.schema as SchemaObject;
    const found: SchemaNode[] = [];
    if (isObject(properties) && Object.hasOwn(properties, name)) found.push(document.child(node, 'properties', name));
    for (const pattern of Object.keys(isObject(patternProperties) ? patternProperties : {})) {
      if (matches(pattern, name)) found.push(document.child(node, 'patternProperties', pattern));
    }
    return found.length === 0 && additionalProperties !== undefined ? [document.child(node, 'additionalProperties')] : found;
  });
}

/** Returns the schemas that the element at this index must satisfy. */
export function schemasOfItem(nodes: readonly SchemaNode[], index: number, document: SchemaDocument): SchemaNode[] {
  return nodes.flatMap((node) => {
    const { prefixItems, items, additionalItems } = node.schema as SchemaObject;
    if (Array.isArray(prefixItems)) {
      if (index < prefixItems.length) return [document.child(node, 'prefixItems', index)];
      return items === undefined ? [] : [document.child(node, 'items')];
    }
    if (!Array.isArray(items)) return items === undefined ? [] : [document.child(node, 'items')];
    if (index < items.length) return [document.child(node, 'items', index)];
    return additionalItems === undefined ? [] : [document.child(node, 'additionalItems')];
  });
}

/** Returns the number of elements that have separate schemas. */
export function tupleLength(nodes: readonly SchemaNode[]): number {
  return Math.max(0, ...nodes.map(({ schema }) => listOf((schema as SchemaObject).prefixItems ?? (schema as SchemaObject).items).length));
}
