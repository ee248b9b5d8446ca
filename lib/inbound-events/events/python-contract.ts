import { ContractCheck, FunctionContract } from './contract';
import { pythonPattern } from './python-pattern';
import { PythonProgram, pythonProgram } from './python-program';
import { isObject, Problem } from '../plain-json';

/**
 * What the validator for Python is told, as JSON; of a contract without {@link pythonProblems}.
 */
export function pythonContract({ sources, isOpen, response }: FunctionContract): string {
  return JSON.stringify({ version: 1, sources, isOpen, response }, (_, value: unknown) => {
    if (!(value instanceof ContractCheck)) return value;
    const { schemas } = pythonProgram(value.schema) as PythonProgram;
    return { schemas, normalization: value.compiled.normalization?.map(translated) };
  });
}

/** What Python can't do of a contract. */
export function pythonProblems(contract: unknown): readonly Problem[] {
  if (contract instanceof ContractCheck) {
    const program = pythonProgram(contract.schema);
    return 'schemas' in program ? [] : program;
  }
  if (Array.isArray(contract)) return contract.flatMap(pythonProblems);
  return isObject(contract) ? Object.values(contract).flatMap(pythonProblems) : [];
}

/** A plan of normalization whose patterns are those of Python. */
function translated(plan: { readonly patternProperties?: { readonly [pattern: string]: number } }): object {
  const { patternProperties } = plan;
  if (!patternProperties) return plan;
  const entries = Object.entries(patternProperties).map(([pattern, inner]) => [pythonPattern(pattern), inner]);
  return { ...plan, patternProperties: Object.fromEntries(entries) };
}
