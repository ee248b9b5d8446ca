/** Finds values that a run must not show in its answer or in its log. */
import type { Observation } from './findings';
import type { Sensitive } from './sensitive';
import type { Run } from '../runner/handler-process';
import type { FuzzCase } from '../targets/cases';

const TRACE = /\n\s+at .+:\d+(:\d+)?\)?|Traceback \(most recent call last\)|\bFile "[^"]+", line \d+/;
const PASSWORDS = /root:[^:\n]*:0:0:/;

/** Returns an observation for each value that is shown. Values of the request itself may come back. */
export function shownIn(run: Run, { event }: FuzzCase, sensitive: Sensitive, isHttp: boolean): Observation[] {
  const response = run.end === 'returned' ? textOf(run.result!) : '';
  const found: Observation[] = [];
  const note = (id: Observation['id'], message: string, cause = '') => found.push({ id, message, cause: `${id} ${cause}` });
  for (const [name, value] of sensitive.secrets) {
    if (event.includes(value)) continue;
    if (response.includes(value)) note('secret', `a response shows ${name}`, name);
    if (run.logs.includes(value)) note('secret', `the log shows ${name}`, `log ${name}`);
  }
  for (const { place } of sensitive.marked?.shown(event, run.logs) ?? []) note('sensitive-value-logged', `the log shows ${place}, which is marked as sensitive`, place);
  for (const [name, value] of sensitive.environment) {
    if (response.includes(value) && !event.includes(value)) note('environment-value', `a response shows the variable ${name}`, name);
  }
  const showsPlace = response.includes(sensitive.root) && !event.includes(sensitive.root);
  if (isHttp && (TRACE.test(response) || showsPlace)) note('stack-trace', 'a response shows a stack trace or the place of a file');
  if (PASSWORDS.test(response)) note('file-content', 'a response shows /etc/passwd');
  return found;
}

/** Returns the texts of a result, as callers see them. */
function textOf(result: string): string {
  const value = JSON.parse(result) as { readonly body?: unknown } | null;
  const body = typeof value?.body === 'string' ? value.body : '';
  // Line breaks in JSON bodies are escaped.
  return `${result}\n${body}\n${body.replace(/\\n/g, '\n').replace(/\\"/g, '"')}`;
}
