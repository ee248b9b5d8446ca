import { pointerOf } from '../../json/json-pointer';

/** A bracket, a comma, or a text and whether a colon follows: the tokens of JSON that determine where keys are. */
export const JSON_STRUCTURE = /[{}[\],]|"(?:[^"\\]|\\.)*"\s*:?/g;

/** An object or a list during parsing. */
interface Level {
  /** The keys so far; undefined in a list. */
  readonly keys?: Set<string>;
  /** The current key or index. */
  at: string | number;
}

/** The keys and indexes that lead to a value. */
export type KeyPath = readonly (string | number)[];

/**
 * Keys that occur more than once in an object, as JSON pointers. Parsers keep one of the values without notice, and not all keep the same.
 *
 * @param text valid JSON
 */
export function duplicateKeys(text: string): string[] {
  return duplicatePaths(text).map(pointerOf);
}

/** Keys that occur more than once in an object, as paths. */
export function duplicatePaths(text: string): KeyPath[] {
  const levels: Level[] = [];
  const found = new Map<string, KeyPath>();
  for (const [token] of text.matchAll(JSON_STRUCTURE)) {
    const level = levels[levels.length - 1];
    if (token === '{') {
      levels.push({ keys: new Set(), at: '' });
    } else if (token === '[') {
      levels.push({ at: 0 });
    } else if (token === '}' || token === ']') {
      levels.pop();
    } else if (token === ',') {
      if (typeof level.at === 'number') level.at += 1;
    } else if (token.endsWith(':') && level?.keys) {
      level.at = JSON.parse(token.slice(0, -1)) as string;
      if (level.keys.has(level.at)) {
        const path = levels.map(({ at }) => at);
        found.set(pointerOf(path), path);
      }
      level.keys.add(level.at);
    }
  }
  return [...found.values()];
}
