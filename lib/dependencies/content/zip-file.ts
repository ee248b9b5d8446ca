import * as zlib from 'zlib';
import { crc32 } from './crc-32';
import { OpenedFile } from '../../functions/code/opened-file';
import { zipDirectory, ZipDirectoryEntry } from '../../functions/code/zip-directory';
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
  const archive = new OpenedFile(file);
  try {
    for (const entry of zipDirectory(archive)) if (entry.name.endsWith(suffix)) yield { name: entry.name, content: contentOf(archive, entry) };
  } catch (e) {
    // Whatever goes wrong in here: the archive names places that it does not have, or what is at them can't be inflated.
    throw new UnreadableInput(file, `is no zip archive that can be read (${(e as Error).message}): download it again, or unpack it and name the folder`);
  } finally {
    archive.close();
  }
}

function contentOf(archive: OpenedFile, { name, method, isEncrypted, crc, compressed, size, offset }: ZipDirectoryEntry): Buffer {
  if (isEncrypted) throw new Error(`${name} is encrypted`);
  const header = archive.read(offset, 30);
  if (header.readUInt32LE(0) !== LOCAL) throw new Error(`${name} is not where the directory says`);
  const packed = archive.read(offset + 30 + header.readUInt16LE(26) + header.readUInt16LE(28), compressed);
  if (packed.length < compressed) throw new Error(`${name} is cut off`);
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
