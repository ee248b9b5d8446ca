import Ajv from 'ajv';
import type { SecurityReport } from './security-report';
import schema from './security-report.schema.json';
import { parseJson } from '../../gate';

/** The report as JSON, as `assets/security-report.schema.json` of the package describes it. */
export function securityJson(report: SecurityReport): string {
  return `${JSON.stringify(report, null, 2)}\n`;
}

/**
 * Reads a report that was written as JSON.
 *
 * @param file what to name in errors
 * @throws UnreadableInput where it is no JSON, or Error with what is not as the schema says
 */
export function readSecurityReport(text: string, file: string): SecurityReport {
  const document = parseJson(text, file);
  const validate = new Ajv({ allErrors: true }).compile<SecurityReport>(schema);
  if (!validate(document)) {
    const problems = (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath || 'the document'} ${message}`);
    throw new Error(`${file} is no report that cdk-sec3 report --json wrote: ${problems.slice(0, 5).join('; ')}`);
  }
  return document;
}
