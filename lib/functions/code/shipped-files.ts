import * as fs from 'fs';
import * as path from 'path';

const FILE = 0o644;
const PROGRAM = 0o755;
const FOLDER = 0o755;

/**
 * Writes a file that is deployed or published, and its parent folders. Lambda runs code as a user that does not own the files, so
 * their modes must not depend on the umask at synthesis.
 */
export function writeShippedFile(file: string, content: string | Uint8Array, isProgram = false): void {
  makeShippedFolder(path.dirname(file));
  fs.writeFileSync(file, content);
  fs.chmodSync(file, isProgram ? PROGRAM : FILE);
}

/** Sets file modes of a folder and its content so that other users can read it. Files that the owner can execute are executable for others. */
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
