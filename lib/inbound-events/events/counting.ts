import { annotatesOnly, referencesIn, SchemaNode } from './schema-walk';
import { isObject } from '../../json/json-object';

/** Names in the code that is written; `inspect` counts what a schema leaves open, and gives -1 for what no value may hold. */
const COUNT = 'count';
const FAIL = 'return -1;';

/** How deep, and how much, code is written; what is beyond is counted without the schema. References can make much of little. */
const MAX_DEPTH = 50;
const MAX_NAMES = 5000;

const TYPES_OF_TEXTS = ['string', 'boolean', 'null'];

/** What is counted of values of a schema: what each of them has, and code for the rest. */
interface Counted {
  readonly always: number;
  readonly code: string;
}

const NOTHING: Counted = { always: 0, code: '' };

/**
 * The source of a function `(value, inspect)` which tells how many properties a valid value has, with all that is in it; -1 where it holds what no value
 * may. A schema that says which properties there are spares the search for others, which takes longer than validation itself.
 *
 * @param schema a valid schema, whose validator goes by own properties alone or names no inherited one
 * @returns none for schemas that leave open what a value is
 */
export function countingCode(schema: unknown): string | undefined {
  const { always, code } = new Counting(schema).visit(schema, 'value', 0);
  if (code === inspected('value', 0).code) return undefined;
  return `(value, inspect) => { let ${COUNT} = ${always}, inner; ${code} return ${COUNT}; }`;
}

class Counting {
  private readonly referredTo: (reference: string) => unknown;
  private readonly under: unknown[] = [];
  private names = 0;

  constructor(root: unknown) {
    this.referredTo = referencesIn(root);
  }

  public visit(schema: unknown, value: string, depth: number): Counted {
    if (schema === false) return NOTHING;
    if (!isObject(schema) || depth >= MAX_DEPTH || this.names >= MAX_NAMES || this.under.includes(schema)) return inspected(value, depth);
    this.under.push(schema);
    const counted = '$ref' in schema ? this.reference(schema, value, depth) : this.typed(schema, value, depth);
    this.under.pop();
    return counted;
  }

  /** Up to draft-07 what stands beside a reference has no effect. */
  private reference(node: SchemaNode, value: string, depth: number): Counted {
    const isAlone = Object.keys(node).every((keyword) => keyword === '$ref' || annotatesOnly(keyword));
    return isAlone ? this.visit(this.referredTo(node.$ref), value, depth) : inspected(value, depth);
  }

  private typed(node: SchemaNode, value: string, depth: number): Counted {
    const values: unknown[] | undefined = 'const' in node ? [node.const] : node.enum;
    if (values) return values.every(isShort) ? NOTHING : inspected(value, depth);
    const types: string[] = [node.type ?? []].flat();
    if (types.length === 0 || node.nullable !== undefined) return inspected(value, depth);
    const parts = types.filter((type) => !TYPES_OF_TEXTS.includes(type)).map((type) => this.ofType(type, node, value, depth));
    if (types.length === 1) return parts[0] ?? NOTHING;
    if (parts.some((part) => part === undefined)) return inspected(value, depth);
    const guards: { readonly [type: string]: string } = { object: `${value} !== null && typeof ${value} === "object" && !Array.isArray(${value})`, array: `Array.isArray(${value})` };
    const guarded = types.filter((type) => !TYPES_OF_TEXTS.includes(type)).map((type, i) => {
      const code = added(parts[i]);
      return code && `if (${guards[type] ?? `typeof ${value} === "number"`}) { ${code} }`;
    });
    return { always: 0, code: guarded.join(' ') };
  }

  private ofType(type: string, node: SchemaNode, value: string, depth: number): Counted {
    if (type === 'object') return this.object(node, value, depth);
    if (type === 'array') return this.array(node, value, depth);
    return isWithinSafe(node) ? NOTHING : { always: 0, code: `if (!(Math.abs(${value}) <= ${Number.MAX_SAFE_INTEGER})) ${FAIL}` };
  }

  private object(node: SchemaNode, value: string, depth: number): Counted {
    if (node.additionalProperties !== false || node.patternProperties !== undefined) return inspected(value, depth);
    const required: string[] = node.required ?? [];
    let always = 0;
    const code = Object.entries(node.properties ?? {}).map(([name, inner]) => {
      const at = this.name();
      const counted = this.visit(inner, at, depth + 1);
      const read = `const ${at} = ${value}[${JSON.stringify(name)}];`;
      if (!required.includes(name)) return `${read} if (${at} !== undefined) { ${added({ ...counted, always: counted.always + 1 })} }`;
      always += counted.always + 1;
      return counted.code && `${read} ${counted.code}`;
    });
    return { always, code: code.filter(Boolean).join(' ') };
  }

  private array(node: SchemaNode, value: string, depth: number): Counted {
    if (node.items === undefined || Array.isArray(node.items) || node.prefixItems !== undefined) return inspected(value, depth);
    const at = this.name();
    const { always, code } = this.visit(node.items, at, depth + 1);
    const all = always > 0 ? `${COUNT} += ${always} * ${value}.length;` : '';
    return { always: 0, code: [all, code && `for (const ${at} of ${value}) { ${code} }`].filter(Boolean).join(' ') };
  }

  private name(): string {
    this.names += 1;
    return `value${this.names}`;
  }
}

/** A value of which the schema says too little. */
function inspected(value: string, depth: number): Counted {
  return { always: 0, code: `inner = inspect(${value}, ${depth}); if (inner < 0) ${FAIL} ${COUNT} += inner;` };
}

function added({ always, code }: Counted): string {
  return [always > 0 ? `${COUNT} += ${always};` : '', code].filter(Boolean).join(' ');
}

/** Whether a value that a schema names has no properties, and no number that JavaScript would change. */
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
