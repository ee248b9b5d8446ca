/** What a project of AWS CodeBuild runs. */
import type { Resource } from '../../gate';

/**
 * Whether the build specification of a project has some commands.
 *
 * @throws Undetermined where they are not there, and a part of it is not in the template
 */
export function runs(project: Resource, commands: RegExp): boolean {
  const spec = project.get('Source', 'BuildSpec');
  const text = spec.written();
  if (text !== undefined && commands.test(text)) return true;
  if (spec.exists && text === undefined) throw spec.undetermined('what the project runs is known only at deployment');
  if (spec.hasUnknownPart()) throw spec.undetermined('a part of what the project runs is known only at deployment');
  // Neither JSON nor YAML of several lines: the name of a file in the source, which is buildspec.yml where none is given.
  const isInSource = text === undefined ? project.get('Source', 'Type').string() !== 'NO_SOURCE' : !/[\n{]/.test(text);
  if (isInSource) throw spec.undetermined(`what the project runs is written in its source, in ${text ?? 'buildspec.yml'}`);
  return false;
}
