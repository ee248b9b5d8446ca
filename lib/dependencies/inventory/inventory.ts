import { LockedPackages } from './locks/lock-file';
import { isNameable } from './registry-names';
import { Ecosystem, Inventory, ShippedPackage, UnknownContent } from './shipped-package';
import { mergedFiles } from '../content/files';

/** A package without the facts from lock files. */
export type FoundPackage = Omit<ShippedPackage, 'integrity' | 'patches' | 'deprecated'>;

/**
 * Merges found packages: each package is listed once, with its facts from lock files.
 *
 * @param placeOf returns the folder of a package relative to that of the lock file, if known
 */
export function inventory(
  found: readonly FoundPackage[],
  locked: LockedPackages,
  unknown: readonly UnknownContent[],
  placeOf: (one: FoundPackage) => string | undefined = () => undefined,
): Inventory {
  const packages = new Map<string, ShippedPackage>();
  // The project's own packages, and copies in other packages, need no certification.
  const canBeNamed = (one: FoundPackage): boolean => one.isOwn || one.vendoredIn !== undefined || isNameable(one);
  for (const one of copiesLast(found.filter(canBeNamed))) {
    const key = `${one.ecosystem}:${one.name}@${one.version}`;
    const known = packages.get(key);
    const other: ShippedPackage = one.isOwn || one.vendoredIn !== undefined ? defined(one) : withLock(one, locked, placeOf(one));
    // Two copies with different contents have no common hash.
    const isContradicted = known !== undefined && other.vendoredIn === undefined && known.integrity !== other.integrity;
    packages.set(key, known ? merged(isContradicted ? { ...known, integrity: undefined } : known, other) : other);
  }
  const nameless = found.filter((one) => !canBeNamed(one)).map(withoutName);
  return { packages: [...packages.values()].sort(byIdentity), unknown: distinct([...unknown, ...nameless]) };
}

function withoutName({ ecosystem, name, version, path: at }: FoundPackage): UnknownContent {
  return {
    what: at ?? name,
    why: `it calls itself ${JSON.stringify(name)} ${JSON.stringify(version)}, and no package of ${ecosystem} has such a name or version`,
    fix: 'install the packages again, or give it a name and a version that a registry accepts',
  };
}

/** Merges the inventories of several parts of the code. */
export function joined(parts: readonly Inventory[]): Inventory {
  const packages = new Map<string, ShippedPackage>();
  for (const one of copiesLast(parts.flatMap((part) => part.packages))) {
    // The same version with another content counts as another package.
    const key = `${one.ecosystem}:${one.name}@${one.version}:${one.integrity}`;
    const known = packages.get(key);
    packages.set(key, known ? merged(known, one) : one);
  }
  return { packages: [...packages.values()].sort(byIdentity), unknown: distinct(parts.flatMap(({ unknown }) => unknown)) };
}

/** Puts vendored copies last: if a package is both installed and copied, the installed one has to be certified. */
function copiesLast<T extends FoundPackage>(packages: readonly T[]): T[] {
  return [...packages.filter(({ vendoredIn }) => vendoredIn === undefined), ...packages.filter(({ vendoredIn }) => vendoredIn !== undefined)];
}

function withLock(found: FoundPackage, locks: LockedPackages, place: string | undefined): ShippedPackage {
  const locked = locks.find(found.ecosystem, found.name, found.version, place);
  const hasInstallScript = found.hasInstallScript || locked?.hasInstallScript || undefined;
  const { integrity, source, patches, deprecated } = locked ?? {};
  return defined({ ...found, integrity, source: found.source ?? source, patches, hasInstallScript, deprecated });
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

/** Compares by code units, so that the order is the same on all machines. */
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

/** The inventory of code without packages. */
export const NOTHING: Inventory = { packages: [], unknown: [] };

/** Returns the inventory of code about which nothing can be determined. */
export function unknownCode(what: string, why: string, fix: string): Inventory {
  return { packages: [], unknown: [{ what, why, fix }] };
}

/** Returns the name of a package in lists of dependents. */
export function nameAndVersion({ name, version }: { readonly name: string; readonly version: string; readonly ecosystem?: Ecosystem }): string {
  return `${name}@${version}`;
}
