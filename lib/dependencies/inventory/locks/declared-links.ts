import * as fs from 'fs';
import * as path from 'path';
import type { LockedPackages } from './lock-file';
import { parsePnpmLock } from './pnpm-lock';
import { parseSimpleYaml } from './simple-yaml';
import { Known, remembered } from '../../content/remembered';

/** Functions that return the link targets in a lock file, as folders relative to its own; undefined if the format has no links. */
const READERS: { readonly [name: string]: (text: string) => string[] | undefined } = {
  'package-lock.json': npmLinks,
  'npm-shrinkwrap.json': npmLinks,
  '.package-lock.json': npmLinks,
  'pnpm-lock.yaml': pnpmLinks,
  'yarn.lock': yarnLinks,
};

const read: Known<readonly string[] | undefined> = new Map();

/** The packages that lock files declare as links in `node_modules`: those of the project itself, and others with a path. */
export class DeclaredLinks {
  private folders?: ReadonlySet<string> | 'unknown';

  /**
   * @param lockFiles the lock files; read on first use, because links are rare
   * @param moved returns the path of the copy of a folder, if a copy ships
   */
  constructor(
    private readonly lockFiles: readonly string[],
    private readonly locked: LockedPackages,
    private readonly moved: (folder: string) => string = (folder) => folder,
  ) {}

  /** Checks whether a link leads to a declared package. If no format has links, a link counts unless its name is that of a locked package. */
  public has(link: string, name: string): boolean {
    this.folders ??= this.read();
    if (this.folders === 'unknown') return !this.locked.isInstalledBy('npm', name);
    return this.folders.has(fs.realpathSync(link));
  }

  private read(): ReadonlySet<string> | 'unknown' {
    const found = this.lockFiles.map((file) => {
      const root = path.basename(file) === '.package-lock.json' ? path.dirname(path.dirname(file)) : path.dirname(file);
      try {
        const folders = remembered(read, file, () => READERS[path.basename(file)]?.(fs.readFileSync(file, 'utf8')));
        return folders?.map((folder) => this.moved(path.resolve(root, folder)));
      } catch {
        // An unreadable lock file is reported by readLocks.
        return [];
      }
    });
    if (found.every((one) => one === undefined)) return 'unknown';
    const folders = found.flatMap((one) => one ?? []);
    return new Set(folders.filter((folder) => fs.existsSync(folder)).map((folder) => fs.realpathSync(folder)));
  }
}

function npmLinks(text: string): string[] {
  return Object.values<any>(JSON.parse(text).packages ?? {}).flatMap(({ link, resolved }) => (link === true && typeof resolved === 'string' ? resolved : []));
}

/** Projects are named by their folders. A link to another folder is `link:../folder` in a project. */
function pnpmLinks(text: string): string[] {
  const { importers = {}, ...root } = parsePnpmLock(text);
  return Object.entries<any>({ '.': root, ...importers }).flatMap(([folder, project]) => {
    const needed = ['dependencies', 'devDependencies', 'optionalDependencies'].flatMap((kind) => Object.values<any>(project[kind] ?? {}));
    const links = needed.flatMap((one) => /^link:(.*)$/.exec(one?.version ?? one)?.[1] ?? []);
    return [folder, ...links.map((link) => path.posix.join(folder, link))];
  });
}

/**
 * Reads resolutions such as `own@workspace:packages/own`, and `own@portal:../own::locator=app%40workspace%3Apackages%2Fapp`, which is relative to the
 * folder in its locator. yarn 1 writes no resolutions.
 */
function yarnLinks(text: string): string[] | undefined {
  const { __metadata: berry, ...entries } = parseSimpleYaml(text);
  if (berry === undefined) return undefined;
  return Object.values<any>(entries).flatMap(({ resolution }) => {
    const [, folder, locator = ''] = /@(?:workspace|link|portal):(.*?)(?:::locator=(.*))?$/.exec(String(resolution)) ?? [];
    const [, from = '.'] = /@workspace:(.*)$/.exec(decodeURIComponent(locator)) ?? [];
    return folder === undefined ? [] : path.posix.join(from, folder);
  });
}
