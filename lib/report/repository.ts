import * as fs from 'fs';
import * as path from 'path';

/** The root of the repository of Git that a folder lies in, or else the folder itself; absolute. */
export function repositoryRoot(folder: string): string {
  const start = path.resolve(folder);
  for (let at = start; ; at = path.dirname(at)) {
    if (fs.existsSync(path.join(at, '.git'))) return at;
    if (path.dirname(at) === at) return start;
  }
}
