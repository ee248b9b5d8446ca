import * as fs from 'fs';
import * as path from 'path';
import { unzipSync } from 'fflate';

/** Unpacks an archive as Lambda does: files get the modes of the archive, regardless of the umask. Existing files are replaced. */
export function unpack(archive: Buffer, folder: string): void {
  const modes = modesIn(archive);
  for (const [name, content] of Object.entries(unzipSync(archive))) {
    const place = path.join(folder, name);
    const isFolder = name.endsWith('/');
    makeFolder(isFolder ? place : path.dirname(place));
    if (!isFolder) fs.writeFileSync(place, content);
    fs.chmodSync(place, modes.get(name) || (isFolder ? 0o755 : 0o644));
  }
}

function makeFolder(folder: string): void {
  const first = fs.mkdirSync(folder, { recursive: true });
  for (let made = folder; first && made.length >= first.length; made = path.dirname(made)) fs.chmodSync(made, 0o755);
}

/** Returns the file modes in the directory of an archive. Empty if a system without modes created the archive. */
function modesIn(archive: Buffer): ReadonlyMap<string, number> {
  const modes = new Map<string, number>();
  const end = archive.lastIndexOf('PK\u0005\u0006', undefined, 'latin1');
  let at = archive.readUInt32LE(end + 16);
  for (let left = archive.readUInt16LE(end + 10); left > 0; left -= 1) {
    const [nameLength, extraLength, commentLength] = [28, 30, 32].map((field) => archive.readUInt16LE(at + field));
    // The mode is in the upper half of the external attributes, after the type of the file.
    modes.set(archive.toString('utf8', at + 46, at + 46 + nameLength), archive.readUInt16LE(at + 40) % 0o10000);
    at += 46 + nameLength + extraLength + commentLength;
  }
  return modes;
}
