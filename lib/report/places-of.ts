import { FilePlace, GateFinding, StackTemplate, whereabouts } from '../gate';
import { isWithin } from './sarif-log';

/**
 * Where a finding points to for a tool that shows code: first in the code of the app, where that is known and in the repository, then in
 * the template. Empty where there is no template at all.
 *
 * @param root of the repository
 */
export function placesOf(finding: GateFinding, stacks: readonly StackTemplate[], root: string): FilePlace[] {
  const { code, template } = whereabouts(finding);
  const file = finding.template ?? fileOf(finding.path, stacks);
  const places = [...(code && isWithin(root, code.file) ? [code] : []), template ?? (file === undefined ? undefined : { file, line: 1 })];
  return places.filter((place): place is FilePlace => place !== undefined);
}

/** The template of the stack that a path lies in, else the first. */
function fileOf(at: string, stacks: readonly StackTemplate[]): string | undefined {
  const around = stacks.find((stack) => stack.constructPath !== undefined && `${at}/`.startsWith(`${stack.constructPath}/`));
  return (around ?? stacks[0])?.file;
}
