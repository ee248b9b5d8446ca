import { spawnSync } from 'child_process';
import * as path from 'path';
import { EventSchema } from '../../lib/inbound-events/event-schema';
import { ContractCheck } from '../../lib/inbound-events/events/contract';
import { PYTHON_HEADER, pythonContract } from '../../lib/inbound-events/events/python-contract';
import { PythonProgram } from '../../lib/inbound-events/events/python-program';
import { pythonSource } from '../../lib/inbound-events/events/python-source';

const SOURCES = path.join(__dirname, '../../lambda/event-validator/python');

/** Result of the Python validator for an event. */
export interface PythonOutcome {
  readonly outcome: any;
  readonly quarantined: readonly any[];
  readonly lines: readonly string[];
}

/** Runs the Python validator on events, as JSON, one after the other. */
export function judgedInPython(
  schemas: readonly EventSchema[], events: readonly string[], unavailable: readonly number[] = [], response?: ContractCheck, python = 'python3',
): PythonOutcome[] {
  const contract = pythonContract({ sources: schemas.map(({ _contract }) => _contract), response });
  return run(`{"contract":${JSON.stringify(contract)},"events":[${events.join(',')}],"unavailable":${JSON.stringify(unavailable)}}`, python) as PythonOutcome[];
}

/** Validates payloads in Python, as JSON texts for each schema: null, or the first error. */
export function checkedInPython(schemas: readonly EventSchema[], texts: readonly (readonly string[])[]): (null | [field: string, rule: string])[][] {
  const contract = pythonContract({ sources: schemas.map(({ _contract }) => _contract) });
  return run(JSON.stringify({ contract, texts }), 'python3') as (null | [string, string])[][];
}

/** Runs programs on values, given as JSON: null if they are valid, or the first error. */
export function decidedInPython(programs: readonly (readonly [PythonProgram, readonly string[]])[], python = 'python3'): (null | 'endless' | [field: string, keyword: string])[][] {
  const written = programs.map(([program, values]) => `[${JSON.stringify(PYTHON_HEADER + pythonSource(program, 'check'))},[${values.join(',')}]]`);
  return run(`{"programs":[${written.join(',')}]}`, python) as (null | [string, string])[][];
}

function run(input: string, python: string): unknown {
  const { status, stdout, stderr } = spawnSync(python, ['-B', path.join(__dirname, 'laboratory.py'), SOURCES], { input, encoding: 'utf8', maxBuffer: 2 ** 30 });
  if (status !== 0) throw new Error(`the validator for Python failed: ${stderr}`);
  return JSON.parse(stdout);
}
