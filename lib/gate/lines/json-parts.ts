import type { Part } from './part';
import { JSON_STRUCTURE } from '../templates/duplicate-keys';

interface Draft extends Part {
  inside?: Map<string, Draft>;
}

/** An object or a list during parsing; a list has an index. */
interface Level {
  readonly draft: Draft;
  index?: number;
}

/** Returns the parts of a valid JSON text. */
export function jsonParts(text: string): Part {
  const root: Draft = { offset: 0 };
  const levels: Level[] = [];
  let current = root;
  const add = (key: string, offset: number) => {
    current = { offset };
    levels[levels.length - 1].draft.inside!.set(key, current);
  };
  const addItem = (index: number, from: number) => {
    const offset = nextToken(text, from);
    if (text[offset] !== ']') add(`[${index}]`, offset);
  };
  for (const { 0: token, index: at } of text.matchAll(JSON_STRUCTURE)) {
    const level = levels[levels.length - 1];
    if (token === '{' || token === '[') {
      current.inside = new Map();
      levels.push({ draft: current, index: token === '[' ? 0 : undefined });
      if (token === '[') addItem(0, at + 1);
    } else if (token === '}' || token === ']') {
      levels.pop();
    } else if (token === ',') {
      if (level.index !== undefined) addItem((level.index += 1), at + 1);
    } else if (token.endsWith(':')) {
      add(`.${JSON.parse(token.slice(0, -1)) as string}`, at);
    }
  }
  return root;
}

function nextToken(text: string, from: number): number {
  let at = from;
  while (' \t\r\n'.includes(text[at])) at += 1;
  return at;
}
