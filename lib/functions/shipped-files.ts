import * as fs from 'fs';
import * as path from 'path';

const FILE = 0o644;
const PROGRAM = 0o755;
const FOLDER = 0o755;

/**
 * Writes a file that is deployed or handed on, and the folders on the way to it. Lambda runs code as a user who owns none of it, so
 * that the mode can't be left to the umask of whoever synthesizes.
 */
export function writeShippedFile(file: string, content: string | Uint8Array, isProgram = false): void {
  makeShippedFolder(path.dirname(file));
  fs.writeFileSync(file, content);
  fs.chmodSync(file, isProgram ? PROGRAM : FILE);
}

/** Gives a folder, and all that is in it, modes by which others may read it. What its owner may execute, others may, too. */
export function setShippedModes(folder: string): void {
  fs.chmodSync(folder, FOLDER);
  for (const entry of fs.readdirSync(folder, { withFileTypes: true })) {
    const file = path.join(folder, entry.name);
    if (entry.isDirectory()) setShippedModes(file);
    else if (entry.isFile()) fs.chmodSync(file, isExecutedByOwner(file) ? PROGRAM : FILE);
  }
}

function isExecutedByOwner(file: string): boolean {
  return Math.floor(fs.statSync(file).mode / 0o100) % 2 === 1;
}

function makeShippedFolder(folder: string): void {
  const first = fs.mkdirSync(folder, { recursive: true });
  if (first === undefined) return;
  for (let made = folder; made.startsWith(first); made = path.dirname(made)) fs.chmodSync(made, FOLDER);
}
