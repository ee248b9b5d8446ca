import { annotatesOnly, referencesIn, SchemaNode } from './schema-walk';
import { isObject } from '../../json/json-object';

/**
 * Limits for the depth and size of the generated code. Values beyond them are inspected without the schema. References can make small schemas large.
 */
const MAX_DEPTH = 50;
const MAX_NAMES = 5000;

const WITHOUT_PARTS = ['string', 'boolean', 'null'];

/**
 * The parts of a valid value that must still be inspected for forbidden content, except lone surrogates: property names that the schema does not
 * declare, and numbers beyond 2^53 - 1.
 */
export type Coverage =
  | { readonly kind: 'nothing' }
  /** The whole value, because the schema does not limit it. */
  | { readonly kind: 'all'; readonly depth: number }
  | { readonly kind: 'number' }
  | { readonly kind: 'object'; readonly properties: readonly { readonly name: string; readonly isRequired: boolean; readonly inner: Coverage }[] }
  | { readonly kind: 'array'; readonly inner: Coverage }
  /** Depends on the type of the value. */
  | { readonly kind: 'union'; readonly parts: readonly { readonly type: string; readonly inner: Coverage }[] };

const NOTHING: Coverage = { kind: 'nothing' };

/**
 * Returns the parts of valid values that a schema leaves to inspect. The validator must only read own properties, or the schema must name no
 * inherited one.
 */
export function coverageOf(schema: unknown): Coverage {
  return new Covering(schema).visit(schema, 0);
}

class Covering {
  private readonly referredTo: (reference: string) => unknown;
  private readonly under: unknown[] = [];
  private names = 0;

  constructor(root: unknown) {
    this.referredTo = referencesIn(root);
  }

  public visit(schema: unknown, depth: number): Coverage {
    if (schema === false) return NOTHING;
    if (!isObject(schema) || depth >= MAX_DEPTH || this.names >= MAX_NAMES || this.under.includes(schema)) return { kind: 'all', depth };
    this.under.push(schema);
    const coverage = '$ref' in schema ? this.reference(schema, depth) : this.typed(schema, depth);
    this.under.pop();
    return coverage;
  }

  /** Up to draft-07, keywords beside a reference have no effect. */
  private reference(node: SchemaNode, depth: number): Coverage {
    const isAlone = Object.keys(node).every((keyword) => keyword === '$ref' || annotatesOnly(keyword));
    return isAlone ? this.visit(this.referredTo(node.$ref), depth) : { kind: 'all', depth };
  }

  private typed(node: SchemaNode, depth: number): Coverage {
    const values: unknown[] | undefined = 'const' in node ? [node.const] : node.enum;
    if (values) return values.every(isShort) ? NOTHING : { kind: 'all', depth };
    const types: string[] = [node.type ?? []].flat();
    if (types.length === 0 || node.nullable !== undefined) return { kind: 'all', depth };
    if (types.length === 1) return this.ofType(types[0], node, depth);
    return { kind: 'union', parts: types.filter((type) => !WITHOUT_PARTS.includes(type)).map((type) => ({ type, inner: this.ofType(type, node, depth) })) };
  }

  private ofType(type: string, node: SchemaNode, depth: number): Coverage {
    if (WITHOUT_PARTS.includes(type)) return NOTHING;
    if (type === 'object') return this.object(node, depth);
    if (type === 'array') return this.array(node, depth);
    return isWithinSafe(node) ? NOTHING : { kind: 'number' };
  }

  private object(node: SchemaNode, depth: number): Coverage {
    if (node.additionalProperties !== false || node.patternProperties !== undefined) return { kind: 'all', depth };
    const required: string[] = node.required ?? [];
    const properties = Object.entries(node.properties ?? {}).map(([name, inner]) => {
      this.names += 1;
      return { name, isRequired: required.includes(name), inner: this.visit(inner, depth + 1) };
    });
    return { kind: 'object', properties };
  }

  private array(node: SchemaNode, depth: number): Coverage {
    if (node.items === undefined || Array.isArray(node.items) || node.prefixItems !== undefined) return { kind: 'all', depth };
    this.names += 1;
    return { kind: 'array', inner: this.visit(node.items, depth + 1) };
  }
}

/** Checks whether a value in a schema has no properties, and no number that JavaScript would round. */
function isShort(value: unknown): boolean {
  return typeof value === 'number' ? Math.abs(value) <= Number.MAX_SAFE_INTEGER : typeof value !== 'object' || value === null;
}

function isWithinSafe({ minimum, exclusiveMinimum, maximum, exclusiveMaximum }: SchemaNode): boolean {
  const isNumber = (limit: unknown): limit is number => typeof limit === 'number';
  return (
    [minimum, exclusiveMinimum].some((limit) => isNumber(limit) && limit >= Number.MIN_SAFE_INTEGER) &&
    [maximum, exclusiveMaximum].some((limit) => isNumber(limit) && limit <= Number.MAX_SAFE_INTEGER)
  );
}
