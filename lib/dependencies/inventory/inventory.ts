import { LockedPackages } from './locks/lock-file';
import { Ecosystem, Inventory, ShippedPackage, UnknownContent } from './shipped-package';
import { mergedFiles } from '../content/files';

/** A package before the lock file has been asked. */
export type FoundPackage = Omit<ShippedPackage, 'integrity' | 'deprecated'>;

/**
 * Puts together what was found: each package once, with what the lock files say of it.
 *
 * @param placeOf the folder of a package relative to that of the lock file, where it is known
 */
export function inventory(
  found: readonly FoundPackage[],
  locked: LockedPackages,
  unknown: readonly UnknownContent[],
  placeOf: (one: FoundPackage) => string | undefined = () => undefined,
): Inventory {
  const packages = new Map<string, ShippedPackage>();
  for (const one of copiesLast(found)) {
    const key = `${one.ecosystem}:${one.name}@${one.version}`;
    const known = packages.get(key);
    const other: ShippedPackage = one.isOwn || one.vendoredIn !== undefined ? defined(one) : withLock(one, locked, placeOf(one));
    // Of two copies with two contents nothing is known that holds for both.
    const isContradicted = known !== undefined && other.vendoredIn === undefined && known.integrity !== other.integrity;
    packages.set(key, known ? merged(isContradicted ? { ...known, integrity: undefined } : known, other) : other);
  }
  return { packages: [...packages.values()].sort(byIdentity), unknown: distinct(unknown) };
}

/** What several parts of the code hold, together. */
export function joined(parts: readonly Inventory[]): Inventory {
  const packages = new Map<string, ShippedPackage>();
  for (const one of copiesLast(parts.flatMap((part) => part.packages))) {
    // The same version with other content is another package.
    const key = `${one.ecosystem}:${one.name}@${one.version}:${one.integrity}`;
    const known = packages.get(key);
    packages.set(key, known ? merged(known, one) : one);
  }
  return { packages: [...packages.values()].sort(byIdentity), unknown: distinct(parts.flatMap(({ unknown }) => unknown)) };
}

/** Where a package is installed as well as copied, what is installed is what has to be certified. */
function copiesLast<T extends FoundPackage>(packages: readonly T[]): T[] {
  return [...packages.filter(({ vendoredIn }) => vendoredIn === undefined), ...packages.filter(({ vendoredIn }) => vendoredIn !== undefined)];
}

function withLock(found: FoundPackage, locks: LockedPackages, place: string | undefined): ShippedPackage {
  const locked = locks.find(found.ecosystem, found.name, found.version, place);
  const hasInstallScript = found.hasInstallScript || locked?.hasInstallScript || undefined;
  return defined({ ...found, integrity: locked?.integrity, hasInstallScript, deprecated: locked?.deprecated });
}

function merged(one: ShippedPackage, other: FoundPackage): ShippedPackage {
  return defined({
    ...one,
    dependents: [...new Set([...one.dependents, ...other.dependents])].sort(),
    files: mergedFiles(one.files, other.files),
    size: one.size === undefined ? other.size : one.size + (other.size ?? 0),
  });
}

function byIdentity(a: ShippedPackage, b: ShippedPackage): number {
  return compare(a.ecosystem, b.ecosystem) || compare(a.name, b.name) || compare(a.version, b.version) || compare(a.integrity ?? '', b.integrity ?? '');
}

/** By code units, which are the same on each machine. */
function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function distinct(unknown: readonly UnknownContent[]): UnknownContent[] {
  const byText = new Map(unknown.map((one) => [JSON.stringify([one.what, one.why, one.fix]), one]));
  return [...byText].sort(([a], [b]) => compare(a, b)).map(([, one]) => one);
}

function defined<T extends object>(value: T): T {
  return Object.fromEntries(Object.entries(value).filter(([, one]) => one !== undefined)) as T;
}

/** Code that holds no packages. */
export const NOTHING: Inventory = { packages: [], unknown: [] };

/** Code of which nothing can be determined. */
export function unknownCode(what: string, why: string, fix: string): Inventory {
  return { packages: [], unknown: [{ what, why, fix }] };
}

/** How a package is named among dependents. */
export function nameAndVersion({ name, version }: { readonly name: string; readonly version: string; readonly ecosystem?: Ecosystem }): string {
  return `${name}@${version}`;
}
