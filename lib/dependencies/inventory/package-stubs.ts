import * as fs from 'fs';
import * as path from 'path';
import { ShippedPackage } from './shipped-package';
import { writeShippedFile } from '../../functions/code/shipped-files';

/**
 * Writes a `package.json` with name and version of each bundled package into `node_modules`, where Amazon Inspector and other scanners search for
 * packages. It has no `main` and no code beside it, so that `require` ignores it.
 *
 * @param external the names of packages that are imported at run time; these get no stub, because `import` would fail at it
 * @see https://docs.aws.amazon.com/inspector/latest/user/scanning-lambda.html
 */
export function writeStubs(folder: string, packages: readonly ShippedPackage[], external: ReadonlySet<string>): void {
  for (const { name, version, license } of packages.filter(({ how, isOwn, vendoredIn }) => how === 'bundled' && !isOwn && vendoredIn === undefined)) {
    if (external.has(name)) continue;
    const stub = path.join(freeFolder(folder, name), 'package.json');
    writeShippedFile(stub, `${JSON.stringify({ name, version, license })}\n`);
  }
}

/** Returns the folder for a stub. Another version of the same package is nested in the first one, as package managers do it. */
function freeFolder(root: string, name: string): string {
  let folder = path.join(root, 'node_modules', name);
  while (fs.existsSync(path.join(folder, 'package.json'))) folder = path.join(folder, 'node_modules', name);
  return folder;
}
