import * as path from 'path';
import type { FoundPackage } from './inventory';
import { readManifest, readWorkspace } from './package-manifest';

/** The package that files of a folder belong to. */
export interface Owner {
  readonly folder: string;
  /** Absent where the folder does not say what it is. */
  readonly found?: Omit<FoundPackage, 'dependents'>;
}

/** Which packages the files of a bundle belong to, by their paths. */
export class FileOwners {
  private readonly byFolder = new Map<string, Owner | undefined>();

  /** @param root the folder that paths start from */
  constructor(private readonly root: string) {}

  /** None for files of the project's own that are of no workspace. */
  public of(file: string): Owner | undefined {
    // What a package says browsers don't need, esbuild leaves out.
    if (file.startsWith('(disabled):')) return undefined;
    // A file can lie in node_modules itself, too: Node.js prefers node_modules/a.js to node_modules/a.
    const folder = /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file)?.[0];
    if (folder === undefined) return this.ofWorkspace(path.posix.dirname(file));
    let owner = this.byFolder.get(folder);
    if (!owner) this.byFolder.set(folder, (owner = { folder, found: this.find(folder) }));
    return owner;
  }

  /** The package of the project whose folder is nearest above; the project as a whole is what the bill of materials is about. */
  private ofWorkspace(folder: string): Owner | undefined {
    if (folder === '.' || folder.endsWith('..') || folder === '/') return undefined;
    if (!this.byFolder.has(folder)) {
      const manifest = readWorkspace(path.resolve(this.root, folder));
      const own: Owner | undefined = manifest && { folder, found: { ecosystem: 'npm', ...manifest, how: 'bundled', path: folder, isOwn: true } };
      this.byFolder.set(folder, own ?? this.ofWorkspace(path.posix.dirname(folder)));
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

/** With Plug'n'Play, yarn leaves packages in archives, whose names tell the version: `foo-npm-1.2.3-0123456789-10c0.zip`. */
function inArchive(folder: string): { name: string; version: string; license?: string; hasInstallScript?: boolean } | undefined {
  const [, version, name] = /-npm-(\d[^/]*?)-[0-9a-f]{10}(?:-\w+)?\.zip\/node_modules\/((?:@[^/]+\/)?[^/]+)$/.exec(folder) ?? [];
  return name === undefined ? undefined : { name, version };
}
