import * as fs from 'fs';
import * as path from 'path';

/** Returns the absolute path of the Git repository that contains a folder, or else of the folder itself. */
export function repositoryRoot(folder: string): string {
  const start = path.resolve(folder);
  for (let at = start; ; at = path.dirname(at)) {
    if (fs.existsSync(path.join(at, '.git'))) return at;
    if (path.dirname(at) === at) return start;
  }
}

/**
 * Returns the folder that a report names files from: the root of the repository that a folder lies in; if no file lies there, the repository of the
 * files, or else the closest folder around all of them.
 */
export function reportRoot(folder: string, files: readonly string[]): string {
  const here = repositoryRoot(folder);
  if (files.length === 0 || files.some((file) => isWithin(here, file))) return here;
  let around = path.dirname(path.resolve(files[0]));
  while (!files.every((file) => isWithin(around, file))) around = path.dirname(around);
  return repositoryRoot(around);
}

/** Checks whether a file is in a folder. */
export function isWithin(folder: string, file: string): boolean {
  const relative = path.relative(folder, path.resolve(file));
  return relative !== '..' && !relative.startsWith(`..${path.sep}`) && !path.isAbsolute(relative);
}
