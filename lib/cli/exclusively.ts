import * as fs from 'fs';
import * as path from 'path';
import { CommandError } from './errors';

/** Maximum wait for another process, and the polling interval, in milliseconds. */
const PATIENCE = 30_000;
const INTERVAL = 25;

/**
 * Runs an action on a file exclusively, so the file does not change between reading and writing.
 *
 * @throws CommandError if another process does not finish within 30 seconds, or if the folder can't be written
 */
export function exclusively<T>(file: string, work: () => T): T {
  const lock = path.join(path.dirname(file), `.${path.basename(file)}.lock`);
  acquire(lock, file);
  try {
    return work();
  } finally {
    fs.rmSync(lock, { force: true });
  }
}

function acquire(lock: string, file: string): void {
  for (const start = Date.now(); ; ) {
    try {
      fs.closeSync(fs.openSync(lock, 'wx'));
      return;
    } catch (e) {
      if ((e as NodeJS.ErrnoException).code !== 'EEXIST') throw new CommandError(`${file} can’t be written (${(e as Error).message})`);
    }
    if (Date.now() - start > PATIENCE) throw new CommandError(`${file} is being written by another process; if none is running, delete ${lock}`);
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, INTERVAL);
  }
}
