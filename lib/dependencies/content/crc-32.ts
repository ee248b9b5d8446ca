import * as zlib from 'zlib';

/** Returns the CRC-32 of bytes, from the trailer of a gzip file, in which it precedes the size. */
export function crc32ByGzip(bytes: Uint8Array): number {
  const packed = zlib.gzipSync(bytes, { level: 0 });
  return packed.readUInt32LE(packed.length - 8);
}

/** Returns the CRC-32 of bytes. Node.js has a function for it since 20.15 and 22.2. */
export const crc32: (bytes: Uint8Array) => number = zlib.crc32 ?? crc32ByGzip;
