import * as fs from 'fs';
import * as path from 'path';

/** The name of this package, by which its own folder is told from that of an app which has it in a bundle of its own. */
const NAME = 'cdk-sec3';

const INSTALLED = folderOfPackage(__dirname);

/**
 * The folder that this package is installed in. How deep its code lies there differs between sources and bundle.
 *
 * @throws Error where its code was bundled into something else
 */
export function packageFolder(): string {
  if (INSTALLED === undefined) {
    throw new Error('cdk-sec3 was bundled into the app, and what it ships beside its code was not: keep it out of the bundle ("external" of esbuild)');
  }
  return INSTALLED;
}

/** Whether a file lies in a folder of this package. */
export function isInPackage(file: string, folder: string): boolean {
  return INSTALLED !== undefined && path.resolve(file).startsWith(path.join(INSTALLED, folder, path.sep));
}

/** The nearest folder that holds a package of a name, from a folder in it upwards. */
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
