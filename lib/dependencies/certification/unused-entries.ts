import type { CertifiedFile, CertifiedPackage, Exemption } from './certified-file';
import type { CertifiedSet } from './certified-set';
import { shortfallsOf } from './judge-packages';
import type { ShippingFunction } from './proposals';

/** The entries of a file that no shipped package needs. */
export interface UnusedEntries {
  readonly packages: readonly CertifiedPackage[];
  readonly exemptions: readonly Exemption[];
}

/** Returns the unused entries of a file. If several entries certify the same packages, one of them is kept. */
export function unusedEntries(functions: readonly ShippingFunction[], certified: CertifiedSet, today: string): UnusedEntries {
  const pruning = new Pruning(functions, certified, today);
  // Exemptions are dropped first, because no one has reviewed these packages.
  const exemptions = certified.file.exemptions.filter((one) =>
    pruning.drop(one, (file) => ({ ...file, exemptions: file.exemptions.filter((other) => other !== one) })),
  );
  const packages = certified.file.packages.filter((one) =>
    pruning.drop(one, (file) => ({ ...file, packages: file.packages.filter((other) => other !== one) })),
  );
  return { packages, exemptions };
}

/** Returns a file without the given entries. */
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

  /** Drops an entry if that neither causes nor changes a shortfall: an expired one, or one for other files, is still to be reviewed. @returns whether the entry was dropped */
  public drop({ ecosystem, name }: CertifiedPackage | Exemption, without: (file: CertifiedFile) => CertifiedFile): boolean {
    const fewer = this.certified.with(without(this.certified.file));
    if (this.shortfalls(fewer, ecosystem, name) !== this.shortfalls(this.certified, ecosystem, name)) return false;
    this.certified = fewer;
    return true;
  }

  /** Returns the kinds of shortfalls of a package, in each function. Its entries do not affect other packages. */
  private shortfalls(certified: CertifiedSet, ecosystem: string, name: string): string {
    return this.functions.flatMap(({ path, packages }) => {
      const about = packages.filter((one) => one.ecosystem === ecosystem && one.name === name);
      return shortfallsOf(about, { certified, functionPath: path, today: this.today }).map(({ problem }) => problem);
    }).join();
  }
}
