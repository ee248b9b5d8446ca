import * as path from 'path';

/** Returns a path relative to the current folder, with slashes. For files of the project it is the same on every machine. */
export function fromHere(absolute: string): string {
  return path.relative(process.cwd(), absolute).split(path.sep).join('/') || '.';
}
