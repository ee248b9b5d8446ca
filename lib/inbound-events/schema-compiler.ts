import { compileSchema } from './events/compile-schema';
import { CompiledSchema } from './events/compiled-schema';
import { ContractCheck } from './events/contract';
import { NORMALIZE } from './events/normalization';
import { everySchemaIn } from './events/schema-walk';
import { ineffectiveKeywords } from './ineffective';
import { plainJsonProblems, Problem, withoutUndefinedNotes } from './plain-json';
import { shownProblem } from './problem-summary';
import { RequestModel } from './request-model';
import { canonical } from '../json/canonical-json';

/** Compiles the schemas of one call, and collects their problems. */
export class SchemaCompiler {
  public readonly problems: Problem[] = [];

  /**
   * @param unchanged why values can't be normalized, if they can't be
   * @param strict whether keywords and formats that are unknown or have no effect are errors
   */
  constructor(
    private readonly call: string,
    private readonly unchanged?: string,
    private readonly strict = true,
  ) {}

  /**
   * Returns the check of a schema. Undefined if it has problems.
   *
   * @param part the part of a request that the schema describes, if there are several
   */
  public check(given: unknown, part?: string): ContractCheck | undefined {
    const schema: unknown = given instanceof RequestModel ? given._markedSchema : inOneOrder(withoutUndefinedNotes(given));
    if (this.strict) this.problems.push(...ineffectiveProblems(schema).map((problem) => ({ ...problem, part })));
    const compiled = compileSchema(schema, this.strict);
    if ('code' in compiled) {
      if (compiled.normalization && this.unchanged !== undefined) this.problems.push({ part, pointer: '', message: `${NORMALIZE} has no effect: ${this.unchanged}` });
      return new ContractCheck(compiled as CompiledSchema, schema, part);
    }
    this.problems.push(...compiled.map((problem) => ({ ...problem, part })));
    return undefined;
  }

  /** @throws Error with all problems of the schemas */
  public reject(): void {
    if (this.problems.length === 0) return;
    const lines = new Set(this.problems.map((problem) => `- ${shownProblem(problem)}`));
    throw new Error(`${this.call}: ${lines.size} problem${lines.size === 1 ? '' : 's'} with the schema:\n${[...lines].join('\n')}`);
  }
}

function ineffectiveProblems(schema: unknown): Problem[] {
  if (plainJsonProblems(schema, '', () => false).length > 0) return [];
  return everySchemaIn(schema).flatMap(({ pointer, node }) => ineffectiveKeywords(node).map((message) => ({ pointer, message })));
}

/** Returns the schema with sorted properties, so that the generated code does not depend on their order. */
function inOneOrder(given: unknown): unknown {
  return plainJsonProblems(given, '', () => false).length > 0 ? given : JSON.parse(canonical(given));
}
