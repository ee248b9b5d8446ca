/** What a schema asserts of a value, one keyword and place at a time. */
import { conjunctionOf, listOf, schemasOfItem, schemasOfProperty, typesOf } from './conjunction';
import { SchemaDocument, SchemaNode, SchemaObject } from './schema-document';
import { lengthOf, matches } from './texts';
import { isMultiple, numberLimits } from './valid-values';
import { canonical } from '../../json/canonical-json';
import { isObject } from '../../json/json-object';
import { pointerOf } from '../../json/json-pointer';

/** A keyword that says something of a place in a value. */
export interface Assertion {
  readonly keyword: string;
  /** The schema that has it. */
  readonly node: SchemaNode;
  /** Where in the value, as keys. */
  readonly path: readonly (string | number)[];
  readonly holds: boolean;
  /** Whether it is a part of a choice, so that the value may be valid without it. */
  readonly optional: boolean;
}

/** Keywords about a choice of schemas or the lack of one: as a whole they hold or not. */
const WHOLE = ['anyOf', 'oneOf', 'not', 'contains', 'propertyNames', 'if', 'unevaluatedProperties', 'unevaluatedItems', 'dependentSchemas', '$dynamicRef', '$recursiveRef'];

const SIMPLE: { readonly [keyword: string]: (value: any, limit: any, schema: SchemaObject) => boolean } = {
  maximum: (value, _limit, schema) => typeof value !== 'number' || numberLimits([{ schema: { maximum: schema.maximum, exclusiveMaximum: flag(schema.exclusiveMaximum) }, base: '' }]).isIn(value),
  minimum: (value, _limit, schema) => typeof value !== 'number' || numberLimits([{ schema: { minimum: schema.minimum, exclusiveMinimum: flag(schema.exclusiveMinimum) }, base: '' }]).isIn(value),
  exclusiveMaximum: (value, limit) => typeof value !== 'number' || typeof limit !== 'number' || value < limit,
  exclusiveMinimum: (value, limit) => typeof value !== 'number' || typeof limit !== 'number' || value > limit,
  multipleOf: (value, limit) => typeof value !== 'number' || isMultiple(value, limit),
  maxLength: (value, limit) => typeof value !== 'string' || lengthOf(value) <= limit,
  minLength: (value, limit) => typeof value !== 'string' || lengthOf(value) >= limit,
  pattern: (value, limit) => typeof value !== 'string' || matches(limit, value),
  maxItems: (value, limit) => !Array.isArray(value) || value.length <= limit,
  minItems: (value, limit) => !Array.isArray(value) || value.length >= limit,
  uniqueItems: (value, limit) => limit !== true || !Array.isArray(value) || new Set(value.map(canonical)).size === value.length,
  maxProperties: (value, limit) => !isObject(value) || Object.keys(value).length <= limit,
  minProperties: (value, limit) => !isObject(value) || Object.keys(value).length >= limit,
  required: (value, names) => !isObject(value) || listOf(names).every((name) => Object.hasOwn(value, name)),
  enum: (value, values) => listOf(values).some((one) => canonical(one) === canonical(value)),
  const: (value, one) => canonical(one) === canonical(value),
};

/** Most assertions that are looked at for one value. */
const MOST = 20_000;

/** All that the schema asserts of a value: with what choices assert as well, where those hold. */
export function assertionsOf(value: unknown, document: SchemaDocument): Assertion[] {
  const found: Assertion[] = [];
  visit([document.root], value, [], false, new Set());
  return found;

  /** @param met numbers of the branches that were looked at for the same part of the value: a schema may lead back to itself */
  function visit(nodes: readonly SchemaNode[], at: unknown, path: readonly (string | number)[], optional: boolean, met: Set<number>): void {
    if (found.length > MOST) return;
    const falsy = nodes.find(({ schema }) => schema === false);
    if (falsy) return void found.push({ keyword: 'false schema', node: falsy, path, holds: false, optional });
    const all = conjunctionOf(nodes, document, () => undefined);
    if (!all) {
      const [node] = nodes;
      if (node) found.push({ keyword: 'false schema', node, path, holds: document.validator(nodes)?.(at) ?? true, optional });
      return;
    }
    for (const node of all.nodes) assert(node, at, path, optional, met);
    if (Array.isArray(at)) {
      at.forEach((item, index) => {
        const inner = schemasOfItem(all.nodes, index, document);
        if (inner.length > 0) visit(inner, item, [...path, index], optional, new Set());
      });
    } else if (isObject(at)) {
      for (const [name, item] of Object.entries(at)) {
        const inner = schemasOfProperty(all.nodes, name, document);
        if (inner.length > 0) visit(inner, item, [...path, name], optional, new Set());
      }
    }
  }

  function assert(node: SchemaNode, at: unknown, path: readonly (string | number)[], optional: boolean, met: Set<number>): void {
    const schema = node.schema as SchemaObject;
    const push = (keyword: string, holds: boolean) => found.push({ keyword, node, path, holds, optional });
    const types = typesOf(node);
    if (types) push('type', typeNames(at).some((type) => types.has(type)));
    for (const [keyword, limit] of Object.entries(schema)) {
      if (Object.hasOwn(SIMPLE, keyword)) {
        push(keyword, SIMPLE[keyword](at, limit, schema));
      } else if (keyword === 'format' && document.checkFormats) {
        push(keyword, document.validator([{ schema: { format: limit }, base: '' }])?.(at) ?? true);
      } else if (keyword === 'dependencies' || keyword === 'dependentRequired') {
        push(keyword, document.validator([part(node, keyword)])?.(at) ?? true);
      } else if (WHOLE.includes(keyword)) {
        push(keyword, document.validator([part(node, keyword)])?.(at) ?? true);
        if (!['anyOf', 'oneOf'].includes(keyword)) continue;
        // Which of the branches it is that holds.
        listOf(limit).forEach((_, index) => {
          const branch = document.child(node, keyword, index);
          const number = document.idOf(branch);
          if (met.has(number) || !document.validator([branch])?.(at)) return;
          met.add(number);
          visit([branch], at, path, true, met);
        });
      }
    }
  }

  /** A schema with one keyword of another, and with its place, so that references in it are found. */
  function part(node: SchemaNode, keyword: string): SchemaNode {
    const schema = node.schema as SchemaObject;
    let known = parts.get(schema);
    if (!known) parts.set(schema, (known = new Map()));
    if (!known.has(keyword)) known.set(keyword, made(node, keyword));
    return known.get(keyword)!;
  }

  function made(node: SchemaNode, keyword: string): SchemaNode {
    const schema = node.schema as SchemaObject;
    const reference = (...keys: (string | number)[]) => document.reference(document.child(node, ...keys));
    const list = () => listOf(schema[keyword]).map((_, index) => reference(keyword, index));
    const named = (name: string, inner: unknown) => [name, Array.isArray(inner) ? inner : reference(keyword, name)];
    const map = () => Object.fromEntries(Object.entries(schema[keyword] as object).map(([name, inner]) => named(name, inner)));
    const written = (content: SchemaObject): SchemaNode => ({ schema: content, base: node.base });
    switch (keyword) {
      case 'anyOf':
      case 'oneOf':
        return written({ [keyword]: list() });
      case 'not':
      case 'propertyNames':
        return written({ [keyword]: reference(keyword) });
      case 'contains':
        return written({ contains: reference(keyword), minContains: schema.minContains, maxContains: schema.maxContains });
      case 'if':
        return written({ if: reference('if'), ...(schema.then !== undefined && { then: reference('then') }), ...(schema.else !== undefined && { else: reference('else') }) });
      case 'dependencies':
      case 'dependentRequired':
      case 'dependentSchemas':
        return written({ [keyword]: map() });
      default:
        // What is unevaluated depends on all that stands beside.
        return node;
    }
  }
}

const parts = new WeakMap<object, Map<string, SchemaNode>>();

/** What is violated: one entry for each keyword and place of the value. */
export function violationsOf(value: unknown, document: SchemaDocument): Assertion[] {
  const broken = assertionsOf(value, document).filter(({ holds, optional }) => !holds && !optional);
  return [...new Map(broken.map((assertion) => [`${assertion.keyword} ${pointerOf(assertion.path)}`, assertion])).values()];
}

function flag(value: unknown): boolean | undefined {
  return value === true ? true : undefined;
}

function typeNames(value: unknown): string[] {
  if (value === null) return ['null'];
  if (Array.isArray(value)) return ['array'];
  if (typeof value === 'number') return Number.isInteger(value) ? ['integer', 'number'] : ['number'];
  return [typeof value];
}
