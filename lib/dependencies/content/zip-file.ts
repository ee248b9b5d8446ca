import * as fs from 'fs';
import * as zlib from 'zlib';
import { crc32 } from './crc-32';
import { zipDirectory, ZipDirectoryEntry } from '../../functions/zip-directory';
import { UnreadableInput } from '../../gate';

/** Most bytes that one file of an archive may have: no advisory comes near, and no archive fills the memory. */
const MAX_BYTES = 64 * 1024 * 1024;

const LOCAL = 0x04034b50;

/** A file of an archive. */
export interface ZipEntry {
  readonly name: string;
  readonly content: Buffer;
}

/**
 * The files of a zip archive whose names end in a given way, one after the other.
 *
 * @see https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT
 * @throws UnreadableInput where it is no zip archive, is damaged, or holds what no reader of ours knows
 */
export function* zipEntries(file: string, suffix: string): Generator<ZipEntry> {
  const bytes = fs.readFileSync(file);
  try {
    for (const entry of zipDirectory(bytes)) if (entry.name.endsWith(suffix)) yield { name: entry.name, content: contentOf(bytes, entry) };
  } catch (e) {
    // Whatever goes wrong in here: the archive names places that it does not have, or what is at them can't be inflated.
    throw new UnreadableInput(file, `is no zip archive that can be read (${(e as Error).message}): download it again, or unpack it and name the folder`);
  }
}

function contentOf(bytes: Buffer, { name, method, isEncrypted, crc, compressed, size, offset }: ZipDirectoryEntry): Buffer {
  if (isEncrypted) throw new Error(`${name} is encrypted`);
  if (bytes.readUInt32LE(offset) !== LOCAL) throw new Error(`${name} is not where the directory says`);
  const start = offset + 30 + bytes.readUInt16LE(offset + 26) + bytes.readUInt16LE(offset + 28);
  if (start + compressed > bytes.length) throw new Error(`${name} is cut off`);
  const packed = bytes.subarray(start, start + compressed);
  if (method !== 0 && method !== 8) throw new Error(`${name} is compressed by method ${method}, not by deflate`);
  const content = method === 0 ? packed : inflated(packed, name);
  if (content.length !== size || crc32(content) !== crc) throw new Error(`${name} is damaged`);
  return content;
}

function inflated(packed: Buffer, name: string): Buffer {
  try {
    return zlib.inflateRawSync(packed, { maxOutputLength: MAX_BYTES });
  } catch (e) {
    const isTooLarge = (e as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE';
    throw new Error(isTooLarge ? `${name} has more than ${MAX_BYTES / 1024 ** 2} MiB` : `${name} is damaged: ${(e as Error).message}`);
  }
}
