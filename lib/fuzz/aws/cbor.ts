/* eslint-disable no-bitwise -- CBOR packs a type and a length into one byte */
/** CBOR (RFC 8949), the format in which some services of AWS answer. */

const [UNSIGNED, NEGATIVE, BYTES, TEXT, ARRAY, MAP, TAG] = [0, 1, 2, 3, 4, 5, 6];
/** The tag for seconds since 1970. */
const EPOCH = 1;

/** Encodes a JSON value. Dates and buffers are supported, too. */
export function cborOf(value: unknown): Buffer {
  if (value instanceof Date) return Buffer.concat([head(TAG, EPOCH), cborOf(value.getTime() / 1000)]);
  if (Buffer.isBuffer(value)) return Buffer.concat([head(BYTES, value.length), value]);
  if (Array.isArray(value)) return Buffer.concat([head(ARRAY, value.length), ...value.map(cborOf)]);
  switch (typeof value) {
    case 'string':
      return Buffer.concat([head(TEXT, Buffer.byteLength(value)), Buffer.from(value)]);
    case 'boolean':
      return Buffer.from([value ? 0xf5 : 0xf4]);
    case 'number':
      if (!Number.isInteger(value) || Math.abs(value) >= 2 ** 32) return double(value);
      return value < 0 ? head(NEGATIVE, -1 - value) : head(UNSIGNED, value);
    case 'object':
      if (value) {
        const entries = Object.entries(value).filter(([, inner]) => inner !== undefined);
        return Buffer.concat([head(MAP, entries.length), ...entries.flatMap(([name, inner]) => [cborOf(name), cborOf(inner)])]);
      }
      return Buffer.from([0xf6]);
    default:
      return Buffer.from([0xf6]);
  }
}

function head(type: number, length: number): Buffer {
  if (length < 24) return Buffer.from([(type << 5) | length]);
  const bytes = Buffer.alloc(5);
  bytes[0] = (type << 5) | 26;
  bytes.writeUInt32BE(length, 1);
  return bytes;
}

function double(value: number): Buffer {
  const bytes = Buffer.alloc(9);
  bytes[0] = 0xfb;
  bytes.writeDoubleBE(value, 1);
  return bytes;
}
