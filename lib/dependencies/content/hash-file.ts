import * as fs from 'fs';
import * as path from 'path';
import { Banner, bannersIn } from './banners';
import { Files, filesFrom, hashOf } from './files';
import { Known, remembered } from './remembered';
import { zipEntries } from './zip-file';

const files: Known<{ readonly hash: string; readonly banners: readonly Banner[] }> = new Map();
const archives: Known<Files> = new Map();

/** Returns the hash of a link, which is not that of any file. */
export function linkHash(link: string): string {
  return hashOf(`link:${fs.readlinkSync(link)}`);
}

/** Returns the hash of a file. An unchanged file is read once, because functions share packages. @throws Error if the file can't be read */
export function fileHash(file: string): string {
  const real = withoutVirtual(file);
  const archive = /^(.*\.zip)\/(.+)$/.exec(real);
  // Packages that yarn keeps in archives are read from there. A folder may have such a name, too.
  if (archive && fs.statSync(archive[1]).isFile()) return hashInArchive(archive[1], archive[2]);
  return factsOf(real).hash;
}

/**
 * Returns the real path of a file. yarn has one virtual path for each set of peers of a package: `.yarn/__virtual__/debug-1a2b/0/cache/…` is
 * `.yarn/cache/…`. The number says how many folders further up the path continues.
 *
 * @see https://yarnpkg.com/advanced/lexicon#virtual-package
 */
function withoutVirtual(file: string): string {
  const [, folder, levels, rest] = /^(.*)\/__virtual__\/[^/]+\/(\d+)\/(.*)$/.exec(file) ?? [];
  return folder === undefined ? file : path.join(folder, '../'.repeat(Number(levels)), rest);
}

/** Returns the packages that a JavaScript file contains copies of, according to its comments. */
export function bannersOf(file: string): readonly Banner[] {
  // A file in an archive does not exist in the file system.
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
