/** Runs mapping templates over a body alone, as the fuzzer does over requests. */
import { runTemplate, SetNull } from '../../lib/inbound-events/fuzz/mapping/run-template';
import { treeOf } from '../../lib/inbound-events/fuzz/mapping/velocity-syntax';

export type { SetNull };

/** What a template writes for a body. */
export function render(template: string, body: string, setNull?: SetNull): string {
  return runTemplate(treeOf(template), { input: { body }, setNull }).text.toString();
}
