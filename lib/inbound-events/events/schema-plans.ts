import type { SchemaNode } from './schema-walk';
import { isObject } from '../../json/json-object';
import { pointerStep } from '../../json/json-pointer';
import { Problem } from '../plain-json';

/** Plan numbers by the name of a property or a pattern. */
export interface NamedPlans {
  [name: string]: number;
}

/** Creates one plan for each schema of a value, and follows references. Plans refer to each other by number; the first is for the whole value. */
export abstract class SchemaPlans<P extends object> {
  public readonly plans: P[] = [];
  public readonly problems: Problem[] = [];
  private readonly known = new Map<SchemaNode, number>();

  /** Checks whether a schema has a plan. */
  public reaches(node: SchemaNode): boolean {
    return this.known.has(node);
  }

  /** Fills the plan of a schema. */
  protected abstract fill(plan: Partial<P>, node: SchemaNode, pointer: string): void;

  /** Returns the number of a schema's plan. Undefined if the value is not a schema. */
  protected visit(schema: unknown, pointer: string): number | undefined {
    if (!isObject(schema)) return undefined;
    const node: SchemaNode = schema;
    const known = this.known.get(node);
    if (known !== undefined) return known;
    const plan = {} as P;
    const index = this.plans.push(plan) - 1;
    this.known.set(node, index);
    this.fill(plan, node, pointer);
    return index;
  }

  /** Returns the numbers of the plans of schemas by name. */
  protected named(schemas: unknown, pointer: string): NamedPlans | undefined {
    if (!isObject(schemas)) return undefined;
    const indexes = Object.entries(schemas).map(([name, inner]) => [name, this.visit(inner, `${pointer}/${pointerStep(name)}`)] as const);
    return Object.fromEntries(indexes.filter((entry): entry is [string, number] => entry[1] !== undefined));
  }
}

/**
 * Returns the keywords for the first items of an array, and for all others. Up to draft-07, a list in `items` has the meaning of `prefixItems` in
 * 2020-12.
 */
export function itemKeywords(node: SchemaNode): readonly [first: string, rest: string] {
  return Array.isArray(node.items) ? ['items', 'additionalItems'] : ['prefixItems', 'items'];
}
