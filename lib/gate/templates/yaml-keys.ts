import { isPair, isScalar, isSeq, type Document, type Node, type Pair, type YAMLMap } from 'yaml';
import type { KeyPath } from './duplicate-keys';

/** Returns the keys that occur more than once in a map. Merge keys may. */
export function repeatedKeys({ items }: YAMLMap): string[] {
  const keys = items.map(({ key }) => textOf(key)).filter((key) => key !== '<<');
  return new Set(keys).size === keys.length ? [] : [...new Set(keys.filter((key, index) => keys.indexOf(key) < index))];
}

/** Returns the keys and indexes that lead to a node. @param around its ancestors, starting with the document */
export function keysTo(node: Node, around: readonly (Document | Node | Pair)[]): KeyPath {
  return around.flatMap((outer, index): KeyPath => {
    if (isPair(outer)) return [textOf(outer.key)];
    return isSeq(outer) ? [outer.items.indexOf(around[index + 1] ?? node)] : [];
  });
}

function textOf(key: unknown): string {
  return String(isScalar(key) ? key.value : key);
}
