import * as fs from 'fs';
import { isBuiltin } from 'module';
import * as path from 'path';
import { FileOwners, Owner } from './file-owners';
import { FoundPackage, nameAndVersion } from './inventory';
import { leadingOut } from './leading-out';
import type { DeclaredLinks } from './locks/declared-links';
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
  /** As the source has it; absent where esbuild made it. */
  readonly original?: string;
}

/** How esbuild was run. */
export interface Bundle {
  readonly metafile: Metafile;
  /** The folder that the paths of the metafile start from. */
  readonly folder: string;
  /** Modules that were told to stay out, with `*` as a wildcard. */
  readonly external: readonly string[];
  /** Names of packages that lie in `node_modules` of the code. */
  readonly installed: ReadonlySet<string>;
  readonly links: DeclaredLinks;
}

/** What was found in a bundle. */
export interface BundledPackages {
  readonly packages: readonly FoundPackage[];
  readonly unknown: readonly UnknownContent[];
  /** Names that are looked for at run time. */
  readonly external: ReadonlySet<string>;
}

/** The AWS SDK, which Lambda's Node.js runtimes have and AWS keeps up to date. */
const OF_RUNTIME = /^@(?:aws-sdk|smithy)\//;

/** The packages that files of a bundle come from. */
export function bundledPackages({ metafile, folder, external, installed, links }: Bundle): BundledPackages {
  const owners = new FileOwners(folder);
  const sizes = new Map<Owner, number>();
  const files = new Map<Owner, Set<string>>();
  const outputs = Object.values(metafile.outputs);
  for (const { inputs } of outputs) {
    for (const [file, { bytesInOutput }] of Object.entries(inputs)) {
      const owner = owners.of(file);
      if (!owner) continue;
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
      ...absent(externals, external, installed),
    ],
    external: new Set([...externals].map(packageOf)),
  };
}

/** The files of a package that esbuild took something from. */
function hashedInputs(
  root: string, owner: Owner, inputs: ReadonlySet<string>,
): { readonly files: Files; readonly unknown: readonly UnknownContent[] } {
  const unknown: UnknownContent[] = [];
  const hashes = [...inputs].flatMap((input): [string, string][] => {
    // A plugin can say where a file is to be found, and with what it is to be read.
    const file = fs.existsSync(path.resolve(root, input)) ? input : input.replace(/[?#].*$/, '');
    try {
      return [[file.slice(owner.folder.length + 1), fileHash(path.resolve(root, file))]];
    } catch (e) {
      unknown.push({ what: input, why: `it is in the bundle, and is no file that can be hashed (${(e as Error).message})`, fix: 'bundle it without the plugin that makes it' });
      return [];
    }
  });
  return { files: filesFrom(hashes), unknown };
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

/** Modules that were told to stay out, are used, and are neither installed nor part of the runtime. A module that esbuild did not find ships nowhere. */
function absent(externals: Iterable<string>, told: readonly string[], installed: ReadonlySet<string>): UnknownContent[] {
  const isAbsent = (module: string): boolean => told.some((pattern) => isMatch(module, pattern)) && !installed.has(packageOf(module));
  return [...externals].filter((module) => isAbsent(module) && !OF_RUNTIME.test(module)).map((module) => ({
    what: module,
    why: 'it is external to the bundle and not installed beside it, so it comes from elsewhere when the function runs',
    fix: 'take it out of externalModules, or name it in nodeModules',
  }));
}

/** As esbuild matches: a name also stands for what is below it. */
function isMatch(module: string, pattern: string): boolean {
  const [start, end] = pattern.split('*');
  if (end !== undefined) return module.length >= start.length + end.length && module.startsWith(start) && module.endsWith(end);
  return module === pattern || module.startsWith(`${pattern}/`);
}

function packageOf(module: string): string {
  return /^(?:@[^/]+\/)?[^/]+/.exec(module)?.[0] ?? module;
}
