import * as fs from 'fs';
import * as path from 'path';

/**
 * The folder that this package is installed in. How deep its code lies there differs between sources and bundle. Of an app that is a
 * bundle itself it is the app's, which has nothing of what this package ships.
 */
export const PACKAGE_FOLDER = folderOfPackage(__dirname);

function folderOfPackage(folder: string): string {
  if (fs.existsSync(path.join(folder, 'package.json'))) return folder;
  const parent = path.dirname(folder);
  return parent === folder ? __dirname : folderOfPackage(parent);
}
