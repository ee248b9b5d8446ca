import { createHash } from 'crypto';
import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import * as zlib from 'zlib';
import { pipCache } from './pip-cache';
import { tarEntries } from './tar-file';
import { poetryCache, wheelContent } from './wheels';
import { zipEntries } from './zip-file';
import type { ShippedPackage } from '../inventory/shipped-package';

/** A package whose archive is looked for; files, where it is to be the one that they come from. */
export type ArchivedPackage = Pick<ShippedPackage, 'ecosystem' | 'name' | 'version' | 'integrity' | 'files'>;

/** What is in an archive: contents by path relative to the package. */
export type ArchiveContent = ReadonlyMap<string, Buffer>;

const MAX_BYTES = 512 * 1024 * 1024;

/**
 * The archives that a lock file pins, from the caches of npm, yarn, Poetry and pip on this machine, without a network. What is found there counts
 * only where it has the hash that the lock file names, so that it does not matter who writes to a cache. pnpm and uv keep what they have unpacked, and
 * share its files with what they install: nothing there has a hash of the lock file.
 */
export class PackageArchives {
  /** @param folders more folders with archives, whatever their names */
  constructor(private readonly folders: readonly string[] = []) {}

  /** Nothing where no cache has it, or where the lock file does not pin it by SHA-512, a checksum of yarn or, of PyPI, SHA-256. */
  public find(one: ArchivedPackage): ArchiveContent | undefined {
    if (one.ecosystem === 'pypi') {
      const pinned = new Set((one.integrity ?? '').split(' ').filter((hash) => hash.startsWith('sha256-')));
      if (pinned.size === 0) return undefined;
      const isPinned = (bytes: Buffer): boolean => pinned.has(`sha256-${createHash('sha256').update(bytes).digest('base64')}`);
      return wheelContent(one, [...this.folders, poetryCache()], pipCache(one.name, one.version), isPinned);
    }
    for (const hash of (one.integrity ?? '').split(' ')) {
      const [, sha512] = /^sha512-(.*)$/.exec(hash) ?? [];
      if (sha512 !== undefined) {
        const digest = Buffer.from(sha512, 'base64').toString('hex');
        const bytes = firstWith(digest, [...npmCache(digest), ...yarnClassicCache(one), ...this.folders.flatMap(filesIn)]);
        if (bytes) return tarContent(bytes);
      }
      const [, yarn] = /^yarn:\w+\/([0-9a-f]{128})$/.exec(hash) ?? [];
      const archive = yarn === undefined ? undefined : yarnCache(one).find((file) => sha512Of(fs.readFileSync(file)) === yarn);
      if (archive !== undefined) return zipContent(archive);
    }
    return undefined;
  }
}

function firstWith(digest: string, files: readonly string[]): Buffer | undefined {
  for (const file of files) {
    const bytes = fs.existsSync(file) ? fs.readFileSync(file) : undefined;
    if (bytes && sha512Of(bytes) === digest) return bytes;
  }
  return undefined;
}

function sha512Of(bytes: Uint8Array): string {
  return createHash('sha512').update(bytes).digest('hex');
}

/** npm keeps archives by their hash. */
function npmCache(digest: string): string[] {
  const cache = process.env.npm_config_cache ?? path.join(os.homedir(), '.npm');
  return [path.join(cache, '_cacache/content-v2/sha512', digest.slice(0, 2), digest.slice(2, 4), digest.slice(4))];
}

/** yarn 1 keeps them in folders that are named `npm-<name>-<version>-<hash>-integrity`. */
function yarnClassicCache({ name, version }: ArchivedPackage): string[] {
  const cache = process.env.YARN_CACHE_FOLDER ?? path.join(os.homedir(), '.cache/yarn');
  const start = `npm-${name.replace('/', '-')}-${version}-`;
  return subfoldersOf(cache).flatMap((versioned) => subfoldersOf(versioned).filter((folder) => path.basename(folder).startsWith(start)))
    .map((folder) => path.join(folder, 'node_modules', name, '.yarn-tarball.tgz'));
}

/** yarn 2 and later keep them as zip archives, `<scope>-<name>-npm-<version>-<hash>-<cache key>.zip`, in the project or for all. */
function yarnCache({ name, version }: ArchivedPackage): string[] {
  const start = `${name.replace('/', '-')}-npm-${version}-`;
  const folders = [process.env.YARN_CACHE_FOLDER, '.yarn/cache', path.join(os.homedir(), '.yarn/berry/cache')];
  return folders.flatMap((folder) => (folder === undefined ? [] : filesIn(folder))).filter((file) => path.basename(file).startsWith(start) && file.endsWith('.zip'));
}

/** As npm unpacks it, which calls a `.gitignore` a `.npmignore`. */
function tarContent(bytes: Buffer): ArchiveContent {
  const content = new Map<string, Buffer>();
  for (const entry of tarEntries(zlib.gunzipSync(bytes, { maxOutputLength: MAX_BYTES }))) {
    content.set(entry.name, entry.content);
    if (/(^|\/)\.gitignore$/.test(entry.name)) content.set(entry.name.replace(/gitignore$/, 'npmignore'), entry.content);
  }
  return content;
}

function zipContent(file: string): ArchiveContent {
  const entries = [...zipEntries(file, '')].filter(({ name }) => !name.endsWith('/'));
  return new Map(entries.map(({ name, content }) => [name.replace(/^node_modules\/(?:@[^/]+\/)?[^/]+\//, ''), content]));
}

function filesIn(folder: string): string[] {
  return entriesOf(folder).filter((entry) => entry.isFile()).map(({ name }) => path.join(folder, name));
}

function subfoldersOf(folder: string): string[] {
  return entriesOf(folder).filter((entry) => entry.isDirectory()).map(({ name }) => path.join(folder, name));
}

function entriesOf(folder: string): fs.Dirent[] {
  return fs.existsSync(folder) ? fs.readdirSync(folder, { withFileTypes: true }) : [];
}
