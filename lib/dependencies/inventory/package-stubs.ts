import * as fs from 'fs';
import * as path from 'path';
import { ShippedPackage } from './shipped-package';
import { writeShippedFile } from '../../functions/code/shipped-files';

/**
 * Leaves a `package.json` with name and version of each bundled package in `node_modules`, where Amazon Inspector and other
 * scanners look for packages. There is no code beside it and no `main`: `require` passes it by.
 *
 * @param external names that are looked for at run time, which get none: `import` would stop at it
 * @see https://docs.aws.amazon.com/inspector/latest/user/scanning-lambda.html
 */
export function writeStubs(folder: string, packages: readonly ShippedPackage[], external: ReadonlySet<string>): void {
  for (const { name, version, license } of packages.filter(({ how, isOwn, vendoredIn }) => how === 'bundled' && !isOwn && vendoredIn === undefined)) {
    if (external.has(name)) continue;
    const stub = path.join(freeFolder(folder, name), 'package.json');
    writeShippedFile(stub, `${JSON.stringify({ name, version, license })}\n`);
  }
}

/** Another version of the same package lies in the first one, as package managers have it. */
function freeFolder(root: string, name: string): string {
  let folder = path.join(root, 'node_modules', name);
  while (fs.existsSync(path.join(folder, 'package.json'))) folder = path.join(folder, 'node_modules', name);
  return folder;
}
