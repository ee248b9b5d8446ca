import * as path from 'path';
import { CertifiedFile, CertifiedPackage, EMPTY_FILE, Exemption } from './certified-file';
import { Contents, contentsOf, NamedContent, readContents } from './contents-file';
import { metBy } from './criteria';
import { Imported, readImport } from './imports';
import { Files } from '../content/files';
import type { Ecosystem } from '../inventory/shipped-package';

/** An entry that can certify a package. */
export interface CertifyingEntry extends CertifiedPackage {
  /** Whether its criterion is enough to ship. */
  readonly isEnough: boolean;
  /** The file that it was imported from; undefined for entries of the file itself. */
  readonly importedFrom?: string;
}

/** The expiry of exemptions: the latest day that can be written. */
const NEVER = '9999-12-31';

/** All entries that certify packages: those of a file, its imports and its exemptions, with the contents that they name. */
export class CertifiedSet {
  /** A set that certifies nothing. */
  public static readonly EMPTY = new CertifiedSet(EMPTY_FILE, [], []);

  /** Returns the set of a file. @throws CertifiedFileError if its imports or its contents can't be read */
  public static of(content: CertifiedFile, file: string): CertifiedSet {
    const importer = path.relative(process.cwd(), path.resolve(file)) || file;
    const imports = content.imports.map((one) => ({ from: one.from, ...readImport(one, importer, content) }));
    return new CertifiedSet(content, imports, readContents(file));
  }

  private readonly byName = new Map<string, CertifyingEntry[]>();
  private readonly contents: Contents;

  private constructor(
    public readonly file: CertifiedFile,
    private readonly imports: readonly (Imported & { readonly from: string })[],
    /** The contents of the file itself. */
    public readonly ownContents: readonly NamedContent[],
  ) {
    const isMet = (met: ReadonlySet<string>): boolean => met.has(file.requires);
    for (const entry of file.packages) this.add({ ...entry, isEnough: isMet(metBy(entry.criteria, file.criteria)) });
    for (const { from, packages } of imports) for (const { entry, met } of packages) this.add({ ...entry, isEnough: isMet(met), importedFrom: from });
    for (const exemption of file.exemptions) this.add(exempted(exemption));
    this.contents = new Map([...imports.flatMap(({ contents }) => [...contents]), ...contentsOf(ownContents)]);
  }

  /** Returns the same set with another file, which must have the same imports, and additional contents. */
  public with(file: CertifiedFile, contents: readonly NamedContent[] = []): CertifiedSet {
    return new CertifiedSet(file, this.imports, [...this.ownContents, ...contents]);
  }

  /** Returns the entries about all versions of a package. */
  public about(ecosystem: Ecosystem, name: string): readonly CertifyingEntry[] {
    return this.byName.get(`${ecosystem}:${name}`) ?? [];
  }

  /** Returns the files of a content by its digest; undefined if no contents file has them. */
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
