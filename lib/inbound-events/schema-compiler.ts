import { compileSchema } from './events/compile-schema';
import { CompiledSchema } from './events/compiled-schema';
import { ContractCheck } from './events/contract';
import { NORMALIZE } from './events/normalization';
import { plainJsonProblems, Problem } from './plain-json';
import { RequestModel } from './request-model';
import { canonical } from '../json/canonical-json';

/** Compiles the schemas of one call, and collects their problems. */
export class SchemaCompiler {
  public readonly problems: Problem[] = [];

  /**
   * @param unchanged why values can't be normalized, if they can't
   * @param strict whether unknown keywords and formats are errors
   */
  constructor(
    private readonly call: string,
    private readonly unchanged?: string,
    private readonly strict = true,
  ) {}

  /** The check of a schema; undefined if it has problems. */
  public check(given: unknown): ContractCheck | undefined {
    const schema: unknown = given instanceof RequestModel ? given._markedSchema : inOneOrder(given);
    const compiled = compileSchema(schema, this.strict);
    if ('code' in compiled) {
      if (compiled.normalization && this.unchanged !== undefined) this.problems.push({ pointer: '', message: `${NORMALIZE} has no effect: ${this.unchanged}` });
      return new ContractCheck(compiled as CompiledSchema, schema);
    }
    this.problems.push(...compiled);
    return undefined;
  }

  /** @throws Error with all problems of the schemas */
  public reject(): void {
    if (this.problems.length === 0) return;
    const lines = new Set(this.problems.map(({ pointer, message }) => `- #${pointer}: ${message}`));
    throw new Error(`${this.call}: ${lines.size} problem${lines.size === 1 ? '' : 's'} with the schema:\n${[...lines].join('\n')}`);
  }
}

/** The same code for the same schema, whatever the order of its properties. */
function inOneOrder(given: unknown): unknown {
  return plainJsonProblems(given, '', () => false).length > 0 ? given : JSON.parse(canonical(given));
}
