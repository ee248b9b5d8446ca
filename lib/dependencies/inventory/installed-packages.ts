import * as fs from 'fs';
import * as path from 'path';
import { FoundPackage, nameAndVersion } from './inventory';
import { PackageManifest, readManifest } from './package-manifest';
import { UnknownContent } from './shipped-package';
import type { Files } from '../content/files';
import { packageContent } from '../content/package-files';

/** A package in a `node_modules` folder. */
export interface InstalledPackage {
  /** Relative to the root, with `/`. */
  readonly folder: string;
  readonly manifest: PackageManifest;
  readonly size: number;
  readonly files: Files;
  readonly isOwn?: boolean;
}

/** What a folder of code holds. */
export interface CodeFolder {
  readonly installed: readonly InstalledPackage[];
  /** Files outside of all `node_modules`, relative to the root, with `/`. */
  readonly ownFiles: readonly string[];
  /** Links in `node_modules` to places in the code where no package is installed, relative to the root, with `/`. */
  readonly links: readonly string[];
  readonly unknown: readonly UnknownContent[];
}

/** Goes through a folder of code. */
export function readCodeFolder(root: string): CodeFolder {
  const walk = new Walk(fs.realpathSync(root));
  walk.folder('', true);
  return { installed: [...walk.packages.values()], ownFiles: walk.ownFiles.sort(), links: walk.links(), unknown: walk.unknown };
}

/** As shipped packages, with what depends on them by Node's own way of finding packages. */
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

/** The `node_modules` of the package's own folder and of each folder above it. */
function resolve(from: string, name: string, byFolder: ReadonlyMap<string, InstalledPackage>): InstalledPackage | undefined {
  for (let at = from; ; at = at.includes('/') ? at.slice(0, at.lastIndexOf('/')) : '') {
    const found = at.endsWith('node_modules') ? undefined : byFolder.get(`${at === '' ? '' : `${at}/`}node_modules/${name}`);
    if (found || at === '') return found;
  }
}

class Walk {
  public readonly packages = new Map<string, InstalledPackage>();
  public readonly ownFiles: string[] = [];
  public readonly unknown: UnknownContent[] = [];
  private readonly linked = new Map<string, string>();

  constructor(private readonly root: string) {}

  /** @param isOwn whether its files are the function's own */
  public folder(at: string, isOwn: boolean): void {
    for (const entry of this.entries(at)) {
      const child = at === '' ? entry.name : `${at}/${entry.name}`;
      if (entry.isSymbolicLink()) this.link(child);
      else if (entry.name === 'node_modules' && entry.isDirectory()) this.nodeModules(child);
      else if (entry.isDirectory()) this.folder(child, isOwn);
      else if (isOwn) this.ownFiles.push(child);
    }
  }

  /** Links in place of packages that lead to none. */
  public links(): string[] {
    return [...this.linked].filter(([, target]) => !this.packages.has(target)).map(([place]) => place).sort();
  }

  private nodeModules(at: string): void {
    for (const entry of this.entries(at)) {
      const child = `${at}/${entry.name}`;
      if (entry.isSymbolicLink()) this.place(child);
      else if (!entry.isDirectory()) this.looseFile(child);
      else if (entry.name.startsWith('@')) this.nodeModules(child);
      // What package managers keep for themselves; pnpm has the packages in there.
      else if (entry.name.startsWith('.')) this.folder(child, false);
      else this.package(child);
    }
  }

  private package(at: string): void {
    const manifest = readManifest(path.join(this.root, at));
    const { files, size, links } = packageContent(path.join(this.root, at));
    if (manifest) {
      this.packages.set(at, { folder: at, manifest, size, files });
    } else if (Object.keys(files).length > 0) {
      this.unknown.push({
        what: at,
        why: 'its package.json is missing, or has no name and version',
        fix: 'install the packages again, or keep code of your own outside of node_modules',
      });
    }
    for (const link of links) this.link(`${at}/${link}`);
    const nested = `${at}/node_modules`;
    if (fs.existsSync(path.join(this.root, nested))) this.nodeModules(nested);
  }

  /** Node.js prefers `node_modules/a.js` to `node_modules/a`. What begins with a dot is of package managers. */
  private looseFile(at: string): void {
    if (path.basename(at).startsWith('.')) return;
    this.unknown.push({ what: at, why: 'it is a file in node_modules that is of no package', fix: 'install the packages again, and find out what changed them' });
  }

  private place(at: string): void {
    const target = this.link(at);
    if (target !== undefined) this.linked.set(at, path.relative(this.root, target).split(path.sep).join('/'));
  }

  /** @returns where a link leads to, where that is inside of the folder and there: it is come by on the way */
  private link(at: string): string | undefined {
    const target = targetOf(path.join(this.root, at));
    if (target.startsWith(this.root + path.sep)) return fs.existsSync(target) ? target : undefined;
    this.unknown.push({
      what: at,
      why: 'it is a link to a place outside of the code, and what is there when the function runs can’t be told',
      fix: 'install the packages with copies in place of links',
    });
    return undefined;
  }

  private entries(at: string): fs.Dirent[] {
    return fs.readdirSync(path.join(this.root, at), { withFileTypes: true });
  }
}

/** Where a link leads to; what is not there may be when the function runs. */
function targetOf(link: string): string {
  try {
    return fs.realpathSync(link);
  } catch {
    return path.resolve(fs.realpathSync(path.dirname(link)), fs.readlinkSync(link));
  }
}
