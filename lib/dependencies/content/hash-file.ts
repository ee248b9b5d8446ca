import * as fs from 'fs';
import * as path from 'path';
import { Banner, bannersIn } from './banners';
import { Files, filesFrom, hashOf } from './files';
import { Known, remembered } from './remembered';
import { zipEntries } from './zip-file';

const files: Known<{ readonly hash: string; readonly banners: readonly Banner[] }> = new Map();
const archives: Known<Files> = new Map();

/** The hash of a file. Functions share packages: a file is read once, as long as it stays the same. @throws Error where it can't be read */
export function fileHash(file: string): string {
  const real = withoutVirtual(file);
  const archive = /^(.*\.zip)\/(.+)$/.exec(real);
  // What yarn leaves in archives is read there; a folder may have such a name, too.
  if (archive && fs.statSync(archive[1]).isFile()) return hashInArchive(archive[1], archive[2]);
  return factsOf(real).hash;
}

/**
 * Where a file is. yarn gives one package several places, one for each set of peers: `.yarn/__virtual__/debug-1a2b/0/cache/…` is `.yarn/cache/…`, and
 * with another number so many folders further up.
 *
 * @see https://yarnpkg.com/advanced/lexicon#virtual-package
 */
function withoutVirtual(file: string): string {
  const [, folder, levels, rest] = /^(.*)\/__virtual__\/[^/]+\/(\d+)\/(.*)$/.exec(file) ?? [];
  return folder === undefined ? file : path.join(folder, '../'.repeat(Number(levels)), rest);
}

/** Packages that a JavaScript file says it has copies of. */
export function bannersOf(file: string): readonly Banner[] {
  // A file within an archive is none to the file system.
  return fs.existsSync(file) && fs.statSync(file).isFile() ? factsOf(file).banners : [];
}

function factsOf(file: string): { readonly hash: string; readonly banners: readonly Banner[] } {
  return remembered(files, file, () => {
    const content = fs.readFileSync(file);
    return { hash: hashOf(content), banners: /\.[cm]?js$/.test(file) ? bannersIn(content.toString('latin1')) : [] };
  });
}

function hashInArchive(archive: string, name: string): string {
  const hashes = remembered(archives, archive, () => filesFrom([...zipEntries(archive, '')].map((entry) => [entry.name, hashOf(entry.content)] as const)));
  if (!(name in hashes)) throw new Error(`${archive} has no ${name}`);
  return hashes[name];
}
