import * as fs from 'fs';
import * as path from 'path';
import { PACKAGE_FOLDER } from '../functions';

/** The version of this package. */
export function packageVersion(): string {
  return JSON.parse(fs.readFileSync(path.join(PACKAGE_FOLDER, 'package.json'), 'utf8')).version;
}
