import * as zlib from 'zlib';
import { crc32 } from './crc-32';
import { OpenedFile } from '../../functions/code/opened-file';
import { zipDirectory, ZipDirectoryEntry } from '../../functions/code/zip-directory';
import { UnreadableInput } from '../../gate';

/** The maximum size of one file of an archive, in bytes: far more than an advisory has, and little enough to fit into memory. */
const MAX_BYTES = 64 * 1024 * 1024;

const LOCAL = 0x04034b50;

/** A file of an archive. */
export interface ZipEntry {
  readonly name: string;
  readonly content: Buffer;
}

/**
 * Yields the files of a zip archive whose names have a given suffix, one after the other.
 *
 * @see https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT
 * @throws UnreadableInput if the file is not a zip archive, is damaged, or uses an unsupported feature
 */
export function* zipEntries(file: string, suffix: string): Generator<ZipEntry> {
  const archive = new OpenedFile(file);
  try {
    for (const entry of zipDirectory(archive)) if (entry.name.endsWith(suffix)) yield { name: entry.name, content: contentOf(archive, entry) };
  } catch (e) {
    // Any error here means a damaged archive: an offset outside of it, or data that can't be inflated.
    throw new UnreadableInput(file, `is not a readable zip archive (${(e as Error).message}): download it again, or unpack it and name the folder`);
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
