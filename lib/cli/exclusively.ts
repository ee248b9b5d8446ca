import * as fs from 'fs';
import * as path from 'path';
import { CommandError } from './errors';

/** How long to wait for another process, and how often to look, in milliseconds. */
const PATIENCE = 30_000;
const INTERVAL = 25;

/**
 * Does something with a file while no other process does: what was read is still there when it is written.
 *
 * @throws CommandError where another process does not finish in half a minute, or the folder can't be written
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
