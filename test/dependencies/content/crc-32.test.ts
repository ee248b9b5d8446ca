import * as zlib from 'zlib';
import * as fc from 'fast-check';
import { crc32, crc32ByGzip } from '../../../lib/dependencies/content/crc-32';

test.each([
  ['', 0],
  // Standard check value of CRC-32.
  ['123456789', 0xcbf43926],
])('the checksum of %j', (text, sum) => {
  expect(crc32(Buffer.from(text))).toBe(sum);
  expect(crc32ByGzip(Buffer.from(text))).toBe(sum);
});

test('the checksum is the same without the function of Node.js', () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 1000 }), (bytes) => expect(crc32ByGzip(bytes)).toBe(zlib.crc32(bytes))));
  const large = Buffer.alloc(1_000_000, 'a text that is longer than one block');
  expect(crc32ByGzip(large)).toBe(zlib.crc32(large));
});
