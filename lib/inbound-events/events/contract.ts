import { CompiledSchema } from './compiled-schema';

/**
 * The configuration of the validator in the layer (lambda/event-validator/node/contract.ts has the same form, with
 * functions instead of compiled schemas).
 */
export interface SourceContract {
  readonly source: string;
  readonly onInvalid?: string;
  readonly [setting: string]: unknown;
}

/** A compiled schema in a contract. */
export class ContractCheck {
  /**
   * @param schema the source schema
   * @param part the part of a request that the schema describes, such as `pathParameters.id`, if there are several
   */
  constructor(
    public readonly compiled: CompiledSchema,
    public readonly schema: unknown,
    public readonly part?: string,
  ) {}
}

/** The configuration of a function's validator. */
export interface FunctionContract {
  readonly sources: readonly SourceContract[];
  /** Whether events without a matching source are passed to the handler unchanged. */
  readonly isOpen?: boolean;
  readonly response?: ContractCheck;
}

/** Returns the contract of a function as the source of a module. It is the same for the same schemas. */
export function contractModule({ sources, isOpen, response }: FunctionContract, helperSource: (id: string) => string): string {
  const codes = new Map<string, string>();
  const helpers = new Set<string>();
  const written = (value: unknown): string => {
    if (value instanceof ContractCheck) {
      const { code, normalization, sensitivity, counting } = value.compiled;
      for (const helper of value.compiled.helpers) helpers.add(helper);
      if (!codes.has(code)) codes.set(code, `validate${codes.size}`);
      const plans = Object.entries({ normalization, sensitivity }).map(([name, made]) => (made ? `,${name}:${JSON.stringify(made)}` : ''));
      return `{validate:${codes.get(code)}${plans.join('')}${counting ? `,count:${counting}` : ''}}`;
    }
    if (Array.isArray(value)) return `[${value.map(written).join(',')}]`;
    if (typeof value !== 'object' || value === null) return JSON.stringify(value);
    const entries = Object.entries(value).filter(([, inner]) => inner !== undefined);
    return `{${entries.map(([key, inner]) => `${JSON.stringify(key)}:${written(inner)}`).join(',')}}`;
  };
  const contract = written({ version: 1, sources, isOpen, response });
  return [
    'const helpers = {};',
    'const require = (id) => helpers[id];',
    'const load = (body) => { const module = { exports: {} }; body(module, module.exports); return module.exports; };',
    ...[...helpers].sort().map((id) => `helpers[${JSON.stringify(id)}] = load((module, exports) => {${helperSource(id)}\n});`),
    ...[...codes].map(([code, name]) => `const ${name} = load((module, exports) => {${code}\n});`),
    `export default ${contract};`,
    '',
  ].join('\n');
}
