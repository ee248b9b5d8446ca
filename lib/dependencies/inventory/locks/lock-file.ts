import { Ecosystem } from '../shipped-package';

/** What a lock file says about one package. */
export interface LockedPackage {
  readonly ecosystem: Ecosystem;
  /** Its own name, not that of an alias. */
  readonly name: string;
  readonly version: string;
  readonly integrity?: string;
  /** Other names that it is installed by, where the lock file says them. */
  readonly aliases?: readonly string[];
  /** Where it is installed, relative to the folder of the lock file; absent where the lock file does not say. */
  readonly location?: string;
  readonly hasInstallScript?: boolean;
  readonly deprecated?: string;
}

/** Thrown for a lock file that can't be read; the message continues a sentence that begins with its name. */
export class UnreadableLock extends Error {
  constructor(
    why: string,
    public readonly fix: string,
  ) {
    super(why);
  }
}

/** Locked packages, found by name and version. */
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
   * What the lock file has; without an integrity where it has several for the same version, from several sources. The same version can also
   * be inside of another package, which has it in its own archive: there it has no integrity, and elsewhere it has.
   *
   * @param place the folder that it was found in, relative to that of the lock file
   */
  public find(ecosystem: Ecosystem, name: string, version: string, place?: string): LockedPackage | undefined {
    const key = keyOf(ecosystem, name, version);
    const atPlace = `${key} ${place}`;
    const [found, locked] = this.byPlace.has(atPlace) ? [atPlace, this.byPlace.get(atPlace)] : [key, this.byKey.get(key)];
    return locked && this.contradictions.has(found) ? { ...locked, integrity: undefined } : locked;
  }

  /** The versions of a package, where one alone is installed under a name. */
  public versionsOf(ecosystem: Ecosystem, name: string): string[] {
    return [...this.byKey.values()].filter((locked) => locked.ecosystem === ecosystem && locked.name === name).map(({ version }) => version);
  }

  /** Whether a package is installed by a name, its own or an alias. */
  public isInstalledBy(ecosystem: Ecosystem, name: string): boolean {
    return this.names.has(`${ecosystem}:${name}`);
  }

  public get all(): LockedPackage[] {
    return [...this.byKey.values()];
  }

  private add(index: Map<string, LockedPackage>, key: string, locked: LockedPackage): void {
    const known = index.get(key);
    if (known && known.integrity !== locked.integrity) this.contradictions.add(key);
    else index.set(key, locked);
  }
}

function keyOf(ecosystem: Ecosystem, name: string, version: string): string {
  return `${ecosystem}:${name}@${version}`;
}

/** A hash in hexadecimal digits, in the form of Subresource Integrity. */
export function sri(algorithm: string, hex: string): string {
  return `${algorithm}-${Buffer.from(hex, 'hex').toString('base64')}`;
}
