import * as fs from 'fs';
import * as path from 'path';
import type { InstalledPackage } from './installed-packages';
import type { DeclaredLinks } from './locks/declared-links';
import { manifestDependencies, readWorkspace } from './package-manifest';
import type { UnknownContent } from './shipped-package';
import { packageContent } from '../content/package-files';

/** The targets of links in `node_modules` that are not installed packages. */
export interface LinkedPackages {
  /** The packages of the project itself. */
  readonly own: readonly InstalledPackage[];
  readonly unknown: readonly UnknownContent[];
}

/**
 * Returns the packages of the project that links in a folder of code lead to. Any other target is unknown.
 *
 * @param places the links, relative to the root, with `/`
 */
export function linkedPackages(root: string, places: readonly string[], links: DeclaredLinks): LinkedPackages {
  const own = new Map<string, InstalledPackage>();
  const unknown: UnknownContent[] = [];
  for (const place of places) {
    const at = path.join(root, place);
    const target = fs.realpathSync(at);
    const folder = path.relative(fs.realpathSync(root), target).split(path.sep).join('/');
    const manifest = readWorkspace(target);
    if (manifest && links.has(at, place.replace(/^.*node_modules\//, ''))) {
      const { files, size } = packageContent(target);
      const described = { ...manifest, hasInstallScript: false, dependencies: manifestDependencies(target) };
      own.set(folder, { folder, manifest: described, files, size, isOwn: true });
    } else {
      unknown.push({
        what: place,
        why: `it is a link to ${folder}, which is neither an installed package nor, by a lock file, one of the project`,
        fix: 'install the packages again, and find out what changed them',
      });
    }
  }
  return { own: [...own.values()], unknown };
}
