import * as fs from 'fs';
import * as path from 'path';
import { Files, filesFrom, hashOf } from './files';
import { fileHash } from './hash-file';

/** What is in the folder of a package; packages in its own `node_modules` are others. */
export interface PackageContent {
  readonly files: Files;
  /** Bytes. */
  readonly size: number;
  /** Symbolic links, relative to the folder, with `/`. Each is among the files, by what it leads to. */
  readonly links: readonly string[];
}

/** Hashes the files of a package. `node_modules` further down are files of its own: package managers install in its folder alone. */
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
        hashes.push([child, hashOf(`link:${fs.readlinkSync(file)}`)]);
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
