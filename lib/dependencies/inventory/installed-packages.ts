import * as fs from 'fs';
import * as path from 'path';
import { FoundPackage, nameAndVersion } from './inventory';
import { PackageManifest, readManifest } from './package-manifest';
import { UnknownContent } from './shipped-package';
import type { Files } from '../content/files';
import { packageContent } from '../content/package-files';

/** A package in a `node_modules` folder. */
export interface InstalledPackage {
  /** The folder, relative to the root, with `/`. */
  readonly folder: string;
  readonly manifest: PackageManifest;
  readonly size: number;
  readonly files: Files;
  readonly isOwn?: boolean;
}

/** The packages and files in a folder of code. */
export interface CodeFolder {
  readonly installed: readonly InstalledPackage[];
  /** Files outside of all `node_modules`, relative to the root, with `/`. */
  readonly ownFiles: readonly string[];
  /** Links outside of all `node_modules`, relative to the root, with `/`. */
  readonly ownLinks: readonly string[];
  /** Links in `node_modules` whose targets are in the code but are not installed packages, relative to the root, with `/`. */
  readonly links: readonly string[];
  readonly unknown: readonly UnknownContent[];
}

/** Reads a folder of code at any depth. */
export function readCodeFolder(root: string): CodeFolder {
  const walk = new Walk(fs.realpathSync(root));
  walk.folder('');
  const { packages, ownFiles, ownLinks, unknown } = walk;
  return { installed: [...packages.values()], ownFiles: ownFiles.sort(), ownLinks: ownLinks.sort(), links: walk.links(), unknown };
}

/** Reads the package in a folder, without packages in its `node_modules`; undefined if the folder has no valid package.json. */
export function readPackage(root: string, folder: string): InstalledPackage | undefined {
  const manifest = readManifest(path.join(root, folder));
  if (!manifest) return undefined;
  const { files, size } = packageContent(path.join(root, folder));
  return { folder, manifest, files, size };
}

/** Converts installed packages to shipped packages. Their dependents are found by the module resolution of Node.js. */
export function foundPackages(installed: readonly InstalledPackage[]): FoundPackage[] {
  const byFolder = new Map(installed.map((one) => [one.folder, one]));
  const dependents = new Map<InstalledPackage, Set<string>>();
  for (const one of installed) {
    for (const name of one.manifest.dependencies) {
      const found = resolve(one.folder, name, byFolder);
      if (found && found !== one) dependents.set(found, (dependents.get(found) ?? new Set()).add(nameAndVersion(one.manifest)));
    }
  }
  return installed.map((one) => ({
    ecosystem: 'npm',
    name: one.manifest.name,
    version: one.manifest.version,
    how: 'installed',
    license: one.manifest.license,
    path: one.folder,
    dependents: [...(dependents.get(one) ?? [])].sort(),
    hasInstallScript: one.manifest.hasInstallScript || undefined,
    size: one.size,
    files: one.files,
    isOwn: one.isOwn,
  }));
}

/** Searches `node_modules` of the package's own folder and of each folder above it. */
function resolve(from: string, name: string, byFolder: ReadonlyMap<string, InstalledPackage>): InstalledPackage | undefined {
  for (let at = from; ; at = at.includes('/') ? at.slice(0, at.lastIndexOf('/')) : '') {
    const found = at.endsWith('node_modules') ? undefined : byFolder.get(`${at === '' ? '' : `${at}/`}node_modules/${name}`);
    if (found || at === '') return found;
  }
}

/** Matches the folders in which package managers install packages. yarn with `nodeLinker: pnpm` has those in `.store`. */
const PLACE = /(?:^|\/)node_modules\/(?:(?:@[^/]+\/)?[^/.][^/]*|\.store\/[^/]+\/package)$/;

/** Matches files that Node.js loads as code. */
const CODE = /\.(?:[cm]?js|node|wasm)$/;

class Walk {
  public readonly packages = new Map<string, InstalledPackage>();
  public readonly ownFiles: string[] = [];
  public readonly ownLinks: string[] = [];
  public readonly unknown: UnknownContent[] = [];
  private readonly linked = new Map<string, string>();

  constructor(private readonly root: string) {}

  /** Reads a folder of the function's own files. */
  public folder(at: string): void {
    for (const entry of this.entries(at)) {
      const child = at === '' ? entry.name : `${at}/${entry.name}`;
      if (entry.name === 'node_modules' && !entry.isFile()) this.nodeModules(child);
      else if (entry.isSymbolicLink()) this.ownLink(child);
      else if (entry.isDirectory()) this.folder(child);
      else this.ownFiles.push(child);
    }
  }

  /** Returns the links in `node_modules` whose targets are not installed packages. */
  public links(): string[] {
    return [...this.linked].filter(([, target]) => !this.packages.has(target) || !PLACE.test(target)).map(([place]) => place).sort();
  }

  private nodeModules(at: string): void {
    if (fs.lstatSync(path.join(this.root, at)).isSymbolicLink()) {
      this.unknown.push({ what: at, why: 'it is a link, so the packages that Node.js finds in it are not read', fix: 'install the packages with copies instead of links' });
      return;
    }
    for (const entry of this.entries(at)) {
      const child = `${at}/${entry.name}`;
      // Links and scripts that start the commands of packages.
      if (entry.name === '.bin') continue;
      if (entry.isSymbolicLink()) this.place(child);
      else if (!entry.isDirectory()) this.looseFile(child);
      else if (entry.name.startsWith('@')) this.nodeModules(child);
      else if (entry.name.startsWith('.')) this.internal(child, child);
      else this.package(child);
    }
  }

  /**
   * Reads a folder that a package manager or another tool uses internally. pnpm and yarn keep packages there, and tools write generated ones, such as
   * `.prisma/client`. Node.js loads other code from there, too.
   *
   * @param top the folder in `node_modules`
   */
  private internal(at: string, top: string): void {
    for (const entry of this.entries(at)) {
      const child = `${at}/${entry.name}`;
      if (entry.isSymbolicLink()) {
        this.link(child);
      } else if (entry.isDirectory()) {
        if (entry.name === 'node_modules') this.nodeModules(child);
        else if (readManifest(path.join(this.root, child))) this.package(child);
        else this.internal(child, top);
      } else if (CODE.test(entry.name) && !this.unknown.some(({ what }) => what === top)) {
        this.unknown.push({ what: top, why: `it has code that is of no package, such as ${child}`, fix: 'delete it, or exclude it from the code' });
      }
    }
  }

  private package(at: string): void {
    const found = readPackage(this.root, at);
    const { files, links } = packageContent(path.join(this.root, at));
    if (found) {
      this.packages.set(at, found);
    } else if (Object.keys(files).length > 0) {
      this.unknown.push({
        what: at,
        why: 'its package.json is missing, or has no name and version',
        fix: 'install the packages again, or keep code of your own outside of node_modules',
      });
    }
    for (const link of links.filter((one) => one !== 'node_modules')) this.link(`${at}/${link}`);
    const nested = `${at}/node_modules`;
    if (fs.existsSync(path.join(this.root, nested))) this.nodeModules(nested);
  }

  /**
   * Reports a file directly in `node_modules`: Node.js prefers `node_modules/a.js` to `node_modules/a`. Files whose names begin with a dot belong to
   * package managers.
   */
  private looseFile(at: string): void {
    if (path.basename(at).startsWith('.')) return;
    this.unknown.push({ what: at, why: 'it is a file in node_modules that belongs to no package', fix: 'install the packages again, and find out what changed them' });
  }

  private ownLink(at: string): void {
    this.ownLinks.push(at);
    this.link(at);
  }

  private place(at: string): void {
    const target = this.link(at);
    if (target !== undefined) this.linked.set(at, path.relative(this.root, target).split(path.sep).join('/'));
  }

  /**
   * Reports a link if its target is outside of the folder. @returns the target; undefined if it is outside or does not exist. A target inside is read
   * with the rest of the folder.
   */
  private link(at: string): string | undefined {
    const target = targetOf(path.join(this.root, at));
    if (target.startsWith(this.root + path.sep)) return fs.existsSync(target) ? target : undefined;
    this.unknown.push({
      what: at,
      why: 'it is a link out of the code, and its target at run time can’t be determined',
      fix: 'install the packages with copies instead of links',
    });
    return undefined;
  }

  private entries(at: string): fs.Dirent[] {
    return fs.readdirSync(path.join(this.root, at), { withFileTypes: true });
  }
}

/** Returns the target of a link. It need not exist now: it may exist when the function runs. */
function targetOf(link: string): string {
  try {
    return fs.realpathSync(link);
  } catch {
    return path.resolve(fs.realpathSync(path.dirname(link)), fs.readlinkSync(link));
  }
}
