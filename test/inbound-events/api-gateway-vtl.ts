/** Runs mapping templates over a body alone, or over an answer, as the fuzzer does over requests. */
import { runTemplate, SetNull } from '../../lib/inbound-events/template/mapping/run-template';
import { treeOf } from '../../lib/inbound-events/template/mapping/velocity-syntax';

export type { SetNull };

/** What a template writes for a body. */
export function render(template: string, body: string, setNull?: SetNull): string {
  return runTemplate(treeOf(template), { input: { body }, setNull }).text.toString();
}

/** What a response template makes of an answer: the text, and what it overrides. */
export function respond(template: string, answer: object, header: { readonly [name: string]: string }) {
  const { text, responseOverrides } = runTemplate(treeOf(template), { input: { body: JSON.stringify(answer), header } });
  const [status, headers] = [responseOverrides.get('status'), [...responseOverrides].filter(([name]) => name.startsWith('header.'))];
  return { status: status && Number(status), body: text.toString(), headers: Object.fromEntries(headers.map(([name, value]) => [name.replace('header.', ''), value.toString()])) };
}
