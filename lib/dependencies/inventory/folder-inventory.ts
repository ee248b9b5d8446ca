import * as fs from 'fs';
import * as path from 'path';
import { foundPackages, readCodeFolder } from './installed-packages';
import { inventory } from './inventory';
import { linkedPackages } from './linked-packages';
import { DeclaredLinks } from './locks/declared-links';
import { lockFilesAbove, lockFilesIn, readLocks } from './locks/read-locks';
import { pythonPackages } from './python-packages';
import { Inventory, UnknownContent } from './shipped-package';
import { vendoredCopies } from './vendored-copies';

/** What bundlers leave: esbuild's and webpack's helpers, minified or not, and esbuild's comments on where files come from. */
const BUNDLED = /\b__commonJS\b|__webpack_require__|^\/\/ (?:\.\.\/)*node_modules\/|=\{exports:\{\}\}\)?\)?\.exports,\w+\)/m;
const JAVASCRIPT = /\.[cm]?js$/;

/**
 * What ships in a folder of code as it is.
 *
 * @param folder as it is deployed
 * @param source where it comes from: the lock files there count, or the nearest above it, where the folder itself has none
 */
export function folderInventory(folder: string, source?: string): Inventory {
  const { installed, ownFiles, links, unknown } = readCodeFolder(folder);
  const own = lockFilesIn(folder);
  const needsLock = installed.length > 0 || links.length > 0 || ownFiles.some((file) => file.endsWith('.py'));
  const lockFiles = own.length > 0 || !source || !needsLock ? own : lockFilesAbove(source);
  const locks = readLocks(lockFiles);
  const moved = (at: string): string => path.resolve(folder, path.relative(source ?? folder, at));
  const linked = linkedPackages(folder, links, new DeclaredLinks(lockFiles, locks.locked, moved));
  const python = pythonPackages(folder, ownFiles, locks.locked, source);
  const found = foundPackages([...installed, ...linked.own]);
  return inventory(
    [...found, ...vendoredCopies(found, folder), ...python.packages],
    locks.locked,
    [...unknown, ...linked.unknown, ...python.unknown, ...(needsLock ? locks.unknown : []), ...bundles(folder, ownFiles)],
  );
}

/** Files that a bundler wrote, in which packages can't be distinguished from other code. */
function bundles(folder: string, files: readonly string[]): UnknownContent[] {
  return files.filter((file) => JAVASCRIPT.test(file) && BUNDLED.test(fs.readFileSync(path.join(folder, file), 'utf8'))).map((file) => ({
    what: file,
    why: 'a bundler wrote it, and which packages are in it can’t be determined',
    fix: 'have it bundled by SecureNodejsFunction',
  }));
}
