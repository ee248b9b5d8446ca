import * as fs from 'fs';
import * as path from 'path';

/** The files in a folder and all folders in it; none where it does not exist. */
export function filesBelow(folder: string): string[] {
  const entries = fs.existsSync(folder) ? fs.readdirSync(folder, { withFileTypes: true, recursive: true }) : [];
  return entries.filter((entry) => entry.isFile()).map(({ parentPath, name }) => path.join(parentPath, name));
}
