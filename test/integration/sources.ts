import * as fs from 'fs';
import * as path from 'path';

export const ROOT = path.resolve(__dirname, '../..');

/** Returns the files of this repository with one of the extensions, relative to the root. */
export function sources(folders: readonly string[], ...extensions: readonly string[]): string[] {
  return folders.flatMap((folder) => fs.readdirSync(path.join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => extensions.includes(path.extname(name)) && !name.split(path.sep).includes('node_modules'))
    .map((name) => path.join(folder, name))).sort();
}
