import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';

/**
 * A folder that is filled once on a machine, since that takes long.
 *
 * @param name tells what is in it, with its version
 * @param fill fills a folder, which is moved afterwards
 */
export function sharedFolder(name: string, fill: (folder: string) => void): string {
  const shared = path.join(os.tmpdir(), `sec3-${name}`);
  if (fs.existsSync(shared)) return shared;
  // Several test processes may come here at once: each fills a folder of its own, and the first rename wins.
  const own = fs.mkdtempSync(`${shared}-`);
  try {
    fill(own);
    // Others than the user who runs the tests may have to read it.
    fs.chmodSync(own, 0o755);
    fs.renameSync(own, shared);
  } catch (e) {
    fs.rmSync(own, { recursive: true, force: true });
    if (!fs.existsSync(shared)) throw e;
  }
  return shared;
}
