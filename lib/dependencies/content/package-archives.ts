import { createHash } from 'crypto';
import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import * as zlib from 'zlib';
import { pipCache, pipWheels } from './pip-cache';
import { releaseKey, Wheels } from './releases';
import { tarEntries } from './tar-file';
import { poetryCache, wheelContent, wheelsBelow } from './wheels';
import { zipEntries } from './zip-file';
import type { ShippedPackage } from '../inventory/shipped-package';

/** A package whose archive is searched for. If it has files, the archive has to be the one that they were installed from. */
export type ArchivedPackage = Pick<ShippedPackage, 'ecosystem' | 'name' | 'version' | 'integrity' | 'files'>;

/** The files of an archive: their contents by paths relative to the package. */
export type ArchiveContent = ReadonlyMap<string, Buffer>;

const MAX_BYTES = 512 * 1024 * 1024;

/**
 * Finds the archives that a lock file pins in the caches of npm, yarn, Poetry and pip on this machine, without a network. An archive is used only if
 * it has a hash of the lock file, so that it does not matter who writes to a cache. The caches of pnpm and uv can't be used: they hold unpacked
 * files, and no archive that a lock file has a hash of.
 */
export class PackageArchives {
  private readonly indexed = new Map<string, Wheels>();

  /** @param folders additional folders with archives of any name */
  constructor(private readonly folders: readonly string[] = []) {}

  /**
   * Returns the files of a package's archive; undefined if no cache has it, or if the lock file does not pin it. npm packages are pinned by SHA-512
   * or a checksum of yarn, PyPI packages by SHA-256.
   */
  public find(one: ArchivedPackage): ArchiveContent | undefined {
    if (one.ecosystem === 'pypi') {
      const pinned = new Set((one.integrity ?? '').split(' ').filter((hash) => hash.startsWith('sha256-')));
      if (pinned.size === 0) return undefined;
      const isPinned = (bytes: Buffer): boolean => pinned.has(`sha256-${createHash('sha256').update(bytes).digest('base64')}`);
      const release = releaseKey(one.name, one.version);
      return wheelContent(one, this.wheels().flatMap((wheels) => wheels.get(release) ?? []), isPinned);
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

  private wheels(): Wheels[] {
    return [wheelsBelow(this.folders), this.once(poetryCache(), (folder) => wheelsBelow([folder])), this.once(pipCache(), pipWheels)];
  }

  /** Lists a cache only once, when the first package is looked up: a cache can have thousands of files. */
  private once(cache: string, list: (cache: string) => Wheels): Wheels {
    const known = this.indexed.get(cache) ?? list(cache);
    this.indexed.set(cache, known);
    return known;
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

/** npm names cached archives by their hash. */
function npmCache(digest: string): string[] {
  const cache = process.env.npm_config_cache ?? path.join(os.homedir(), '.npm');
  return [path.join(cache, '_cacache/content-v2/sha512', digest.slice(0, 2), digest.slice(2, 4), digest.slice(4))];
}

/** yarn 1 keeps archives in folders named `npm-<name>-<version>-<hash>-integrity`. */
function yarnClassicCache({ name, version }: ArchivedPackage): string[] {
  const cache = process.env.YARN_CACHE_FOLDER ?? path.join(os.homedir(), '.cache/yarn');
  const start = `npm-${name.replace('/', '-')}-${version}-`;
  return subfoldersOf(cache).flatMap((versioned) => subfoldersOf(versioned).filter((folder) => path.basename(folder).startsWith(start)))
    .map((folder) => path.join(folder, 'node_modules', name, '.yarn-tarball.tgz'));
}

/**
 * yarn 2 and later keep zip archives named `<scope>-<name>-npm-<version>-<hash>-<cache key>.zip`, in the project or in a cache for all projects. A
 * package that is patched or from no registry has its protocol instead of `npm` and the version.
 */
function yarnCache({ name, version }: ArchivedPackage): string[] {
  const starts = [`npm-${version}`, 'patch', 'file', 'https'].map((protocol) => `${name.replace('/', '-')}-${protocol}-`);
  const folders = [process.env.YARN_CACHE_FOLDER, '.yarn/cache', path.join(os.homedir(), '.yarn/berry/cache')];
  const files = folders.flatMap((folder) => (folder === undefined ? [] : filesIn(folder)));
  return files.filter((file) => file.endsWith('.zip') && starts.some((start) => path.basename(file).startsWith(start)));
}

/** Returns the files as npm unpacks them. npm may rename `.gitignore` to `.npmignore`, so that both names are accepted. */
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
