import { createHash } from 'crypto';
import { isObject } from '../../../json/json-object';

const DIGITS = 10;

/** Returns the logical id that SAM generates from a prefix and the values that it depends on; without a hash if there are none. */
export function hashedId(prefix: string, data: unknown, digest?: string): string {
  if (digest !== undefined && digest !== '') return prefix + digest.slice(0, DIGITS);
  if (data === undefined || data === null || data === '') return prefix;
  const text = typeof data === 'string' ? data : sortedJson(data);
  return prefix + createHash('sha1').update(text).digest('hex').slice(0, DIGITS);
}

/** Does the same as {@link hashedId}; an alphanumeric name is used in the logical id unchanged. */
export function namedId(prefix: string, name: string, suffix = ''): string {
  return isAlphanumeric(name) ? prefix + name + suffix : hashedId(prefix + suffix, name);
}

/** Returns JSON as SAM hashes it: with sorted keys, without spaces, in ASCII. */
function sortedJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(sortedJson).join(',')}]`;
  if (isObject(value)) {
    const keys = Object.keys(value).sort();
    return `{${keys.map((key) => `${ascii(key)}:${sortedJson(value[key])}`).join(',')}}`;
  }
  return typeof value === 'string' ? ascii(value) : JSON.stringify(value ?? null);
}

function ascii(text: string): string {
  return JSON.stringify(text).replace(/[\u007f-\uffff]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

function isAlphanumeric(text: string): boolean {
  return /^[\p{L}\p{N}]+$/u.test(text);
}
