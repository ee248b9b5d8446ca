/**
 * What each native library was built from, in a file beside it: so it is seen without a compiler that its source has changed since.
 */
import { createHash } from 'crypto';
import * as fs from 'fs';
import * as path from 'path';

/** SHA-256 in hexadecimal digits. */
export interface NativeRecord {
  /** Of all that decides on the library's bytes: the build's settings, and the name and content of each file in C. */
  readonly source: string;
  /** Of the library. */
  readonly library: string;
}

/**
 * @param settings compiler, target and flags, each in its place
 * @param folder the files in C
 */
export function nativeRecord(settings: readonly string[], folder: string, library: string): NativeRecord {
  const files = fs.readdirSync(folder).filter((name) => /\.[ch]$/.test(name)).sort();
  const contents = files.map((name) => [name, sha256(fs.readFileSync(path.join(folder, name)))]);
  return { source: sha256(JSON.stringify({ settings, files: contents })), library: sha256(fs.readFileSync(library)) };
}

function sha256(data: string | Uint8Array): string {
  return createHash('sha256').update(data).digest('hex');
}
