import * as path from 'path';
import { shippedArchives } from './archives-in-code';
import { foundPackages, readCodeFolder } from './installed-packages';
import { inventory } from './inventory';
import { linkedPackages } from './linked-packages';
import { DeclaredLinks } from './locks/declared-links';
import { lockFilesAbove, lockFilesIn, readLocks } from './locks/read-locks';
import { bundlesAmong, readOwnFiles } from './own-files';
import { pythonPackages } from './python-packages';
import type { Inventory } from './shipped-package';
import { copiesInOwnCode, vendoredCopies } from './vendored-copies';

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
  const ownLocks = lockFilesIn(folder);
  const needsLock = installed.length > 0 || links.length > 0 || content.ownFiles.some((file) => /\.py$|\/package\.json$/.test(file));
  const lockFiles = ownLocks.length > 0 || !source || !needsLock ? ownLocks : lockFilesAbove(source);
  const locks = readLocks(lockFiles);
  const lockedIn = ownLocks.length > 0 || !source ? folder : source;
  const moved = (at: string): string => path.resolve(folder, path.relative(lockedIn, at));
  const linked = linkedPackages(folder, links, new DeclaredLinks(lockFiles, locks.locked, moved));
  const { copied, files } = readOwnFiles(folder, content, locks.locked);
  const python = pythonPackages(folder, { files, links: ownLinks }, locks.locked, source);
  const own = files.filter((file) => !python.files.has(file));
  const found = foundPackages([...installed, ...linked.own, ...copied]);
  return inventory(
    [...found, ...vendoredCopies(found, folder), ...copiesInOwnCode(own, folder, 'installed'), ...python.packages],
    locks.locked,
    [
      ...unknown,
      ...linked.unknown,
      ...python.unknown,
      ...(needsLock ? locks.unknown : []),
      ...bundlesAmong(files, folder),
      ...shippedArchives(folder, own),
    ],
  );
}
