import { readCloudAssembly } from '../gate';

/** Returns the distinct resource types of a cloud assembly. */
export function resourceTypesOf(assembly: string): Set<string> {
  const { stacks } = readCloudAssembly(assembly);
  return new Set(stacks.flatMap(({ body }) => Object.values(body.Resources ?? {}).map(({ Type: type }) => type)));
}
