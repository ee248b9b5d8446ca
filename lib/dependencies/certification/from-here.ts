import * as path from 'path';

/** A path as someone in this folder writes it; the same on every machine for what is in the project. */
export function fromHere(absolute: string): string {
  return path.relative(process.cwd(), absolute).split(path.sep).join('/') || '.';
}
