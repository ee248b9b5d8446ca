import * as fs from 'fs';
import * as path from 'path';

/** The folder that this package is installed in. How deep its code lies there differs between sources and bundle. */
export const PACKAGE_FOLDER = folderOfPackage(__dirname);

function folderOfPackage(folder: string): string {
  if (fs.existsSync(path.join(folder, 'package.json'))) return folder;
  const parent = path.dirname(folder);
  // Where an app is one bundle itself, its own folder is as good as any: what this package ships is missing.
  return parent === folder ? __dirname : folderOfPackage(parent);
}
