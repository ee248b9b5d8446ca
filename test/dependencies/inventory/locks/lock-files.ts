import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { Locks, readLocks } from '../../../../lib/dependencies/inventory/locks/read-locks';

/** Reads a lock file with the given name and content. */
export function locksOf(name: string, content: string): Locks {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'sec3-lock-'));
  try {
    const file = path.join(folder, name);
    fs.writeFileSync(file, content);
    return readLocks([file]);
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
}

export const FIXTURES = path.join(__dirname, '../../fixtures');
