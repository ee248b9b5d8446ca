import * as fs from 'fs';
import * as path from 'path';
import type { LockedPackages } from './lock-file';
import { parseSimpleYaml } from './simple-yaml';
import { Known, remembered } from '../../content/remembered';

/** Folders that a lock file has links to, relative to its own folder; nothing where it does not say. */
const READERS: { readonly [name: string]: (text: string) => string[] | undefined } = {
  'package-lock.json': npmLinks,
  'npm-shrinkwrap.json': npmLinks,
  '.package-lock.json': npmLinks,
  'pnpm-lock.yaml': pnpmLinks,
  'yarn.lock': yarnLinks,
};

const read: Known<readonly string[] | undefined> = new Map();

/** The packages of the project itself, and others that are installed by their paths, which are links in `node_modules`. */
export class DeclaredLinks {
  private folders?: ReadonlySet<string> | 'not said';

  /**
   * @param lockFiles read when someone asks, since that is seldom
   * @param moved where a folder beside the lock files lies now, where what ships is a copy
   */
  constructor(
    private readonly lockFiles: readonly string[],
    private readonly locked: LockedPackages,
    private readonly moved: (folder: string) => string = (folder) => folder,
  ) {}

  /** Whether a link is one of a package of the project. Where lock files do not say, it is where they have no package of that name. */
  public has(link: string, name: string): boolean {
    this.folders ??= this.read();
    if (this.folders === 'not said') return !this.locked.isInstalledBy('npm', name);
    return this.folders.has(fs.realpathSync(link));
  }

  private read(): ReadonlySet<string> | 'not said' {
    const found = this.lockFiles.map((file) => {
      const root = path.basename(file) === '.package-lock.json' ? path.dirname(path.dirname(file)) : path.dirname(file);
      try {
        const folders = remembered(read, file, () => READERS[path.basename(file)]?.(fs.readFileSync(file, 'utf8')));
        return folders?.map((folder) => this.moved(path.resolve(root, folder)));
      } catch {
        // It is said elsewhere that it can't be read.
        return [];
      }
    });
    if (found.every((one) => one === undefined)) return 'not said';
    const folders = found.flatMap((one) => one ?? []);
    return new Set(folders.filter((folder) => fs.existsSync(folder)).map((folder) => fs.realpathSync(folder)));
  }
}

function npmLinks(text: string): string[] {
  return Object.values<any>(JSON.parse(text).packages ?? {}).flatMap(({ link, resolved }) => (link === true && typeof resolved === 'string' ? resolved : []));
}

/** Projects are named by their folders; what links to another folder is `link:../folder` in a project. */
function pnpmLinks(text: string): string[] {
  const { importers = {}, ...root } = parseSimpleYaml(text);
  return Object.entries<any>({ '.': root, ...importers }).flatMap(([folder, project]) => {
    const needed = ['dependencies', 'devDependencies', 'optionalDependencies'].flatMap((kind) => Object.values<any>(project[kind] ?? {}));
    const links = needed.flatMap((one) => /^link:(.*)$/.exec(one?.version ?? one)?.[1] ?? []);
    return [folder, ...links.map((link) => path.posix.join(folder, link))];
  });
}

/**
 * `own@workspace:packages/own`; `own@portal:../own::locator=app%40workspace%3Apackages%2Fapp`, relative to the folder of that one. yarn 1 has
 * none of it.
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
