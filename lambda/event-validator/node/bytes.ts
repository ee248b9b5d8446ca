import { gunzipSync, gzipSync } from 'node:zlib';
import { Rejection } from './rejection';

const UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: false });
const BASE64 = /^[A-Za-z0-9+/]*={0,2}$/;

/** The maximum size of a decompressed payload, in bytes. */
const MAX_UNZIPPED = 32 * 1024 * 1024;

/** The text of a base64 payload, and a function that encodes a replacement. */
export interface Decoded {
  readonly text: string;
  readonly encode: (text: string) => string;
}

/**
 * Decodes a base64 payload. Bytes that start like gzip are decompressed: no JSON text starts like that.
 *
 * @throws Rejection
 */
export function decode(base64: unknown): Decoded {
  if (typeof base64 !== 'string' || base64.length % 4 !== 0 || !BASE64.test(base64)) throw new Rejection('', 'base64');
  const bytes = Buffer.from(base64, 'base64');
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return { text: utf8(bytes), encode: (text) => Buffer.from(text).toString('base64') };
  let unzipped: Buffer;
  try {
    unzipped = gunzipSync(bytes, { maxOutputLength: MAX_UNZIPPED });
  } catch {
    throw new Rejection('', 'gzip');
  }
  return { text: utf8(unzipped), encode: (text) => gzipSync(text).toString('base64') };
}

function utf8(bytes: Uint8Array): string {
  try {
    return UTF8.decode(bytes);
  } catch {
    throw new Rejection('', 'utf-8');
  }
}
