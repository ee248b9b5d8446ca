import Ajv, { ErrorObject } from 'ajv';
import type { SecurityReport } from './security-report';
import schema from './security-report.schema.json';
import { parseJson } from '../../gate';
import { isObject } from '../../json/json-object';

/** Returns the report as JSON. Its schema is `assets/security-report.schema.json` in the package. */
export function securityJson(report: SecurityReport): string {
  return `${JSON.stringify(report, null, 2)}\n`;
}

/**
 * Reads a report in JSON format.
 *
 * @param file name for errors
 * @throws UnreadableInput if it is not JSON, or Error if it does not match the schema
 */
export function readSecurityReport(text: string, file: string): SecurityReport {
  const document = parseJson(text, file);
  const validate = new Ajv({ allErrors: true }).compile<SecurityReport>(schema);
  if (!validate(document)) throw new Error(`${file} is not a report: ${problemOf(document, validate.errors ?? [])}. Use a file that cdk-sec3 report --json wrote`);
  return document;
}

/** Returns in words what a document lacks, or where its form differs. For another kind of file, a list of places would be useless. */
function problemOf(document: unknown, errors: readonly ErrorObject[]): string {
  if (!isObject(document)) return `it is ${Array.isArray(document) ? 'a list' : 'no object'}`;
  const missing = errors.filter(({ keyword, instancePath }) => keyword === 'required' && instancePath === '').map(({ params }) => String(params.missingProperty));
  if (missing.length > 0) return `it has no ${missing.join(', ')}`;
  return `${errors[0].instancePath || 'it'} is not as this version of cdk-sec3 writes it`;
}
