import Ajv2020 from 'ajv/dist/2020';
import schema from '../../../lambda/runtime-guard/record.schema.json';

const validate = new Ajv2020({ strict: true, strictTypes: false, strictRequired: false, allErrors: true }).compile(schema);

/** Returns the guard's lines of a type, validated with its schema. */
export function recordsIn(stderr: string, type: 'event' | 'posture' | 'initCode'): unknown[] {
  return stderr.split('\n').filter((line) => line.startsWith(`{"type":"${type}"`)).map((line) => validRecord(JSON.parse(line)));
}

/** @throws Error if a record is invalid under its schema */
export function validRecord(record: unknown): unknown {
  if (validate(record)) return record;
  throw new Error(`a record of the guard is not as documented: ${JSON.stringify(validate.errors)}: ${JSON.stringify(record)}`);
}
