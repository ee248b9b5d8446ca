import type { CertifiedFile, CertifiedPackage, Exemption } from './certified-file';
import type { CertifiedSet } from './certified-set';
import { shortfallsOf } from './judge-packages';
import type { ShippingFunction } from './proposals';

/** Entries of a file that nothing that ships needs. */
export interface UnusedEntries {
  readonly packages: readonly CertifiedPackage[];
  readonly exemptions: readonly Exemption[];
}

/** Of entries that can stand in for each other, one stays. */
export function unusedEntries(functions: readonly ShippingFunction[], certified: CertifiedSet, today: string): UnusedEntries {
  const pruning = new Pruning(functions, certified, today);
  // What no one has looked at goes first.
  const exemptions = certified.file.exemptions.filter((one) =>
    pruning.drop(one, (file) => ({ ...file, exemptions: file.exemptions.filter((other) => other !== one) })),
  );
  const packages = certified.file.packages.filter((one) =>
    pruning.drop(one, (file) => ({ ...file, packages: file.packages.filter((other) => other !== one) })),
  );
  return { packages, exemptions };
}

/** A file without some of its entries. */
export function withoutEntries(file: CertifiedFile, { packages, exemptions }: UnusedEntries): CertifiedFile {
  return {
    ...file,
    packages: file.packages.filter((entry) => !packages.includes(entry)),
    exemptions: file.exemptions.filter((entry) => !exemptions.includes(entry)),
  };
}

class Pruning {
  constructor(
    private readonly functions: readonly ShippingFunction[],
    private certified: CertifiedSet,
    private readonly today: string,
  ) {}

  /** Drops an entry where nothing falls short for it. @returns whether it did */
  public drop({ ecosystem, name }: CertifiedPackage | Exemption, without: (file: CertifiedFile) => CertifiedFile): boolean {
    const fewer = this.certified.with(without(this.certified.file));
    if (this.shortfalls(fewer, ecosystem, name) !== this.shortfalls(this.certified, ecosystem, name)) return false;
    this.certified = fewer;
    return true;
  }

  /** How many shortfalls a package has; those of others are not changed by its entries. */
  private shortfalls(certified: CertifiedSet, ecosystem: string, name: string): number {
    return this.functions.reduce((sum, { path, packages }) => {
      const about = packages.filter((one) => one.ecosystem === ecosystem && one.name === name);
      return sum + (about.length === 0 ? 0 : shortfallsOf(about, { certified, functionPath: path, today: this.today }).length);
    }, 0);
  }
}
