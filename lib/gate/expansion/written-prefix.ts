import { longestPrefix } from './longest-prefix';
import { isObject } from '../../json/json-object';

/**
 * Returns the part of a location that a value has: of `.Statement[0].Sid` in `{ Statement: [{}] }`, `.Statement[0]`. Text may be the name of a file
 * that has all of it.
 */
export function writtenPrefix(value: unknown, location: string): string {
  if (typeof value === 'string') return location;
  if (typeof value !== 'object' || value === null) return '';
  const step = longestPrefix(location, (prefix) => entryAt(value, prefix));
  if (step) return location.slice(0, location.length - step.rest.length) + writtenPrefix(step.found.value, step.rest);
  const choice = isObject(value) ? value['Fn::If'] : undefined;
  if (!Array.isArray(choice)) return '';
  return choice.slice(1).map((branch) => writtenPrefix(branch, location)).reduce((longest, prefix) => (prefix.length > longest.length ? prefix : longest), '');
}

/** Returns the value under `.Key` or `[0]`. */
function entryAt(value: object, step: string): { readonly value: unknown } | undefined {
  const key = step.startsWith('.') ? step.slice(1) : /^\[(\d+)\]$/.exec(step)?.[1];
  return key !== undefined && Object.hasOwn(value, key) ? { value: (value as { readonly [key: string]: unknown })[key] } : undefined;
}
