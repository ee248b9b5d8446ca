import * as fs from 'fs';
import { isBuiltin } from 'module';
import * as path from 'path';
import { absentModules, packageOf } from './external-modules';
import { FileOwners, Owner } from './file-owners';
import { FoundPackage, nameAndVersion } from './inventory';
import { leadingOut } from './leading-out';
import type { DeclaredLinks } from './locks/declared-links';
import type { LockedPackages } from './locks/lock-file';
import { UnknownContent } from './shipped-package';
import { Files, filesFrom } from '../content/files';
import { fileHash } from '../content/hash-file';

/** The part of esbuild's metafile that is read: https://esbuild.github.io/api/#metafile */
export interface Metafile {
  readonly inputs: { readonly [file: string]: { readonly imports: readonly Import[] } };
  readonly outputs: {
    readonly [file: string]: {
      readonly inputs: { readonly [file: string]: { readonly bytesInOutput: number } };
      readonly imports: readonly Import[];
      readonly entryPoint?: string;
    };
  };
}

interface Import {
  readonly path: string;
  readonly external?: boolean;
  /** The path as written in the source; undefined if esbuild added the import. */
  readonly original?: string;
}

/** The output of esbuild, and the way it was run. */
export interface Bundle {
  readonly metafile: Metafile;
  /** The folder that the paths of the metafile are relative to. */
  readonly folder: string;
  /** The modules that are configured as external, with `*` as a wildcard. */
  readonly external: readonly string[];
  /** The names of packages in `node_modules` of the function's code. */
  readonly installed: ReadonlySet<string>;
  readonly links: DeclaredLinks;
  readonly locked: LockedPackages;
}

/** The packages of a bundle, and the parts whose package is unknown. */
export interface BundledPackages {
  readonly packages: readonly FoundPackage[];
  readonly unknown: readonly UnknownContent[];
  /** The names of packages that are imported at run time. */
  readonly external: ReadonlySet<string>;
  /** The files of no package. */
  readonly ownFiles: readonly string[];
}

/** Returns the packages that the files of a bundle come from. */
export function bundledPackages({ metafile, folder, external, installed, links, locked }: Bundle): BundledPackages {
  const owners = new FileOwners(folder, locked);
  const sizes = new Map<Owner, number>();
  const files = new Map<Owner, Set<string>>();
  const ownFiles = new Set<string>();
  const outputs = Object.values(metafile.outputs);
  for (const { inputs } of outputs) {
    for (const [file, { bytesInOutput }] of Object.entries(inputs)) {
      const owner = owners.of(file);
      if (!owner) {
        ownFiles.add(file);
        continue;
      }
      sizes.set(owner, (sizes.get(owner) ?? 0) + bytesInOutput);
      files.set(owner, (files.get(owner) ?? new Set()).add(file));
    }
  }
  const contents = new Map([...files].map(([owner, inputs]) => [owner, hashedInputs(folder, owner, inputs)]));
  const dependents = dependentsIn(metafile, owners, sizes);
  const externals = new Set(outputs.flatMap(({ imports }) => imports.flatMap((one) => (one.external && !isBuiltin(one.path) ? one.path : []))));
  return {
    packages: [...sizes].flatMap(([owner, size]) => {
      return owner.found ? [{ ...owner.found, dependents: [...(dependents.get(owner) ?? [])].sort(), size, files: contents.get(owner)!.files }] : [];
    }),
    unknown: [
      ...unnamed(sizes.keys()),
      ...leadingOut(metafile, folder, owners, links),
      ...[...contents.values()].flatMap(({ unknown }) => unknown),
      ...absentModules(externals, external, installed),
    ],
    external: new Set([...externals].map(packageOf)),
    ownFiles: [...ownFiles],
  };
}

/** Hashes the files of a package that esbuild included. */
function hashedInputs(
  root: string, owner: Owner, inputs: ReadonlySet<string>,
): { readonly files: Files; readonly unknown: readonly UnknownContent[] } {
  const unknown: UnknownContent[] = [];
  const hashes = [...inputs].flatMap((input): (readonly [string, string])[] => {
    // A plugin can add a query or a fragment to the path of a file.
    const file = fs.existsSync(path.resolve(root, input)) ? input : input.replace(/[?#].*$/, '');
    try {
      return [[file.slice(owner.folder.length + 1), fileHash(path.resolve(root, file))]];
    } catch (e) {
      unknown.push({ what: input, why: `it is in the bundle, but is not a file that can be hashed (${(e as Error).message})`, fix: 'bundle it without the plugin that makes it' });
      return [];
    }
  });
  return { files: filesFrom([...hashes, ...(owner.found?.isOwn ? [] : descriptions(root, owner, inputs))]), unknown };
}

/** Returns the package.json of the package, and those in folders of bundled files: they decide which files esbuild takes, and what it leaves out. */
function descriptions(root: string, { folder }: Owner, inputs: ReadonlySet<string>): (readonly [string, string])[] {
  const folders = new Set<string>();
  for (const input of inputs) {
    for (let at = path.posix.dirname(input); at.length >= folder.length && !folders.has(at); at = path.posix.dirname(at)) folders.add(at);
  }
  return [...folders].flatMap((at) => {
    try {
      const file = path.posix.join(at, 'package.json');
      return [[file.slice(folder.length + 1), fileHash(path.resolve(root, file))] as const];
    } catch {
      // Most folders have none. A package without one is reported elsewhere.
      return [];
    }
  });
}

function dependentsIn({ inputs }: Metafile, owners: FileOwners, shipped: ReadonlyMap<Owner, number>): Map<Owner, Set<string>> {
  const dependents = new Map<Owner, Set<string>>();
  for (const [file, { imports }] of Object.entries(inputs)) {
    const from = owners.of(file);
    if (!from?.found || !shipped.has(from)) continue;
    for (const imported of imports) {
      const to = imported.external ? undefined : owners.of(imported.path);
      if (to && to !== from) dependents.set(to, (dependents.get(to) ?? new Set()).add(nameAndVersion(from.found)));
    }
  }
  return dependents;
}

function unnamed(owners: Iterable<Owner>): UnknownContent[] {
  return [...owners].filter(({ found }) => !found).map(({ folder }) => ({
    what: folder,
    why: 'its package.json is missing, or has no name and version',
    fix: 'install the packages again, or keep code of your own outside of node_modules',
  }));
}
