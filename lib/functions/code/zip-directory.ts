/**
 * Reads the directory of a zip archive: its files and their offsets.
 *
 * @see https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT
 */
import type { OpenedFile } from './opened-file';

const END = 0x06054b50;
const END_64_LOCATOR = 0x07064b50;
const END_64 = 0x06064b50;
const ENTRY = 0x02014b50;

/** The end record, what may be before it in archives with 64-bit fields, and a comment of up to 64 KiB after it. */
const LONGEST_END = 22 + 20 + 56 + 0xffff;

/** The value of a size or an offset that is too large for its field; the real value is in the extra field. */
const IN_EXTRA_FIELD = 0xffffffff;

/** A file in the directory; sizes and offset in bytes. */
export interface ZipDirectoryEntry {
  readonly name: string;
  readonly method: number;
  readonly isEncrypted: boolean;
  readonly crc: number;
  readonly compressed: number;
  readonly size: number;
  readonly offset: number;
}

/** Yields the files of an archive in order. @throws Error if the directory is missing or damaged */
export function* zipDirectory(file: OpenedFile): Generator<ZipDirectoryEntry> {
  const { count, start } = endOf(file);
  const bytes = file.read(start, file.size - start);
  let at = 0;
  for (let left = count; left > 0; left -= 1) {
    if (bytes.readUInt32LE(at) !== ENTRY) throw new Error(`no directory entry at byte ${start + at}`);
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

/** Returns the number of entries, and the offset of the first one. */
function endOf(file: OpenedFile): { readonly count: number; readonly start: number } {
  const from = Math.max(0, file.size - LONGEST_END);
  const bytes = file.read(from, LONGEST_END);
  for (let end = bytes.length - 22; end >= Math.max(0, bytes.length - 22 - 0xffff); end -= 1) {
    if (bytes.readUInt32LE(end) !== END) continue;
    const locator = end - 20;
    if (locator >= 0 && bytes.readUInt32LE(locator) === END_64_LOCATOR) {
      const end64 = file.read(Number(bytes.readBigUInt64LE(locator + 8)), 56);
      if (end64.readUInt32LE(0) !== END_64) throw new Error('its end is damaged');
      return { count: Number(end64.readBigUInt64LE(32)), start: Number(end64.readBigUInt64LE(48)) };
    }
    return { count: bytes.readUInt16LE(end + 10), start: bytes.readUInt32LE(end + 16) };
  }
  throw new Error('it has no end-of-directory record');
}

/** Returns the values of fields. Those that are too large for 32 bits are in the extra field, in this order. */
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
