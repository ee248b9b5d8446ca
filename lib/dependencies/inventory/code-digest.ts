import { createHash } from 'crypto';
import * as fs from 'fs';
import * as path from 'path';

/** The name of the bill of materials in a function's code. */
export const SBOM_NAME = 'sbom.cdx.json';

/**
 * Returns a hash over the names and contents of a folder's files, without the bill of materials. It shows whether the bill of materials belongs to
 * this code.
 */
export function codeDigest(folder: string): string {
  const hash = createHash('sha256');
  const visit = (at: string): void => {
    for (const entry of fs.readdirSync(path.join(folder, at), { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))) {
      const child = path.posix.join(at, entry.name);
      if (entry.isDirectory()) {
        visit(child);
      } else if (child !== SBOM_NAME) {
        const file = path.join(folder, child);
        const content = entry.isSymbolicLink() ? Buffer.from(fs.readlinkSync(file)) : fs.readFileSync(file);
        hash.update(`${child}\0${content.length}\0`).update(content);
      }
    }
  };
  visit('');
  return hash.digest('hex');
}
