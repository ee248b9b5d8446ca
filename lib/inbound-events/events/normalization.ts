import { itemKeywords, NamedPlans, SchemaPlans } from './schema-plans';
import { everySchemaIn, referredTo, SchemaNode } from './schema-walk';
import { Problem } from '../plain-json';

/** The keyword of a schema that normalizes its values. */
export const NORMALIZE = 'x-normalize';

/** The normalization steps, in the order in which they apply. */
const STEPS = ['trim', 'nfc', 'lowercase', 'coerce', 'default'];

/** Types to which a text can be coerced. */
const COERCED = ['integer', 'number', 'boolean', 'null', 'array'];

/** The normalization of a value, in the format of the validator in the layer. */
interface Plan {
  steps?: string[];
  types?: string[];
  default?: unknown;
  properties?: NamedPlans;
  patternProperties?: NamedPlans;
  additionalProperties?: number;
  prefixItems?: number[];
  items?: number;
  also?: number[];
}

/** The normalization plans of a schema; the first is for the whole value. Undefined if nothing is normalized. */
export interface Normalization {
  readonly plans?: readonly object[];
  readonly problems: readonly Problem[];
}

/** Returns the normalization of a schema, and its problems. */
export function normalizationOf(schema: unknown): Normalization {
  const wanted = everySchemaIn(schema).filter(({ node }) => node[NORMALIZE] !== undefined);
  if (wanted.length === 0) return { problems: [] };
  const planner = new Planner(schema as SchemaNode);
  const problems = wanted.flatMap(({ pointer, node }) => [
    ...stepProblems(pointer, node),
    ...(planner.reaches(node)
      ? []
      : [{ pointer, message: `${NORMALIZE} is in a subschema that may not apply; write it outside of oneOf, anyOf, not, if and similar keywords` }]),
  ]);
  if ((wanted[0].node as unknown) === schema && list(wanted[0].node[NORMALIZE]).includes('default')) {
    problems.push({ pointer: '', message: `${NORMALIZE}: the value as a whole is never missing, so that 'default' has no effect` });
  }
  return { plans: planner.plans, problems: [...problems, ...planner.problems] };
}

function stepProblems(pointer: string, node: SchemaNode): Problem[] {
  const steps: unknown = node[NORMALIZE];
  if (!Array.isArray(steps) || steps.length === 0) return [{ pointer, message: `${NORMALIZE} is ${JSON.stringify(steps)}; a list of ${STEPS.join(', ')} is expected` }];
  const messages = steps.filter((step) => !STEPS.includes(step)).map((step) => `${JSON.stringify(step)} is not one of ${STEPS.join(', ')}`);
  if (new Set(steps).size < steps.length) messages.push('a step occurs twice');
  if (steps.includes('default') && !('default' in node)) messages.push("'default' needs the keyword default beside it");
  const types = list(node.type);
  if (steps.includes('coerce') && !types.some((type) => COERCED.includes(type as string))) messages.push(`'coerce' needs a type of ${COERCED.join(', ')} beside it`);
  if (steps.includes('coerce') && types.includes('string')) messages.push("'coerce' has nothing to do where texts are valid");
  return messages.map((message) => ({ pointer, message: `${NORMALIZE}: ${message}` }));
}

class Planner extends SchemaPlans<Plan> {
  constructor(private readonly root: SchemaNode) {
    super();
    this.visit(root, '');
  }

  protected fill(plan: Plan, node: SchemaNode, pointer: string): void {
    const wanted = list(node[NORMALIZE]);
    if (wanted.length > 0) {
      plan.steps = STEPS.filter((step) => wanted.includes(step));
      if (plan.steps.includes('coerce')) plan.types = list(node.type).filter((type): type is string => COERCED.includes(type as string));
      if (plan.steps.includes('default')) plan.default = node.default;
    }
    plan.properties = this.named(node.properties, `${pointer}/properties`);
    plan.patternProperties = this.named(node.patternProperties, `${pointer}/patternProperties`);
    plan.additionalProperties = this.visit(node.additionalProperties, `${pointer}/additionalProperties`);
    const [first, rest] = itemKeywords(node);
    if (Array.isArray(node[first])) plan.prefixItems = node[first].map((inner: unknown, i: number) => this.visit(inner, `${pointer}/${first}/${i}`) ?? this.empty());
    plan.items = this.visit(node[rest], `${pointer}/${rest}`);
    const also = [...list(node.allOf).map((inner, i) => this.visit(inner, `${pointer}/allOf/${i}`)), this.follow(node.$ref, pointer)];
    plan.also = also.filter((inner): inner is number => inner !== undefined);
  }

  /** Adds a plan for values without a schema. */
  private empty(): number {
    return this.plans.push({}) - 1;
  }

  private follow(reference: unknown, pointer: string): number | undefined {
    if (typeof reference !== 'string') return undefined;
    if (!/^#(\/|$)/.test(reference)) {
      this.problems.push({ pointer, message: `a schema with ${NORMALIZE} can refer by JSON pointer only, such as #/$defs/name, not by ${reference}` });
      return undefined;
    }
    return this.visit(referredTo(this.root, reference), reference.slice(1));
  }
}

function list(value: unknown): unknown[] {
  if (Array.isArray(value)) return value;
  return value === undefined ? [] : [value];
}
