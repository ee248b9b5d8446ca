import * as path from 'path';
import { FoundPackage, nameAndVersion } from './inventory';
import { readWorkspace } from './package-manifest';
import { bannersOf } from '../content/hash-file';

/** The holder of copies in code that belongs to no package. */
const OWN_CODE = 'own code';

/** Returns copies of npm packages in the files of other packages, found by the comments there. Each copy names the package that has it. */
export function vendoredCopies(packages: readonly FoundPackage[], folder: string): FoundPackage[] {
  return packages.flatMap(({ ecosystem, name, version, how, path: at, files = {} }) => {
    if (ecosystem !== 'npm' || at === undefined) return [];
    const holder = nameAndVersion({ name, version });
    const copies = copiesIn(Object.keys(files).map((file) => `${at}/${file}`), folder, name);
    return copies.map((one) => ({ ...one, how, dependents: [holder], vendoredIn: holder }));
  });
}

/**
 * Returns copies of npm packages in code that belongs to no package, found by the comments there.
 *
 * @param files the files of that code, relative to the folder, with `/`
 */
export function copiesInOwnCode(files: readonly string[], folder: string, how: FoundPackage['how']): FoundPackage[] {
  return copiesIn(files, folder, readWorkspace(folder)?.name).map((one) => ({ ...one, how, dependents: [], vendoredIn: OWN_CODE }));
}

/** @param name the name that comments give to the code itself, and not to a copy */
function copiesIn(files: readonly string[], folder: string, name: string | undefined): Pick<FoundPackage, 'ecosystem' | 'name' | 'version' | 'path'>[] {
  const copies = new Map<string, Pick<FoundPackage, 'ecosystem' | 'name' | 'version' | 'path'>>();
  for (const file of files) {
    for (const banner of bannersOf(path.resolve(folder, file))) {
      if (banner.name === name || banner.name === name?.replace(/^@[^/]+\//, '')) continue;
      copies.set(nameAndVersion(banner), { ecosystem: 'npm', name: banner.name, version: banner.version, path: file });
    }
  }
  return [...copies.values()];
}
