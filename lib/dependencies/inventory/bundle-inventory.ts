import * as fs from 'fs';
import * as path from 'path';
import { bundledPackages, Metafile } from './bundled-packages';
import { codeDigest, SBOM_NAME } from './code-digest';
import { foundPackages, readCodeFolder } from './installed-packages';
import { FoundPackage, inventory } from './inventory';
import { linkedPackages } from './linked-packages';
import { DeclaredLinks } from './locks/declared-links';
import { readLocks } from './locks/read-locks';
import { writeStubs } from './package-stubs';
import { vendoredCopies } from './vendored-copies';
import { setShippedModes, writeShippedFile } from '../../functions/code/shipped-files';
import { sbomOf } from '../sbom/sbom';

/** What esbuild has left, and how it was run. */
export interface BundleOutput {
  /** The folder with what esbuild wrote, which becomes the function's code. */
  readonly output: string;
  /** The folder that esbuild ran in. */
  readonly folder: string;
  /** The lock file. */
  readonly lock: string;
  /** Modules that are configured to stay out of the bundle. */
  readonly external: readonly string[];
}

/** What the CDK has esbuild call it. It has the paths of sources, and never ships. */
export const METAFILE = 'index.meta.json';

/**
 * Turns esbuild's metafile into a bill of materials, and leaves that and stubs of the packages in the function's code.
 *
 * @throws Error where there is no metafile, or one of other files
 */
export function inventoryBundle({ output, folder, lock, external }: BundleOutput): void {
  const metafile = takeMetafile(output);
  const entries = Object.values(metafile.outputs).flatMap(({ entryPoint }) => entryPoint ?? []);
  for (const entry of entries) {
    if (!fs.existsSync(path.resolve(folder, entry))) throw new Error(`esbuild did not run in ${folder}: there is no ${entry}`);
  }
  const inOutput = readCodeFolder(output);
  const { installed } = inOutput;
  const names = new Set(installed.map((one) => one.folder.replace(/^.*node_modules\//, '')));
  const { locked, unknown: unreadable } = readLocks([lock]);
  const links = new DeclaredLinks([lock], locked);
  const bundled = bundledPackages({ metafile, folder, external, installed: names, links });
  const linked = linkedPackages(output, inOutput.links, links);
  const inFolder = foundPackages([...installed, ...linked.own]);
  const found = [...bundled.packages, ...inFolder, ...vendoredCopies(bundled.packages, folder), ...vendoredCopies(inFolder, output)];
  const root = path.dirname(path.resolve(lock));
  const placeOf = ({ how, path: at }: FoundPackage): string | undefined => {
    return how === 'bundled' && at !== undefined ? path.relative(root, path.resolve(folder, at)).split(path.sep).join('/') : undefined;
  };
  const unknown = [...bundled.unknown, ...inOutput.unknown, ...linked.unknown, ...(found.length > 0 ? unreadable : [])];
  const result = inventory(found, locked, unknown, placeOf);
  writeStubs(output, result.packages, bundled.external);
  writeShippedFile(path.join(output, SBOM_NAME), sbomOf(entries.sort()[0], result, codeDigest(output)));
  // esbuild, package managers and hooks wrote by the umask.
  setShippedModes(output);
}

/** Whether esbuild has left its metafile in a folder. */
export function hasMetafile(output: string): boolean {
  return fs.existsSync(path.join(output, METAFILE));
}

function takeMetafile(output: string): Metafile {
  const file = path.join(output, METAFILE);
  if (!hasMetafile(output)) throw new Error(`esbuild wrote no ${METAFILE}: leave --metafile out of esbuildArgs`);
  const metafile = JSON.parse(fs.readFileSync(file, 'utf8'));
  fs.rmSync(file);
  return metafile;
}
