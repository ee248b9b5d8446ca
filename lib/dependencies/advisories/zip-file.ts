import * as fs from 'fs';
import * as zlib from 'zlib';
import { crc32 } from './crc-32';
import { UnreadableInput } from '../../gate';

/** Most bytes that one file of an archive may have: no advisory comes near, and no archive fills the memory. */
const MAX_BYTES = 64 * 1024 * 1024;

const END = 0x06054b50;
const END_64_LOCATOR = 0x07064b50;
const END_64 = 0x06064b50;
const ENTRY = 0x02014b50;
const LOCAL = 0x04034b50;

/** A size or an offset that is too large for its field is in the extra field. */
const IN_EXTRA_FIELD = 0xffffffff;

/** A file of an archive. */
export interface ZipEntry {
  readonly name: string;
  readonly text: string;
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
    for (const entry of directory(bytes)) if (entry.name.endsWith(suffix)) yield { name: entry.name, text: textOf(bytes, entry) };
  } catch (e) {
    // Whatever goes wrong in here: the archive names places that it does not have, or what is at them can't be inflated.
    throw new UnreadableInput(file, `is no zip archive that can be read (${(e as Error).message}): download it again, or unpack it and name the folder`);
  }
}

interface Entry {
  readonly name: string;
  readonly method: number;
  readonly isEncrypted: boolean;
  readonly crc: number;
  readonly compressed: number;
  readonly size: number;
  readonly offset: number;
}

function* directory(bytes: Buffer): Generator<Entry> {
  let { count, at } = endOf(bytes);
  for (; count > 0; count -= 1) {
    if (bytes.readUInt32LE(at) !== ENTRY) throw new Error(`there is no entry at byte ${at}`);
    const [nameLength, extraLength, commentLength] = [28, 30, 32].map((field) => bytes.readUInt16LE(at + field));
    const name = bytes.toString('utf8', at + 46, at + 46 + nameLength);
    const extra = bytes.subarray(at + 46 + nameLength, at + 46 + nameLength + extraLength);
    const [size, compressed, offset] = largeFields([bytes.readUInt32LE(at + 24), bytes.readUInt32LE(at + 20), bytes.readUInt32LE(at + 42)], extra);
    yield {
      name,
      size,
      compressed,
      offset,
      method: bytes.readUInt16LE(at + 10),
      isEncrypted: bytes.readUInt16LE(at + 8) % 2 === 1,
      crc: bytes.readUInt32LE(at + 16),
    };
    at += 46 + nameLength + extraLength + commentLength;
  }
}

/** How many entries there are, and where they begin. */
function endOf(bytes: Buffer): { count: number; at: number } {
  // A comment of up to 64 KiB may follow.
  for (let end = bytes.length - 22; end >= Math.max(0, bytes.length - 22 - 0xffff); end -= 1) {
    if (bytes.readUInt32LE(end) !== END) continue;
    const locator = end - 20;
    if (locator >= 0 && bytes.readUInt32LE(locator) === END_64_LOCATOR) {
      const end64 = Number(bytes.readBigUInt64LE(locator + 8));
      if (bytes.readUInt32LE(end64) !== END_64) throw new Error('its end is damaged');
      return { count: Number(bytes.readBigUInt64LE(end64 + 32)), at: Number(bytes.readBigUInt64LE(end64 + 48)) };
    }
    return { count: bytes.readUInt16LE(end + 10), at: bytes.readUInt32LE(end + 16) };
  }
  throw new Error('it has no end of a directory');
}

/** Fields of which those that are too large for 32 bits follow in the extra field, in this order. */
function largeFields(fields: readonly number[], extra: Buffer): number[] {
  if (!fields.includes(IN_EXTRA_FIELD)) return [...fields];
  let large: Buffer | undefined;
  for (let at = 0; at + 4 <= extra.length; at += 4 + extra.readUInt16LE(at + 2)) {
    if (extra.readUInt16LE(at) === 1) large = extra.subarray(at + 4, at + 4 + extra.readUInt16LE(at + 2));
  }
  if (!large) throw new Error('a size is missing');
  let at = 0;
  return fields.map((field) => {
    if (field !== IN_EXTRA_FIELD) return field;
    at += 8;
    return Number(large.readBigUInt64LE(at - 8));
  });
}

function textOf(bytes: Buffer, { name, method, isEncrypted, crc, compressed, size, offset }: Entry): string {
  if (isEncrypted) throw new Error(`${name} is encrypted`);
  if (bytes.readUInt32LE(offset) !== LOCAL) throw new Error(`${name} is not where the directory says`);
  const start = offset + 30 + bytes.readUInt16LE(offset + 26) + bytes.readUInt16LE(offset + 28);
  if (start + compressed > bytes.length) throw new Error(`${name} is cut off`);
  const packed = bytes.subarray(start, start + compressed);
  if (method !== 0 && method !== 8) throw new Error(`${name} is compressed by method ${method}, not by deflate`);
  const content = method === 0 ? packed : inflated(packed, name);
  if (content.length !== size || crc32(content) !== crc) throw new Error(`${name} is damaged`);
  return content.toString('utf8');
}

function inflated(packed: Buffer, name: string): Buffer {
  try {
    return zlib.inflateRawSync(packed, { maxOutputLength: MAX_BYTES });
  } catch (e) {
    const isTooLarge = (e as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE';
    throw new Error(isTooLarge ? `${name} has more than ${MAX_BYTES / 1024 ** 2} MiB` : `${name} is damaged: ${(e as Error).message}`);
  }
}
