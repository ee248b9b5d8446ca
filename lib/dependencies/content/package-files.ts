import * as fs from 'fs';
import * as path from 'path';
import { Files, filesFrom } from './files';
import { fileHash, linkHash } from './hash-file';

/** The content of a package's folder, without the packages in its `node_modules`. */
export interface PackageContent {
  readonly files: Files;
  /** The size of its files, in bytes. */
  readonly size: number;
  /** Symbolic links, relative to the folder, with `/`. Each is also among the files, with a hash of its target. */
  readonly links: readonly string[];
}

/**
 * Hashes the files of a package. `node_modules` in its subfolders belong to the package: package managers install only in `node_modules` of its own
 * folder.
 */
export function packageContent(folder: string): PackageContent {
  const hashes: [string, string][] = [];
  const links: string[] = [];
  let size = 0;
  const visit = (at: string): void => {
    for (const entry of fs.readdirSync(path.join(folder, at), { withFileTypes: true })) {
      const child = at === '' ? entry.name : `${at}/${entry.name}`;
      const file = path.join(folder, child);
      if (entry.isSymbolicLink()) {
        links.push(child);
        hashes.push([child, linkHash(file)]);
      } else if (!entry.isDirectory()) {
        size += fs.statSync(file).size;
        hashes.push([child, fileHash(file)]);
      } else if (child !== 'node_modules') {
        visit(child);
      }
    }
  };
  visit('');
  return { files: filesFrom(hashes), size, links };
}
