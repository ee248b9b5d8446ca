/** What each native library was built from, in a file beside it: it shows without a compiler that the source has changed since. */
import { createHash } from 'crypto';
import * as fs from 'fs';
import * as path from 'path';

/** SHA-256 in hexadecimal digits. */
export interface NativeRecord {
  /** Of everything that determines the library's bytes: the build's settings, and the name and content of each C file. */
  readonly source: string;
  /** Of the library. */
  readonly library: string;
}

/**
 * @param settings compiler, target and flags, in this order
 * @param folder the C files
 */
export function nativeRecord(settings: readonly string[], folder: string, library: string): NativeRecord {
  const files = fs.readdirSync(folder).filter((name) => /\.[ch]$/.test(name)).sort();
  const contents = files.map((name) => [name, sha256(fs.readFileSync(path.join(folder, name)))]);
  return { source: sha256(JSON.stringify({ settings, files: contents })), library: sha256(fs.readFileSync(library)) };
}

function sha256(data: string | Uint8Array): string {
  return createHash('sha256').update(data).digest('hex');
}
