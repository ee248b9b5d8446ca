import * as fs from 'fs';
import { archivedFiles } from './archived-files';
import { differencesOf, FileDifference, Files } from '../content/files';
import { packageContent } from '../content/package-files';
import type { ShippedPackage } from '../inventory/shipped-package';

/** The files that are approved with a package. */
export interface ApprovedContent {
  /** The files that ship and the other files of the package; undefined if its files can't be determined. */
  readonly files?: Files;
  /** The files that ship and differ from those of the archive that the lock file pins; undefined if the archive is not available. */
  readonly altered?: readonly FileDifference[];
}

/**
 * Returns the files that are approved with a package: those that ship, and the other files of its archive, so that a function may use more of the
 * package later. If no cache has the archive, the other files come from the package's folder.
 *
 * @param folder the folder that the paths of bundled packages are relative to
 */
export function approvedContent(shipped: ShippedPackage, folder: string): ApprovedContent {
  const archived = archivedFiles(shipped);
  if (!shipped.files) return { files: archived };
  const altered = archived && differencesOf(shipped.files, archived);
  return { files: { ...(archived ?? installedFiles(shipped, folder)), ...shipped.files }, ...(altered && { altered }) };
}

/** Returns the files of a package's folder; undefined if it does not exist or if the files that ship differ from those in it. */
function installedFiles({ how, path: at, files }: ShippedPackage, folder: string): Files | undefined {
  const source = how === 'bundled' && at !== undefined ? `${folder}/${at}` : undefined;
  if (source === undefined || !fs.statSync(source, { throwIfNoEntry: false })?.isDirectory()) return undefined;
  const installed = packageContent(source).files;
  return differencesOf(files!, installed).length === 0 ? installed : undefined;
}
