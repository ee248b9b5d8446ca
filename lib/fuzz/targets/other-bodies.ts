/** Bodies of requests that are not JSON: forms and uploads. */
import * as fc from 'fast-check';
import type { RecordedUpload } from '../../inbound-events/template/validated-function';
import { isObject } from '../../json/json-object';
import { ATTACK_TEXTS } from '../generator/attacks';

/** The content type of forms. */
export const FORM = 'application/x-www-form-urlencoded';

/** The largest size limit, in bytes, for which uploads at and above the limit are generated. */
const MAX_SIZE = 256 * 1024;

const BOUNDARY = 'sec3fuzzboundary';

/** The first bytes of files of some types. */
const STARTS: readonly Buffer[] = [
  Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), Buffer.from('\xff\xd8\xff\xe0', 'latin1'), Buffer.from('GIF89a'), Buffer.from('%PDF-1.7\n'), Buffer.from('PK\x03\x04', 'latin1'), Buffer.from('\x1f\x8b\x08', 'latin1'),
  Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'), Buffer.from('a,b\n1,2\n'), Buffer.from('{"a":1}'), Buffer.alloc(0),
];

/** Specific subtypes for ranges of types. */
const SUBTYPES: { readonly [type: string]: string } = { image: 'png', audio: 'mpeg', video: 'mp4', text: 'csv', application: 'octet-stream', multipart: 'form-data' };

/** An upload with its content type. */
export interface Upload {
  readonly contentType: string;
  readonly content: Buffer;
  /** Reason why a validator rejects the upload because of its size. Undefined if it does not. */
  readonly excess?: string;
}

/**
 * Returns a value as a form: `tags=a&tags=b` for lists, `address[city]=x` for objects.
 *
 * @returns undefined for values that forms can't represent: null, empty lists and objects, and lists and objects inside of lists
 */
export function formOf(value: unknown): string | undefined {
  if (!isObject(value)) return undefined;
  const pairs: [string, string][] = [];
  const add = (name: string, inner: unknown, isInList = false): boolean => {
    if (Array.isArray(inner)) return !isInList && inner.length > 1 && inner.every((item) => add(name, item, true));
    if (isObject(inner)) {
      const entries = Object.entries(inner);
      return !isInList && entries.length > 0 && entries.every(([key, part]) => !/[[\]]/.test(key) && key !== '' && add(`${name}[${key}]`, part));
    }
    pairs.push([name, String(inner)]);
    return inner !== null;
  };
  const isWhole = Object.entries(value).every(([name, inner]) => name !== '' && !/[[\]]/.test(name) && add(name, inner));
  return isWhole ? new URLSearchParams(pairs).toString() : undefined;
}

/**
 * Returns bodies with the declared types and sizes, and larger ones.
 *
 * @param names names of fields that the code reads
 */
export function uploadsOf(declared: readonly RecordedUpload[], names: readonly string[]): fc.Arbitrary<Upload> {
  return fc.oneof(...declared.map(({ contentType, maxBytes }) => {
    const [type, subtype] = contentType.split('/');
    const specific = subtype === '*' ? `${type}/${SUBTYPES[type] ?? 'x'}` : contentType;
    const isMultipart = type === 'multipart';
    const content = (isMultipart ? multipart(names) : binary()).filter(({ length }) => length <= maxBytes);
    const sizes = fc.constantFrom(maxBytes, maxBytes + 1).map((size) => Buffer.alloc(size, 'a'));
    return fc.oneof({ arbitrary: content, weight: 8 }, ...(maxBytes <= MAX_SIZE ? [{ arbitrary: sizes, weight: 1 }] : [])).map((bytes): Upload => ({
      contentType: isMultipart ? `${specific}; boundary=${BOUNDARY}` : specific,
      content: bytes,
      ...(bytes.length > maxBytes && { excess: `a body of ${bytes.length} bytes, of ${maxBytes}` }),
    }));
  }));
}

function binary(): fc.Arbitrary<Buffer> {
  return fc.tuple(fc.constantFrom(...STARTS), fc.uint8Array({ maxLength: 64 })).map(([start, rest]) => Buffer.concat([start, rest]));
}

/** Returns multipart bodies: some parts are files, and some are malformed. */
function multipart(names: readonly string[]): fc.Arbitrary<Buffer> {
  const text = fc.constantFrom(...ATTACK_TEXTS.filter((attack) => attack.length < 100 && !/[\r\n]/.test(attack)), 'sec3');
  const name = names.length > 0 ? fc.oneof({ arbitrary: fc.constantFrom(...names), weight: 4 }, { arbitrary: text, weight: 1 }) : fc.oneof(fc.constant('file'), text);
  const quoted = (value: string) => value.replace(/"/g, '%22');
  const field = fc.tuple(name, text).map(([key, value]) => Buffer.from(`Content-Disposition: form-data; name="${quoted(key)}"\r\n\r\n${value}`));
  const file = fc.tuple(name, fc.oneof(fc.constantFrom('a.png', 'report.csv', ''), text), binary())
    .map(([key, filename, bytes]) => Buffer.concat([Buffer.from(`Content-Disposition: form-data; name="${quoted(key)}"; filename="${quoted(filename)}"\r\nContent-Type: application/octet-stream\r\n\r\n`), bytes]));
  const broken = fc.constantFrom('', 'Content-Disposition: form-data\r\n\r\nx', 'Content-Type: text/plain\r\n\r\nx').map((part) => Buffer.from(part));
  const any = fc.oneof({ arbitrary: field, weight: 4 }, { arbitrary: file, weight: 4 }, { arbitrary: broken, weight: 1 });
  const parts = fc.array(any, { maxLength: 4 });
  return parts.map((all) => Buffer.concat([...all.flatMap((part) => [Buffer.from(`--${BOUNDARY}\r\n`), part, Buffer.from('\r\n')]), Buffer.from(`--${BOUNDARY}--\r\n`)]));
}
