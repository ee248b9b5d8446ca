import { createHash } from 'crypto';
import { ContractCheck, FunctionContract } from './contract';
import { pythonCoverage } from './python-coverage';
import { PythonName, pythonLiteral } from './python-literal';
import { pythonPattern } from './python-pattern';
import { PythonProgram, pythonProgram } from './python-program';
import { pythonSource } from './python-source';
import { isObject } from '../../json/json-object';
import { Problem } from '../plain-json';

/** The cached programs of schemas. A contract is first checked for problems, and written later. */
const programs = new WeakMap<ContractCheck, PythonProgram | readonly Problem[]>();

/** Names that the functions of schemas may use; synthesis writes the module into the package of the validator. */
export const PYTHON_HEADER = 'from .assertions import *\n';

/**
 * Returns the configuration of the validator for Python as the source of a module: functions for the schemas, and the contract that names them. The
 * contract must have no {@link pythonProblems}. At run time, only the import of the module compiles or executes code.
 */
export function pythonContract({ sources, isOpen, response }: FunctionContract): string {
  const functions: string[] = [];
  const written = (value: unknown): unknown => {
    if (value instanceof ContractCheck) return writtenCheck(value, functions);
    if (Array.isArray(value)) return value.map(written);
    return isObject(value) ? Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, written(inner)])) : value;
  };
  const contract = pythonLiteral(written({ version: 1, sources, isOpen, response }));
  return `${PYTHON_HEADER}\n${[...new Set(functions)].join('\n')}\nCONTRACT = ${contract}\n`;
}

/** Writes a check. Equal schemas share their functions, whose names are derived from the content. */
function writtenCheck(check: ContractCheck, functions: string[]): object {
  const { normalization, sensitivity, counting } = check.compiled;
  const program = programOf(check) as PythonProgram;
  const prefix = `schema_${createHash('sha256').update(JSON.stringify(program)).digest('hex').slice(0, 12)}_`;
  functions.push(pythonSource(program, prefix));
  const covers = counting === undefined ? undefined : pythonCoverage(check.schema, `${prefix}covers`);
  if (covers !== undefined) functions.push(covers);
  return {
    validate: new PythonName(`${prefix}0`),
    covers: covers && new PythonName(`${prefix}covers`),
    normalization: normalization?.map(translated),
    sensitivity: sensitivity?.map(translated),
  };
}

/** Features of a contract that Python does not support. */
export function pythonProblems(contract: unknown): readonly Problem[] {
  if (contract instanceof ContractCheck) {
    const program = programOf(contract);
    return 'schemas' in program ? [] : program.map((problem) => ({ ...problem, part: contract.part }));
  }
  if (Array.isArray(contract)) return contract.flatMap(pythonProblems);
  return isObject(contract) ? Object.values(contract).flatMap(pythonProblems) : [];
}

function programOf(check: ContractCheck): PythonProgram | readonly Problem[] {
  const program = programs.get(check) ?? pythonProgram(check.schema);
  programs.set(check, program);
  return program;
}

/** The properties of a plan. */
interface Plan {
  readonly patternProperties?: { readonly [pattern: string]: number };
  readonly otherProperties?: { readonly patterns: readonly string[] };
}

/** Returns a plan with Python patterns. */
function translated({ patternProperties, otherProperties, ...plan }: Plan): object {
  const entries = Object.entries(patternProperties ?? {}).map(([pattern, inner]) => [pythonPattern(pattern), inner]);
  return {
    ...plan,
    ...(patternProperties && { patternProperties: Object.fromEntries(entries) }),
    ...(otherProperties && { otherProperties: { ...otherProperties, patterns: otherProperties.patterns.map((pattern) => pythonPattern(pattern)) } }),
  };
}
