import { PackageURL } from 'packageurl-js';

/** Facts about one package in a bill of materials, each as a sorted list. */
interface Facts {
  readonly licenses: readonly string[];
  /** `SHA-512 <hex>`, including those of its distributions. */
  readonly hashes: readonly string[];
  /** Packages that require it. */
  readonly dependents: readonly string[];
}

/** A difference between two bills of materials about a package. */
export interface Difference {
  /** `npm/@scope/name@1.0.0`. */
  readonly package: string;
  /** `component` if one of them lacks the package. */
  readonly what: 'component' | keyof Facts;
  readonly ours: readonly string[];
  readonly theirs: readonly string[];
}

/** A known class of differences. */
export interface Explanation {
  readonly name: string;
  readonly explains: (difference: Difference) => boolean;
}

/** Returns the differences between two CycloneDX documents. */
export function differencesOf(ours: string, theirs: string): Difference[] {
  const [own, other] = [factsOf(JSON.parse(ours)), factsOf(JSON.parse(theirs))];
  return [...new Set([...own.keys(), ...other.keys()])].sort().flatMap((name): Difference[] => {
    const [mine, its] = [own.get(name), other.get(name)];
    if (!mine || !its) return [{ package: name, what: 'component', ours: mine ? [name] : [], theirs: its ? [name] : [] }];
    return (['licenses', 'hashes', 'dependents'] as const)
      .filter((what) => JSON.stringify(mine[what]) !== JSON.stringify(its[what]))
      .map((what) => ({ package: name, what, ours: mine[what], theirs: its[what] }));
  });
}

/** Prints the number of differences in each class. @returns the unexplained ones */
export function unexplained(title: string, differences: readonly Difference[], explanations: readonly Explanation[]): Difference[] {
  const classOf = (difference: Difference) => explanations.find(({ explains }) => explains(difference))?.name;
  const counts = explanations.map(({ name }) => [name, differences.filter((one) => classOf(one) === name).length] as const);
  const left = differences.filter((one) => classOf(one) === undefined);
  const text = [...counts.map(([name, count]) => `${count} ${name}`), `${left.length} unexplained`].join('; ');
  process.stdout.write(`${title}: ${differences.length} differences: ${text}\n`);
  return left;
}

function factsOf(document: any): Map<string, Facts> {
  const components = allOf(document.components);
  const byRef = new Map(components.map((one) => [one['bom-ref'] as string, nameOf(one)]));
  const dependents = new Map<string, Set<string>>();
  for (const { ref, dependsOn = [] } of document.dependencies ?? []) {
    for (const on of dependsOn) {
      const [from, to] = [byRef.get(ref), byRef.get(on)];
      if (from !== undefined && to !== undefined) dependents.set(to, (dependents.get(to) ?? new Set()).add(from));
    }
  }
  return new Map(components.map((one) => {
    const name = nameOf(one);
    return [name, { licenses: licensesOf(one), hashes: hashesOf(one), dependents: sorted(dependents.get(name) ?? []) }];
  }));
}

/** Returns all components, including those nested in others. */
function allOf(components: readonly any[] = []): any[] {
  return components.flatMap((one) => [one, ...allOf(one.components)]);
}

function nameOf({ purl }: { readonly purl: string }): string {
  const { type, namespace, name, version } = PackageURL.fromString(purl);
  return `${type}/${namespace ? `${namespace}/` : ''}${name}@${version}`;
}

function licensesOf({ licenses = [] }: any): string[] {
  return sorted(licenses.map(({ expression, license }: any) => expression ?? license.id ?? license.name));
}

function hashesOf({ hashes = [], externalReferences = [] }: any): string[] {
  const distributed = externalReferences.filter(({ type }: any) => type === 'distribution').flatMap((one: any) => one.hashes ?? []);
  return sorted([...hashes, ...distributed].map(({ alg, content }: any) => `${alg} ${content}`));
}

function sorted(values: Iterable<string>): string[] {
  return [...new Set(values)].sort();
}
