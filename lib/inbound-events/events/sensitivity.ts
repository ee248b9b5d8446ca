import { itemKeywords, NamedPlans, SchemaPlans } from './schema-plans';
import { everySchemaIn, referencesIn, SchemaNode } from './schema-walk';
import { Problem } from '../plain-json';

/** The keyword of a schema that keeps its values, including their content, out of logs. */
export const SENSITIVE = 'x-sensitive';

/** Paths of sensitive values inside a value, in the format of the validator in the layer (lambda/event-validator/node/contract.ts). */
export interface SensitivityPlan {
  all?: true;
  properties?: NamedPlans;
  patternProperties?: NamedPlans;
  otherProperties?: { names: string[]; patterns: string[]; plan: number };
  propertyNames?: number;
  prefixItems?: (number | null)[];
  otherItems?: { from: number; plan: number };
  anyItem?: number;
  also?: number[];
}

/** The sensitivity plans of a schema; the first is for the whole value. Undefined if nothing is sensitive. */
export interface Sensitivity {
  readonly plans?: readonly SensitivityPlan[];
  readonly problems: readonly Problem[];
}

/** Keywords with schemas for the value itself. All of them count, whether they match or not, because invalid values are sensitive as well. */
const ONE_IN_PLACE = ['if', 'then', 'else', 'not'];
const MANY_IN_PLACE = ['allOf', 'anyOf', 'oneOf'];
const NAMED_IN_PLACE = ['dependentSchemas', 'dependencies'];

/** Schemas in these keywords count only if they are referenced. */
const DEFINITIONS = /\/(\$defs|definitions)\//;

/** Returns the sensitive values of a schema, and its problems. */
export function sensitivityOf(schema: unknown): Sensitivity {
  const marked = everySchemaIn(schema).filter(({ node }) => node[SENSITIVE] !== undefined);
  if (marked.length === 0) return { problems: [] };
  const planner = new Planner(schema as SchemaNode);
  const problems = marked.flatMap(({ pointer, node }) => {
    if (node[SENSITIVE] !== true) return [{ pointer, message: `${SENSITIVE} is ${JSON.stringify(node[SENSITIVE])}; write true, or leave it out` }];
    if (planner.reaches(node) || DEFINITIONS.test(pointer)) return [];
    return [{ pointer, message: `${SENSITIVE} has no effect there, since no part of a value has that schema; write it in the schema of the value` }];
  });
  return { plans: planner.needed(), problems: [...problems, ...planner.problems] };
}

class Planner extends SchemaPlans<SensitivityPlan> {
  private readonly referredTo: (reference: string) => unknown;

  constructor(root: SchemaNode) {
    super();
    this.referredTo = referencesIn(root);
    this.visit(root, '');
  }

  /** Returns the plans that lead to a sensitive value, renumbered. Undefined if there are none. */
  public needed(): readonly SensitivityPlan[] | undefined {
    const useful = new Set<number>();
    for (let before = -1; before < useful.size;) {
      before = useful.size;
      for (const [index, plan] of this.plans.entries()) if (plan.all || inner(plan).some((other) => useful.has(other))) useful.add(index);
    }
    if (!useful.has(0)) return undefined;
    const numbers = new Map([...useful].sort((a, b) => a - b).map((index, number) => [index, number]));
    return [...numbers.keys()].map((index) => renumbered({ ...this.plans[index], also: this.inPlace(index) }, (other) => numbers.get(other)));
  }

  /** Returns all other plans for the same value. */
  private inPlace(index: number): number[] {
    const found = new Set([index]);
    for (const each of found) for (const other of this.plans[each].also ?? []) found.add(other);
    return [...found].slice(1);
  }

  protected fill(plan: SensitivityPlan, node: SchemaNode, pointer: string): void {
    const one = (keyword: string) => this.visit(node[keyword], `${pointer}/${keyword}`);
    const many = (keyword: string) => (Array.isArray(node[keyword]) ? node[keyword].map((each: unknown, i: number) => this.visit(each, `${pointer}/${keyword}/${i}`)) : []);
    if (node[SENSITIVE] === true) plan.all = true;
    plan.properties = this.named(node.properties, `${pointer}/properties`);
    plan.patternProperties = this.named(node.patternProperties, `${pointer}/patternProperties`);
    const others = one('additionalProperties') ?? one('unevaluatedProperties');
    const [names, patterns] = [node.properties, node.patternProperties].map((schemas) => Object.keys(schemas ?? {}));
    if (others !== undefined) plan.otherProperties = { names, patterns, plan: others };
    plan.propertyNames = one('propertyNames');
    const [first, rest] = itemKeywords(node);
    plan.prefixItems = many(first).map((each: number | undefined) => each ?? null);
    const otherItems = one(rest);
    if (otherItems !== undefined) plan.otherItems = { from: plan.prefixItems!.length, plan: otherItems };
    plan.anyItem = one('contains');
    const inNamed = NAMED_IN_PLACE.flatMap((keyword) => Object.values(this.named(node[keyword], `${pointer}/${keyword}`) ?? {}));
    const also = [...ONE_IN_PLACE.map(one), ...MANY_IN_PLACE.flatMap(many), ...inNamed, this.follow(node, pointer)];
    plan.also = also.filter((each) => each !== undefined);
  }

  private follow(node: SchemaNode, pointer: string): number | undefined {
    const reference: unknown = node.$ref;
    if (typeof reference !== 'string') return undefined;
    const target = this.referredTo(reference);
    if (target === undefined) {
      this.problems.push({ pointer, message: `a schema with ${SENSITIVE} can refer by JSON pointer only, such as #/$defs/name, and have no $id but its own; it refers by ${reference}` });
    }
    return this.visit(target, reference.slice(1));
  }
}

/** Returns the plans that a plan refers to. */
function inner({ properties, patternProperties, otherProperties, propertyNames, prefixItems, otherItems, anyItem, also }: SensitivityPlan): number[] {
  const all = [
    ...Object.values(properties ?? {}), ...Object.values(patternProperties ?? {}), otherProperties?.plan, propertyNames,
    ...(prefixItems ?? []), otherItems?.plan, anyItem, ...(also ?? []),
  ];
  return all.filter((each): each is number => typeof each === 'number');
}

/** Returns a plan without references to removed plans. */
function renumbered(plan: SensitivityPlan, numberOf: (index: number) => number | undefined): SensitivityPlan {
  const named = (plans: NamedPlans = {}) => {
    const entries = Object.entries(plans).flatMap(([name, index]) => (numberOf(index) === undefined ? [] : [[name, numberOf(index)!] as const]));
    return entries.length > 0 ? Object.fromEntries(entries) : undefined;
  };
  const single = (index: number | undefined) => (index === undefined ? undefined : numberOf(index));
  const others = single(plan.otherProperties?.plan);
  const otherItems = single(plan.otherItems?.plan);
  const prefixItems = plan.prefixItems?.map((index) => single(index ?? undefined) ?? null);
  const also = (plan.also ?? []).flatMap((index) => numberOf(index) ?? []);
  const made: SensitivityPlan = {
    all: plan.all,
    properties: named(plan.properties),
    patternProperties: named(plan.patternProperties),
    otherProperties: others === undefined ? undefined : { ...plan.otherProperties!, plan: others },
    propertyNames: single(plan.propertyNames),
    prefixItems: prefixItems?.some((index) => index !== null) ? prefixItems : undefined,
    otherItems: otherItems === undefined ? undefined : { ...plan.otherItems!, plan: otherItems },
    anyItem: single(plan.anyItem),
    also: also.length > 0 ? also : undefined,
  };
  return Object.fromEntries(Object.entries(made).filter(([, value]) => value !== undefined));
}
