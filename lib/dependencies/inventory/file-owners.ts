import * as path from 'path';
import type { FoundPackage } from './inventory';
import type { LockedPackages } from './locks/lock-file';
import { readManifest, readWorkspace } from './package-manifest';

/** The package that the files of a folder belong to. */
export interface Owner {
  readonly folder: string;
  /** Undefined if the folder has no valid package.json. */
  readonly found?: Omit<FoundPackage, 'dependents'>;
}

/** Finds the packages that the files of a bundle belong to, by their paths. */
export class FileOwners {
  private readonly byFolder = new Map<string, Owner | undefined>();

  /** @param root the folder that paths are relative to */
  constructor(
    private readonly root: string,
    private readonly locked: LockedPackages,
  ) {}

  /** Returns the owner of a file; undefined for the project's own files outside of all workspaces. */
  public of(file: string): Owner | undefined {
    // esbuild omits files that a package disables for browsers.
    if (file.startsWith('(disabled):')) return undefined;
    // A file can also be directly in node_modules: Node.js prefers node_modules/a.js to node_modules/a.
    const folder = /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file)?.[0];
    if (folder === undefined) return this.ofWorkspace(path.posix.dirname(file));
    let owner = this.byFolder.get(folder);
    if (!owner) this.byFolder.set(folder, (owner = { folder, found: this.find(folder) }));
    return owner;
  }

  /**
   * Returns the workspace package in the nearest folder above, or the copy of a locked package. The root of the project does not count: the bill of
   * materials describes the project itself.
   */
  private ofWorkspace(folder: string): Owner | undefined {
    if (folder === '.' || folder.endsWith('..') || folder === '/') return undefined;
    if (!this.byFolder.has(folder)) {
      const manifest = readWorkspace(path.resolve(this.root, folder));
      const isCopy = manifest !== undefined && this.locked.find('npm', manifest.name, manifest.version) !== undefined;
      const found = isCopy ? this.find(folder) : manifest && { ecosystem: 'npm' as const, ...manifest, how: 'bundled' as const, path: folder, isOwn: true };
      this.byFolder.set(folder, found ? { folder, found } : this.ofWorkspace(path.posix.dirname(folder)));
    }
    return this.byFolder.get(folder);
  }

  private find(folder: string): Owner['found'] {
    const manifest = readManifest(path.resolve(this.root, folder)) ?? inArchive(folder);
    if (!manifest) return undefined;
    const { name, version, license, hasInstallScript } = manifest;
    return { ecosystem: 'npm', name, version, how: 'bundled', license, path: folder, hasInstallScript: hasInstallScript || undefined };
  }
}

/** With Plug'n'Play, yarn keeps packages in archives, whose names have the version: `foo-npm-1.2.3-0123456789-10c0.zip`. */
function inArchive(folder: string): { name: string; version: string; license?: string; hasInstallScript?: boolean } | undefined {
  const [, version, name] = /-npm-(\d[^/]*?)-[0-9a-f]{10}(?:-\w+)?\.zip\/node_modules\/((?:@[^/]+\/)?[^/]+)$/.exec(folder) ?? [];
  return name === undefined ? undefined : { name, version };
}
