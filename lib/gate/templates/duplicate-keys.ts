import { pointerOf } from '../../json/json-pointer';

/** A bracket, a comma, or a text and whether a colon follows: all of JSON that tells where keys are. */
export const JSON_STRUCTURE = /[{}[\],]|"(?:[^"\\]|\\.)*"\s*:?/g;

/** An object or a list that is being read. */
interface Level {
  /** The keys seen so far; none in a list. */
  readonly keys?: Set<string>;
  /** The key or index that is being read. */
  at: string | number;
}

/** The keys and indexes that lead to a value. */
export type KeyPath = readonly (string | number)[];

/**
 * Keys that stand more than once in one object, as JSON pointers. Parsers keep the last of them without a word, and not all
 * parsers keep the same.
 *
 * @param text valid JSON
 */
export function duplicateKeys(text: string): string[] {
  return duplicatePaths(text).map(pointerOf);
}

/** Keys that stand more than once in one object, as what leads to them. */
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
