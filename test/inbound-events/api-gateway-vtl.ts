/** Runs mapping templates on a body alone, or on a response, as the fuzzer does on requests. */
import { runTemplate, SetNull } from '../../lib/inbound-events/template/mapping/run-template';
import { treeOf } from '../../lib/inbound-events/template/mapping/velocity-syntax';

export type { SetNull };

/** Returns the output of a template for a body. */
export function render(template: string, body: string, setNull?: SetNull): string {
  return runTemplate(treeOf(template), { input: { body }, setNull }).text.toString();
}

/** Returns the output of a response template: the text, and its overrides. */
export function respond(template: string, answer: object, header: { readonly [name: string]: string }) {
  const { text, responseOverrides } = runTemplate(treeOf(template), { input: { body: JSON.stringify(answer), header } });
  const [status, headers] = [responseOverrides.get('status'), [...responseOverrides].filter(([name]) => name.startsWith('header.'))];
  return { status: status && Number(status), body: text.toString(), headers: Object.fromEntries(headers.map(([name, value]) => [name.replace('header.', ''), value.toString()])) };
}
