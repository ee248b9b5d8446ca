/** The commands of an AWS CodeBuild project. */
import type { Resource } from '../../gate';

/**
 * Checks whether the build specification of a project contains certain commands.
 *
 * @throws Undetermined if they are absent, and a part of it is not in the template
 */
export function runs(project: Resource, commands: RegExp): boolean {
  const spec = project.get('Source', 'BuildSpec');
  const text = spec.written();
  if (text !== undefined && commands.test(text)) return true;
  if (spec.exists && text === undefined) throw spec.undetermined('the commands of the project are known only at deployment');
  if (spec.hasUnknownPart()) throw spec.undetermined('a part of the project’s commands is known only at deployment');
  // Neither JSON nor YAML with several lines: the name of a file in the source; the default is buildspec.yml.
  const isInSource = text === undefined ? project.get('Source', 'Type').string() !== 'NO_SOURCE' : !/[\n{]/.test(text);
  if (isInSource) throw spec.undetermined(`the commands of the project are in its source, in ${text ?? 'buildspec.yml'}`);
  return false;
}
