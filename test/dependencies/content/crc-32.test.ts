import * as zlib from 'zlib';
import * as fc from 'fast-check';
import { crc32, crc32ByGzip } from '../../../lib/dependencies/content/crc-32';

test.each([
  ['', 0],
  // The check value of this checksum.
  ['123456789', 0xcbf43926],
])('of %j', (text, sum) => {
  expect(crc32(Buffer.from(text))).toBe(sum);
  expect(crc32ByGzip(Buffer.from(text))).toBe(sum);
});

test('without a function of Node.js it is the same', () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 1000 }), (bytes) => expect(crc32ByGzip(bytes)).toBe(zlib.crc32(bytes))));
  const large = Buffer.alloc(1_000_000, 'a text that is longer than one block');
  expect(crc32ByGzip(large)).toBe(zlib.crc32(large));
});
