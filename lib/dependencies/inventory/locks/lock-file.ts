import { Ecosystem } from '../shipped-package';

/** A package in a lock file. */
export interface LockedPackage {
  readonly ecosystem: Ecosystem;
  /** The name of the package, not an alias. */
  readonly name: string;
  readonly version: string;
  readonly integrity?: string;
  /** Its source, if that is not a registry; see `sourceOf`. */
  readonly source?: string;
  /** The patches that the package manager applies, as named in the lock file. */
  readonly patches?: readonly string[];
  /** Aliases under which it is installed, if the lock file has them. */
  readonly aliases?: readonly string[];
  /** The folder of its installation, relative to that of the lock file, if the lock file has it. */
  readonly location?: string;
  readonly hasInstallScript?: boolean;
  readonly deprecated?: string;
}

/** Thrown if a lock file can't be read. The message continues a sentence that begins with the file's name. */
export class UnreadableLock extends Error {
  constructor(
    why: string,
    public readonly fix: string,
  ) {
    super(why);
  }
}

/** Locked packages, by name and version. */
export class LockedPackages {
  private readonly byKey = new Map<string, LockedPackage>();
  private readonly byPlace = new Map<string, LockedPackage>();
  private readonly contradictions = new Set<string>();
  private readonly names = new Set<string>();

  constructor(packages: Iterable<LockedPackage>) {
    for (const locked of packages) {
      for (const name of [locked.name, ...(locked.aliases ?? [])]) this.names.add(`${locked.ecosystem}:${name}`);
      const key = keyOf(locked.ecosystem, locked.name, locked.version);
      this.add(this.byKey, key, locked);
      if (locked.location !== undefined) this.add(this.byPlace, `${key} ${locked.location}`, locked);
    }
  }

  /**
   * Returns a locked package. If lock files have several values for the same version, the result has no integrity and no source. A
   * package bundled in the archive of another one has no integrity in the lock file.
   *
   * @param place the folder that the package was found in, relative to that of the lock file
   */
  public find(ecosystem: Ecosystem, name: string, version: string, place?: string): LockedPackage | undefined {
    const key = keyOf(ecosystem, name, version);
    const atPlace = `${key} ${place}`;
    const [found, locked] = this.byPlace.has(atPlace) ? [atPlace, this.byPlace.get(atPlace)] : [key, this.byKey.get(key)];
    return locked && this.contradictions.has(found) ? { ...locked, integrity: undefined, source: undefined } : locked;
  }

  /** Returns the locked versions of a package. */
  public versionsOf(ecosystem: Ecosystem, name: string): string[] {
    return [...this.byKey.values()].filter((locked) => locked.ecosystem === ecosystem && locked.name === name).map(({ version }) => version);
  }

  /** Checks whether a package is installed by a name: its own or an alias. */
  public isInstalledBy(ecosystem: Ecosystem, name: string): boolean {
    return this.names.has(`${ecosystem}:${name}`);
  }

  public get all(): LockedPackage[] {
    return [...this.byKey.values()];
  }

  private add(index: Map<string, LockedPackage>, key: string, locked: LockedPackage): void {
    const known = index.get(key);
    if (known && (known.integrity !== locked.integrity || known.source !== locked.source)) this.contradictions.add(key);
    else index.set(key, locked);
  }
}

function keyOf(ecosystem: Ecosystem, name: string, version: string): string {
  return `${ecosystem}:${name}@${version}`;
}

/** Converts a hexadecimal hash to the format of Subresource Integrity. */
export function sri(algorithm: string, hex: string): string {
  return `${algorithm}-${Buffer.from(hex, 'hex').toString('base64')}`;
}
