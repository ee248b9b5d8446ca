import { AnyEvent } from './events';
import { below, Rejection, step } from './rejection';
import { MAX_DEPTH } from './strict-json';
import { isObject } from '../../../lib/json/json-object';

/**
 * Converts a DynamoDB item to plain JSON: numbers are numbers, sets are arrays, binary values are base64 texts.
 *
 * @throws Rejection if it is not an item
 */
export function attributeValues(item: AnyEvent, depth = 1): AnyEvent {
  if (depth > MAX_DEPTH) throw new Rejection('', 'depth');
  if (Object.hasOwn(item, '__proto__')) throw new Rejection('', 'forbidden-key');
  return Object.fromEntries(Object.entries(item).map(([name, value]) => [name, below(step(name), () => plain(value, depth))]));
}

function plain(value: unknown, depth: number): unknown {
  const entries = isObject(value) ? Object.entries(value) : [];
  if (entries.length !== 1) throw new Rejection('', 'envelope');
  const [type, content] = entries[0];
  switch (type) {
    case 'S':
    case 'B':
      return ofType(content, 'string');
    case 'BOOL':
      return ofType(content, 'boolean');
    case 'N':
      return number(content);
    case 'NULL':
      return null;
    case 'SS':
    case 'BS':
      return list(content, (inner) => ofType(inner, 'string'));
    case 'NS':
      return list(content, number);
    case 'L':
      if (depth >= MAX_DEPTH) throw new Rejection('', 'depth');
      return list(content, (inner) => plain(inner, depth + 1));
    case 'M':
      if (!isObject(content)) throw new Rejection('', 'envelope');
      return attributeValues(content, depth + 1);
    default:
      throw new Rejection('', 'envelope');
  }
}

function list(content: unknown, convert: (inner: unknown) => unknown): unknown[] {
  if (!Array.isArray(content)) throw new Rejection('', 'envelope');
  return content.map((inner, index) => below(step(index), () => convert(inner)));
}

/** DynamoDB numbers have up to 38 digits, JavaScript numbers only 15 to 17. */
function number(content: unknown): number {
  const value = Number(ofType(content, 'string'));
  if (!Number.isFinite(value) || (Number.isInteger(value) && !Number.isSafeInteger(value))) throw new Rejection('', 'number-precision');
  return value;
}

function ofType(content: unknown, type: 'string' | 'boolean'): unknown {
  if (typeof content !== type) throw new Rejection('', 'envelope');
  return content;
}
