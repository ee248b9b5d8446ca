import * as fs from 'fs';
import * as path from 'path';

/** The name of this package. It distinguishes the package's own folder from that of an app that bundles it. */
const NAME = 'cdk-sec3';

const INSTALLED = folderOfPackage(__dirname);

/**
 * Returns the folder where this package is installed. The depth of its code in it differs between sources and bundle.
 *
 * @throws Error if its code was bundled into something else
 */
export function packageFolder(): string {
  if (INSTALLED === undefined) {
    throw new Error('cdk-sec3 was bundled into the app without the files that it ships: exclude it from the bundle ("external" of esbuild)');
  }
  return INSTALLED;
}

/** Checks whether a file is in a folder of this package. */
export function isInPackage(file: string, folder: string): boolean {
  return INSTALLED !== undefined && path.resolve(file).startsWith(path.join(INSTALLED, folder, path.sep));
}

/** Returns the nearest folder, from the given one upwards, with a package of the given name. */
export function folderOfPackage(folder: string, name: string = NAME): string | undefined {
  const file = path.join(folder, 'package.json');
  if (fs.existsSync(file) && nameIn(file) === name) return folder;
  const parent = path.dirname(folder);
  return parent === folder ? undefined : folderOfPackage(parent, name);
}

function nameIn(file: string): unknown {
  try {
    return (JSON.parse(fs.readFileSync(file, 'utf8')) as { readonly name?: unknown } | null)?.name;
  } catch {
    return undefined;
  }
}
