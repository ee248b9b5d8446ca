import * as zlib from 'zlib';

/** The CRC-32 of bytes, by the trailer of a gzip file, in which it stands before the size. */
export function crc32ByGzip(bytes: Uint8Array): number {
  const packed = zlib.gzipSync(bytes, { level: 0 });
  return packed.readUInt32LE(packed.length - 8);
}

/** The CRC-32 of bytes. Node.js has it since 20.15 and 22.2. */
export const crc32: (bytes: Uint8Array) => number = zlib.crc32 ?? crc32ByGzip;
