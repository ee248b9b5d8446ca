import * as path from 'path';
import { CertifiedFile, CertifiedPackage, EMPTY_FILE, Exemption } from './certified-file';
import { Contents, contentsOf, NamedContent, readContents } from './contents-file';
import { metBy } from './criteria';
import { Imported, readImport } from './imports';
import { Files } from '../content/files';
import type { Ecosystem } from '../inventory/shipped-package';

/** An entry that a package can be certified by. */
export interface CertifyingEntry extends CertifiedPackage {
  /** Whether what it says is enough to ship. */
  readonly isEnough: boolean;
  /** The file that it was imported from. */
  readonly importedFrom?: string;
}

/** No day is later. */
const NEVER = '9999-12-31';

/** All that certifies packages: a file, what it imports, what it exempts, and the contents that these name. */
export class CertifiedSet {
  /** What no one has certified. */
  public static readonly EMPTY = new CertifiedSet(EMPTY_FILE, [], []);

  /** What a file certifies. @throws CertifiedFileError where what it imports or its contents can't be read */
  public static of(content: CertifiedFile, file: string): CertifiedSet {
    const imports = content.imports.map((one) => ({ from: one.from, ...readImport(one, path.relative(process.cwd(), path.resolve(file)) || file) }));
    return new CertifiedSet(content, imports, readContents(file));
  }

  private readonly byName = new Map<string, CertifyingEntry[]>();
  private readonly contents: Contents;

  private constructor(
    public readonly file: CertifiedFile,
    private readonly imports: readonly (Imported & { readonly from: string })[],
    /** Contents of the file itself. */
    public readonly ownContents: readonly NamedContent[],
  ) {
    const isMet = (met: ReadonlySet<string>): boolean => met.has(file.requires);
    for (const entry of file.packages) this.add({ ...entry, isEnough: isMet(metBy(entry.criteria, file.criteria)) });
    for (const { from, packages } of imports) for (const { entry, met } of packages) this.add({ ...entry, isEnough: isMet(met), importedFrom: from });
    for (const exemption of file.exemptions) this.add(exempted(exemption));
    this.contents = new Map([...imports.flatMap(({ contents }) => [...contents]), ...contentsOf(ownContents)]);
  }

  /** The same with another file, which imports the same, and more contents. */
  public with(file: CertifiedFile, contents: readonly NamedContent[] = []): CertifiedSet {
    return new CertifiedSet(file, this.imports, [...this.ownContents, ...contents]);
  }

  /** The entries about a package, in all versions. */
  public about(ecosystem: Ecosystem, name: string): readonly CertifyingEntry[] {
    return this.byName.get(`${ecosystem}:${name}`) ?? [];
  }

  /** The files of a content; nothing where no file has them. */
  public filesOf(digest: string): Files | undefined {
    return this.contents.get(digest);
  }

  private add(entry: CertifyingEntry): void {
    const key = `${entry.ecosystem}:${entry.name}`;
    const known = this.byName.get(key);
    if (known) known.push(entry);
    else this.byName.set(key, [entry]);
  }
}

function exempted({ since, ...exemption }: Exemption): CertifyingEntry {
  return { ...exemption, criteria: '', approvedBy: 'an exemption', approvedOn: since, expires: NEVER, scope: 'all', isEnough: true };
}
