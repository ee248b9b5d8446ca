import { gunzipSync, gzipSync } from 'node:zlib';
import { Rejection } from './rejection';

const UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: false });
const BASE64 = /^[A-Za-z0-9+/]*={0,2}$/;

/** Most bytes that a compressed payload may grow to. */
const MAX_UNZIPPED = 32 * 1024 * 1024;

/** A payload in base64, as text, and how to write another in its place. */
export interface Decoded {
  readonly text: string;
  readonly encode: (text: string) => string;
}

/**
 * The text of a payload in base64. Bytes that begin as gzip does are decompressed: no JSON text begins so.
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
