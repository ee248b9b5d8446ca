import * as fs from 'fs';
import * as path from 'path';
import { shippedArchives } from './archives-in-code';
import { CodeFolder, foundPackages, InstalledPackage, readCodeFolder, readPackage } from './installed-packages';
import { inventory } from './inventory';
import { linkedPackages } from './linked-packages';
import { DeclaredLinks } from './locks/declared-links';
import type { LockedPackages } from './locks/lock-file';
import { lockFilesAbove, lockFilesIn, readLocks } from './locks/read-locks';
import { pythonPackages } from './python-packages';
import { Inventory, UnknownContent } from './shipped-package';
import { vendoredCopies } from './vendored-copies';

/** Matches the output of bundlers: helpers of esbuild and webpack, minified or not, and esbuild's comments with the paths of sources. */
const BUNDLED = /\b__commonJS\b|__webpack_require__|^\/\/ (?:\.\.\/)*node_modules\/|=\{exports:\{\}\}\)?\)?\.exports,\w+\)/m;
const JAVASCRIPT = /\.[cm]?js$/;

/**
 * Returns the packages in a folder of code that ships unchanged.
 *
 * @param folder the folder that is deployed
 * @param source the folder that it was copied from; if the deployed folder has no lock files, those of the source or of the nearest folder above it
 * are used
 */
export function folderInventory(folder: string, source?: string): Inventory {
  const content = readCodeFolder(folder);
  const { installed, ownLinks, links, unknown } = content;
  const own = lockFilesIn(folder);
  const needsLock = installed.length > 0 || links.length > 0 || content.ownFiles.some((file) => /\.py$|\/package\.json$/.test(file));
  const lockFiles = own.length > 0 || !source || !needsLock ? own : lockFilesAbove(source);
  const locks = readLocks(lockFiles);
  const lockedIn = own.length > 0 || !source ? folder : source;
  const moved = (at: string): string => path.resolve(folder, path.relative(lockedIn, at));
  const linked = linkedPackages(folder, links, new DeclaredLinks(lockFiles, locks.locked, moved));
  const copied = copiedPackages(folder, content, locks.locked);
  const ownFiles = content.ownFiles.filter((file) => !copied.some((one) => file.startsWith(`${one.folder}/`)));
  const python = pythonPackages(folder, { files: ownFiles, links: ownLinks }, locks.locked, source);
  const found = foundPackages([...installed, ...linked.own, ...copied]);
  return inventory(
    [...found, ...vendoredCopies(found, folder), ...python.packages],
    locks.locked,
    [
      ...unknown,
      ...linked.unknown,
      ...python.unknown,
      ...(needsLock ? locks.unknown : []),
      ...bundles(folder, ownFiles),
      ...shippedArchives(folder, ownFiles.filter((file) => !python.files.has(file))),
    ],
  );
}

/** Returns the npm packages outside of `node_modules`: folders with the name and version of a locked package in their package.json. */
function copiedPackages(root: string, { ownFiles }: CodeFolder, locked: LockedPackages): InstalledPackage[] {
  return ownFiles.filter((file) => file.endsWith('/package.json')).flatMap((file) => {
    const found = readPackage(root, path.posix.dirname(file));
    return found && locked.find('npm', found.manifest.name, found.manifest.version) ? [found] : [];
  });
}

/** Returns the files that a bundler wrote. The packages in them can't be distinguished from other code. */
function bundles(folder: string, files: readonly string[]): UnknownContent[] {
  return files.filter((file) => JAVASCRIPT.test(file) && BUNDLED.test(fs.readFileSync(path.join(folder, file), 'utf8'))).map((file) => ({
    what: file,
    why: 'a bundler wrote it, and which packages are in it can’t be determined',
    fix: 'have it bundled by SecureNodejsFunction',
  }));
}
