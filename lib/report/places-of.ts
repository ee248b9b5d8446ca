import * as path from 'path';
import { FilePlace, GateFinding, StackTemplate, whereabouts } from '../gate';
import { isWithin } from './repository';

/** The locations of a finding for tools that show files of a repository. */
export interface ReportedPlaces {
  /** Locations in the code of the app, if known, then in the template. Empty without a template. */
  readonly places: readonly FilePlace[];
  /** The finding’s message, with its location if that is outside of the repository. */
  readonly message: string;
}

/**
 * Returns the locations of a finding in the repository. If it has none there, it is reported at the start of a template in the repository: such tools
 * match files by their path from the root, and can’t show others.
 * @param root of the repository
 */
export function placesOf(finding: GateFinding, stacks: readonly StackTemplate[], root: string): ReportedPlaces {
  const { message } = finding;
  const { code, template } = whereabouts(finding);
  const file = finding.template ?? fileOf(finding.path, stacks);
  const written = template ?? (file === undefined ? undefined : { file, line: 1 });
  const places = [code, written].filter((place): place is FilePlace => place !== undefined && isWithin(root, place.file));
  if (places.length > 0 || written === undefined) return { places, message };
  const substitute = fileWithin(root, written.file, stacks);
  if (substitute === undefined) return { places: [written], message };
  return { places: [{ file: substitute, line: 1 }], message: `${message} (in ${path.relative(root, path.resolve(written.file))}:${written.line}, outside of the repository)` };
}

/** Returns the template of the stack that contains a path, else the first template. */
function fileOf(at: string, stacks: readonly StackTemplate[]): string | undefined {
  const around = stacks.find((stack) => stack.constructPath !== undefined && `${at}/`.startsWith(`${stack.constructPath}/`));
  return (around ?? stacks[0])?.file;
}

/** Returns the closest template in the repository that the template in a file is nested in, else the first template in the repository. */
function fileWithin(root: string, file: string, stacks: readonly StackTemplate[]): string | undefined {
  const parents: StackTemplate[] = [];
  for (let at = stacks.find((stack) => stack.file === file)?.parent; at; at = at.stack.parent) parents.push(at.stack);
  return [...parents, ...stacks].find((stack) => isWithin(root, stack.file))?.file;
}
