import { Coverage, coverageOf } from './coverage';

/** Names in the generated code. `inspect` counts properties in values that the schema leaves open, and returns -1 for forbidden content. */
const COUNT = 'count';
const FAIL = 'return -1;';

/** The number of properties in a schema's values: a fixed number, and code that counts the rest. */
interface Counted {
  readonly always: number;
  readonly code: string;
}

const NOTHING: Counted = { always: 0, code: '' };

/**
 * Returns the source of a JavaScript function `(value, inspect)`. It returns the number of properties in a valid value, at all levels, or -1 if the
 * value has forbidden content. If the schema declares the properties, others need not be searched for, which would take longer than the validation.
 *
 * @param schema a valid schema, whose validator only reads own properties or names no inherited one
 * @returns undefined for schemas that do not limit the value
 */
export function countingCode(schema: unknown): string | undefined {
  const coverage = coverageOf(schema);
  if (coverage.kind === 'all') return undefined;
  const { always, code } = new Counting().counted(coverage, 'value');
  return `(value, inspect) => { let ${COUNT} = ${always}, inner; ${code} return ${COUNT}; }`;
}

class Counting {
  private names = 0;

  public counted(coverage: Coverage, value: string): Counted {
    switch (coverage.kind) {
      case 'nothing':
        return NOTHING;
      case 'all':
        return { always: 0, code: `inner = inspect(${value}, ${coverage.depth}); if (inner < 0) ${FAIL} ${COUNT} += inner;` };
      case 'number':
        return { always: 0, code: `if (!(Math.abs(${value}) <= ${Number.MAX_SAFE_INTEGER})) ${FAIL}` };
      case 'object':
        return this.object(coverage.properties, value);
      case 'array':
        return this.array(coverage.inner, value);
      default:
        return { always: 0, code: coverage.parts.map(({ type, inner }) => this.guarded(type, inner, value)).filter(Boolean).join(' ') };
    }
  }

  private guarded(type: string, inner: Coverage, value: string): string {
    const code = added(this.counted(inner, value));
    const guards: { readonly [type: string]: string } = { object: `${value} !== null && typeof ${value} === "object" && !Array.isArray(${value})`, array: `Array.isArray(${value})` };
    return code && `if (${guards[type] ?? `typeof ${value} === "number"`}) { ${code} }`;
  }

  private object(properties: Extract<Coverage, { kind: 'object' }>['properties'], value: string): Counted {
    let always = 0;
    const code = properties.map(({ name, isRequired, inner }) => {
      const at = this.name();
      const counted = this.counted(inner, at);
      const read = `const ${at} = ${value}[${JSON.stringify(name)}];`;
      if (!isRequired) return `${read} if (${at} !== undefined) { ${added({ ...counted, always: counted.always + 1 })} }`;
      always += counted.always + 1;
      return counted.code && `${read} ${counted.code}`;
    });
    return { always, code: code.filter(Boolean).join(' ') };
  }

  private array(inner: Coverage, value: string): Counted {
    const at = this.name();
    const { always, code } = this.counted(inner, at);
    const all = always > 0 ? `${COUNT} += ${always} * ${value}.length;` : '';
    return { always: 0, code: [all, code && `for (const ${at} of ${value}) { ${code} }`].filter(Boolean).join(' ') };
  }

  private name(): string {
    this.names += 1;
    return `value${this.names}`;
  }
}

function added({ always, code }: Counted): string {
  return [always > 0 ? `${COUNT} += ${always};` : '', code].filter(Boolean).join(' ');
}
