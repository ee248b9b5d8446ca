import * as fs from 'fs';
import * as path from 'path';
import { shippedArchives } from './archives-in-code';
import { bundledPackages, Metafile } from './bundled-packages';
import { codeDigest, SBOM_NAME } from './code-digest';
import { foundPackages, readCodeFolder } from './installed-packages';
import { FoundPackage, inventory } from './inventory';
import { linkedPackages } from './linked-packages';
import { DeclaredLinks } from './locks/declared-links';
import { readLocks } from './locks/read-locks';
import { bundlesAmong, readOwnFiles } from './own-files';
import { writeStubs } from './package-stubs';
import { copiesInOwnCode, vendoredCopies } from './vendored-copies';
import { setShippedModes, writeShippedFile } from '../../functions/code/shipped-files';
import { sbomOf } from '../sbom/sbom';

/** The output of esbuild, and the way it was run. */
export interface BundleOutput {
  /** The folder that esbuild wrote to, which becomes the function's code. */
  readonly output: string;
  /** The folder that esbuild ran in. */
  readonly folder: string;
  /** The lock file. */
  readonly lock: string;
  /** The modules that are configured as external. */
  readonly external: readonly string[];
}

/** The name that the CDK gives to esbuild's metafile. The metafile has the paths of sources, and never ships. */
export const METAFILE = 'index.meta.json';

/**
 * Turns esbuild's metafile into a bill of materials, and writes it and stubs of the packages into the function's code.
 *
 * @throws Error if there is no metafile, or if it is about other files
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
  const bundled = bundledPackages({ metafile, folder, external, installed: names, links, locked });
  const linked = linkedPackages(output, inOutput.links, links);
  const { copied, files } = readOwnFiles(output, inOutput, locked);
  const inFolder = foundPackages([...installed, ...linked.own, ...copied]);
  const added = filesOfHooks(files, output, metafile, folder);
  const found = [
    ...bundled.packages,
    ...inFolder,
    ...vendoredCopies(bundled.packages, folder),
    ...vendoredCopies(inFolder, output),
    ...copiesInOwnCode(bundled.ownFiles, folder, 'bundled'),
    ...copiesInOwnCode(added, output, 'installed'),
  ];
  const root = path.dirname(path.resolve(lock));
  const placeOf = ({ how, path: at }: FoundPackage): string | undefined => {
    return how === 'bundled' && at !== undefined ? path.relative(root, path.resolve(folder, at)).split(path.sep).join('/') : undefined;
  };
  const unknown = [
    ...bundled.unknown,
    ...inOutput.unknown,
    ...linked.unknown,
    ...(found.length > 0 ? unreadable : []),
    ...bundlesAmong(added, output),
    ...shippedArchives(output, files),
  ];
  const result = inventory(found, locked, unknown, placeOf);
  writeStubs(output, result.packages, bundled.external);
  writeShippedFile(path.join(output, SBOM_NAME), sbomOf(entries.sort()[0], result, codeDigest(output)));
  // esbuild, package managers and hooks write files with modes that depend on the umask.
  setShippedModes(output);
}

/** Returns the files that esbuild did not write. */
function filesOfHooks(files: readonly string[], output: string, { outputs }: Metafile, folder: string): string[] {
  const written = new Set(Object.keys(outputs).map((file) => path.resolve(folder, file)));
  return files.filter((file) => !written.has(path.resolve(output, file)));
}

/** Checks whether esbuild has left its metafile in a folder. */
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
