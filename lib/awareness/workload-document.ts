import type { WorkloadDocument } from './feed';
import type { ShippedPackage } from '../dependencies/inventory/shipped-package';

/** A function and the packages in its code. */
export interface FunctionContent {
  /** Construct path. */
  readonly path: string;
  readonly packages: readonly Pick<ShippedPackage, 'ecosystem' | 'name' | 'version'>[];
}

/**
 * Returns the document that bulletins are matched with.
 *
 * @param resourceTypes types of the resources of the templates, such as `AWS::Lambda::Function`
 * @param unknown construct paths of functions whose packages are not fully known
 */
export function workloadDocument(
  functions: readonly FunctionContent[],
  resourceTypes: Iterable<string>,
  technologies: readonly string[],
  unknown: readonly string[],
): WorkloadDocument {
  const sorted = [...functions].sort((a, b) => (a.path < b.path ? -1 : 1));
  const packages = new Map<string, { ecosystem: ShippedPackage['ecosystem']; name: string; version: string; functions: number[] }>();
  sorted.forEach((fn, index) => {
    for (const { ecosystem, name, version } of fn.packages) {
      const key = `${ecosystem} ${name} ${version}`;
      const used = packages.get(key) ?? { ecosystem, name, version, functions: [] };
      if (used.functions.at(-1) !== index) used.functions.push(index);
      packages.set(key, used);
    }
  });
  const services = [...resourceTypes].flatMap((type) => /^AWS::(\w+)::/.exec(type)?.[1] ?? []);
  return {
    version: 1,
    functions: sorted.map(({ path }) => path),
    packages: [...packages.keys()].sort().map((key) => packages.get(key)!),
    services: [...new Set(services)].sort(),
    technologies: [...new Set(technologies)].sort(),
    unknown: [...new Set(unknown)].sort(),
  };
}
