import { readCloudAssembly } from '../gate';

/** The types of all resources of a cloud assembly, each once. */
export function resourceTypesOf(assembly: string): Set<string> {
  const { stacks } = readCloudAssembly(assembly);
  return new Set(stacks.flatMap(({ body }) => Object.values(body.Resources ?? {}).map(({ Type: type }) => type)));
}
