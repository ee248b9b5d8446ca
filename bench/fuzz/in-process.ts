/**
 * Runs planted handlers in this process, for fuzzers that start no processes. Bodies are validated as by API Gateway, and results are judged as by
 * the fuzzer.
 */
import * as path from 'path';
import Ajv04 from 'ajv-draft-04';
import { judge } from '../../lib/fuzz/judge/judge';
import { sensitiveOf } from '../../lib/fuzz/judge/sensitive';
import { Run } from '../../lib/fuzz/runner/handler-process';
import { restEvent } from '../../lib/fuzz/targets/aws-events';

/** Sends a body, and returns the ids of findings. */
export type Send = (body: string) => Promise<readonly string[]>;

/** Findings that can be detected without a separate process and without the runtime guard. */
export const SEEN_IN_PROCESS: ReadonlySet<string> = new Set([
  'exception', 'malformed-response', 'server-error', 'stack-trace', 'environment-value', 'secret', 'valid-rejected', 'prototype-pollution', 'file-content',
]);

const VARIABLES = { TABLE_NAME: 'sec3-fuzz-env-table_name', API_KEY: 'sec3-fuzz-env-api_key' };

/** Loads a handler without the module cache, and returns a function that sends bodies to it. */
export function inProcess(root: string, schema: object): Send {
  Object.assign(process.env, VARIABLES);
  const file = path.join(root, 'index.js');
  delete require.cache[file];
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const { handler } = require(file) as { handler: (event: unknown) => Promise<unknown> };
  const accepts = new Ajv04({ strict: false, validateSchema: false, logger: false }).compile(schema);
  const sensitive = sensitiveOf({}, VARIABLES, root, []);
  return async (body) => {
    if (!isAccepted(body, accepts)) return [];
    const request = { method: 'POST', resource: '/things', pathParameters: {}, query: [], headers: [['Content-Type', 'application/json'] as const], body, isBinary: false };
    const event = JSON.stringify(restEvent(request));
    const run = await invoked(handler, event);
    return judge('rest', { kind: 'valid', event, reaches: true }, run, sensitive, []).observations.map(({ id }) => id);
  };
}

function isAccepted(body: string, accepts: (value: unknown) => unknown): boolean {
  try {
    return accepts(JSON.parse(body)) === true;
  } catch {
    return false;
  }
}

async function invoked(handler: (event: unknown) => Promise<unknown>, event: string): Promise<Run> {
  const { log, error } = console;
  let logs = '';
  console.log = console.error = (...parts: unknown[]) => void (logs += `${parts.join(' ')}\n`);
  try {
    const result = await handler(JSON.parse(event));
    return { end: 'returned', result: JSON.stringify(result ?? null), logs, pollution: pollution(), guardEvents: [] };
  } catch (thrown) {
    const { name, message, stack } = thrown as Error;
    return { end: 'threw', error: { type: name, message, stack: stack ?? '' }, logs, pollution: pollution(), guardEvents: [] };
  } finally {
    Object.assign(console, { log, error });
  }
}

function pollution(): string[] {
  return Object.keys(Object.prototype).map((name) => {
    delete (Object.prototype as any)[name];
    return `Object.prototype.${name}`;
  });
}
