import * as path from 'path';
import { FoundPackage, nameAndVersion } from './inventory';
import { bannersOf } from '../content/hash-file';

/** Returns copies of npm packages in the files of other packages, found by the comments there. Each copy names the package that has it. */
export function vendoredCopies(packages: readonly FoundPackage[], folder: string): FoundPackage[] {
  return packages.flatMap((holder) => {
    if (holder.ecosystem !== 'npm' || holder.isOwn || holder.path === undefined) return [];
    const copies = new Map<string, FoundPackage>();
    for (const file of Object.keys(holder.files ?? {})) {
      for (const { name, version } of bannersOf(path.resolve(folder, holder.path, file))) {
        // The package names itself.
        if (name === holder.name || name === holder.name.replace(/^@[^/]+\//, '')) continue;
        copies.set(`${name}@${version}`, {
          ecosystem: 'npm', name, version, how: holder.how, path: `${holder.path}/${file}`, dependents: [nameAndVersion(holder)], vendoredIn: nameAndVersion(holder),
        });
      }
    }
    return [...copies.values()];
  });
}
