/** The assertions of a schema about a value, one for each keyword and place. */
import { conjunctionOf, listOf, schemasOfItem, schemasOfProperty, typesOf } from './conjunction';
import { SchemaDocument, SchemaNode, SchemaObject } from './schema-document';
import { lengthOf, matches } from './texts';
import { isMultiple, numberLimits } from './valid-values';
import { canonical } from '../../json/canonical-json';
import { isObject } from '../../json/json-object';
import { pointerOf } from '../../json/json-pointer';

/** A keyword that asserts something about a place in a value. */
export interface Assertion {
  readonly keyword: string;
  /** The schema with the keyword. */
  readonly node: SchemaNode;
  /** The place in the value, as keys. */
  readonly path: readonly (string | number)[];
  readonly holds: boolean;
  /** Whether the assertion is part of a choice of schemas, so that the value can be valid without it. */
  readonly optional: boolean;
}

/** Keywords that combine schemas. They hold or fail as a whole. */
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

/** The maximum number of assertions that are collected for one value. */
const MOST = 20_000;

/** Returns all assertions of the schema about a value, including those of the branches of choices that hold. */
export function assertionsOf(value: unknown, document: SchemaDocument): Assertion[] {
  const found: Assertion[] = [];
  visit([document.root], value, [], false, new Set());
  return found;

  /** @param met ids of the branches that were visited for the same part of the value, because schemas can be recursive */
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
        // Visit the branches that hold.
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

  /** Returns a schema with a single keyword of another one. References in it still resolve. */
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
        // Unevaluated properties and items depend on all other keywords of the schema.
        return node;
    }
  }
}

const parts = new WeakMap<object, Map<string, SchemaNode>>();

/** Returns the violated assertions: one for each keyword and place of the value. */
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
