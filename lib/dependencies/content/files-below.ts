import * as fs from 'fs';
import * as path from 'path';

/** Returns the files in a folder at any depth; an empty list if it does not exist. */
export function filesBelow(folder: string): string[] {
  const entries = fs.existsSync(folder) ? fs.readdirSync(folder, { withFileTypes: true, recursive: true }) : [];
  return entries.filter((entry) => entry.isFile()).map(({ parentPath, name }) => path.join(parentPath, name));
}
