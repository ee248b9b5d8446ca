import * as fs from 'fs';
import * as path from 'path';
import * as zlib from 'zlib';
import { shippedAsset, writeShippedFile } from '../../functions';

/**
 * Unpacks the layer of the runtime guard, as Lambda unpacks it at /opt.
 *
 * @returns the path of the guard's `wrapper`
 */
export function unpackGuard(folder: string): string {
  const bytes = fs.readFileSync(shippedAsset('runtime-guard.zip'));
  const end = bytes.lastIndexOf('PK\u0005\u0006', undefined, 'latin1');
  let at = bytes.readUInt32LE(end + 16);
  for (let left = bytes.readUInt16LE(end + 10); left > 0; left -= 1) {
    const [nameLength, extraLength, commentLength] = [28, 30, 32].map((field) => bytes.readUInt16LE(at + field));
    const name = bytes.toString('utf8', at + 46, at + 46 + nameLength);
    const local = bytes.readUInt32LE(at + 42);
    const start = local + 30 + bytes.readUInt16LE(local + 26) + bytes.readUInt16LE(local + 28);
    const packed = bytes.subarray(start, start + bytes.readUInt32LE(at + 20));
    const content = bytes.readUInt16LE(at + 10) === 0 ? packed : zlib.inflateRawSync(packed);
    const file = path.join(folder, name);
    writeShippedFile(file, content, true);
    at += 46 + nameLength + extraLength + commentLength;
  }
  return path.join(folder, 'sec3-runtime-guard', 'wrapper');
}
