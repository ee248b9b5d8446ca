import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';

/**
 * Fills a folder once on a machine, because that is slow.
 * @param name identifies its content, with the version
 * @param fill fills a folder, which is moved afterwards
 */
export function sharedFolder(name: string, fill: (folder: string) => void): string {
  const shared = path.join(os.tmpdir(), `sec3-${name}`);
  if (fs.existsSync(shared)) return shared;
  // Concurrent test processes each fill a separate folder, and the first rename wins.
  const own = fs.mkdtempSync(`${shared}-`);
  try {
    fill(own);
    // Other users than the one who runs the tests may read it.
    fs.chmodSync(own, 0o755);
    fs.renameSync(own, shared);
  } catch (e) {
    fs.rmSync(own, { recursive: true, force: true });
    if (!fs.existsSync(shared)) throw e;
  }
  return shared;
}
