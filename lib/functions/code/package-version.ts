import * as fs from 'fs';
import * as path from 'path';
import { packageFolder } from './package-folder';

/** Returns the version of this package. */
export function packageVersion(): string {
  return JSON.parse(fs.readFileSync(path.join(packageFolder(), 'package.json'), 'utf8')).version;
}
