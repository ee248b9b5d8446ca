import * as fs from 'fs';
import { archivedFiles } from './archived-files';
import { differencesOf, FileDifference, Files } from '../content/files';
import { packageContent } from '../content/package-files';
import type { ShippedPackage } from '../inventory/shipped-package';

/** What is approved with a package. */
export interface ApprovedContent {
  /** What ships, and what else the package has; absent where its files can't be determined. */
  readonly files?: Files;
  /** Files that ship and are not as the archive has them that the lock file pins; absent where that is not available. */
  readonly altered?: readonly FileDifference[];
}

/**
 * The files that a package is approved with: those that ship, and the others of its archive or, where no cache has that, of its folder, so
 * that a function may use more of it later.
 *
 * @param folder where the paths of bundled packages start from
 */
export function approvedContent(shipped: ShippedPackage, folder: string): ApprovedContent {
  const archived = archivedFiles(shipped);
  if (!shipped.files) return { files: archived };
  const altered = archived && differencesOf(shipped.files, archived);
  return { files: { ...(archived ?? installedFiles(shipped, folder)), ...shipped.files }, ...(altered && { altered }) };
}

/** The rest of a package's folder, where that is there and has what ships. */
function installedFiles({ how, path: at, files }: ShippedPackage, folder: string): Files | undefined {
  const source = how === 'bundled' && at !== undefined ? `${folder}/${at}` : undefined;
  if (source === undefined || !fs.statSync(source, { throwIfNoEntry: false })?.isDirectory()) return undefined;
  const installed = packageContent(source).files;
  return differencesOf(files!, installed).length === 0 ? installed : undefined;
}
