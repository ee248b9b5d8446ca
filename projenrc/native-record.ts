/** A record next to each native library with the hash of its sources. It shows without a compiler whether the sources have changed. */
import { createHash } from 'crypto';
import * as fs from 'fs';
import * as path from 'path';

/** Hashes: SHA-256 in hexadecimal digits. */
export interface NativeRecord {
  /** The hash of everything that determines the library's bytes: the settings of the build, and the name and content of each C file. */
  readonly source: string;
  /** The hash of the library. */
  readonly library: string;
}

/**
 * @param settings compiler, target and flags, in this order
 * @param folder the folder of the C files
 */
export function nativeRecord(settings: readonly string[], folder: string, library: string): NativeRecord {
  const files = fs.readdirSync(folder).filter((name) => /\.[ch]$/.test(name)).sort();
  const contents = files.map((name) => [name, sha256(fs.readFileSync(path.join(folder, name)))]);
  return { source: sha256(JSON.stringify({ settings, files: contents })), library: sha256(fs.readFileSync(library)) };
}

function sha256(data: string | Uint8Array): string {
  return createHash('sha256').update(data).digest('hex');
}
