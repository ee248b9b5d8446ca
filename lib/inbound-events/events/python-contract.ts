import { ContractCheck, FunctionContract } from './contract';
import { pythonPattern } from './python-pattern';
import { PythonProgram, pythonProgram } from './python-program';
import { isObject } from '../../json/json-object';
import { Problem } from '../plain-json';

/** What came of each schema: a contract is looked at for problems, and written later. */
const programs = new WeakMap<ContractCheck, PythonProgram | readonly Problem[]>();

/**
 * What the validator for Python is told, as JSON; of a contract without {@link pythonProblems}.
 */
export function pythonContract({ sources, isOpen, response }: FunctionContract): string {
  return JSON.stringify({ version: 1, sources, isOpen, response }, (_, value: unknown) => {
    if (!(value instanceof ContractCheck)) return value;
    const { schemas } = programOf(value) as PythonProgram;
    const { normalization, sensitivity } = value.compiled;
    return { schemas, normalization: normalization?.map(translated), sensitivity: sensitivity?.map(translated) };
  });
}

/** What Python can't do of a contract. */
export function pythonProblems(contract: unknown): readonly Problem[] {
  if (contract instanceof ContractCheck) {
    const program = programOf(contract);
    return 'schemas' in program ? [] : program;
  }
  if (Array.isArray(contract)) return contract.flatMap(pythonProblems);
  return isObject(contract) ? Object.values(contract).flatMap(pythonProblems) : [];
}

function programOf(check: ContractCheck): PythonProgram | readonly Problem[] {
  const program = programs.get(check) ?? pythonProgram(check.schema);
  programs.set(check, program);
  return program;
}

/** What a plan says of properties. */
interface Plan {
  readonly patternProperties?: { readonly [pattern: string]: number };
  readonly otherProperties?: { readonly patterns: readonly string[] };
}

/** A plan whose patterns are those of Python. */
function translated({ patternProperties, otherProperties, ...plan }: Plan): object {
  const entries = Object.entries(patternProperties ?? {}).map(([pattern, inner]) => [pythonPattern(pattern), inner]);
  return {
    ...plan,
    ...(patternProperties && { patternProperties: Object.fromEntries(entries) }),
    ...(otherProperties && { otherProperties: { ...otherProperties, patterns: otherProperties.patterns.map((pattern) => pythonPattern(pattern)) } }),
  };
}
