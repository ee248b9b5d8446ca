/** Nests valid values of recursive schemas more deeply. */
import { partAt, replaced } from './mutations';
import { isObject } from '../../json/json-object';

type Path = readonly (string | number)[];

/** The maximum number of pairs of places that are tried. */
const MAX_PAIRS = 60;

/**
 * Nests a value more deeply: replaces a part inside of another part by that other part, again and again, until the value has the additional levels.
 *
 * @param accepts whether a value is valid
 * @returns undefined if no such value is valid
 */
export function deepened(value: unknown, site: number, levels: number, accepts: (value: unknown) => boolean): unknown {
  const pairs = pairsOf(value);
  for (let turn = 0; turn < Math.min(pairs.length, MAX_PAIRS); turn += 1) {
    const [outer, inner] = pairs[(site + turn) % pairs.length];
    const part = partAt(value, outer);
    const within = inner.slice(outer.length);
    const nest = (times: number) => {
      let nested = part;
      for (let level = 0; level < times; level += 1) nested = replaced(part, within, nested);
      return replaced(value, outer, nested);
    };
    // Nest twice first, because one level may be all that fits.
    if (!accepts(nest(2))) continue;
    const deep = nest(Math.ceil(levels / within.length));
    if (accepts(deep)) return deep;
  }
  return undefined;
}

/** Returns pairs of a place and a place inside of it. A copy of the part at the outer place can replace the part at the inner one. */
function pairsOf(value: unknown): [outer: Path, inner: Path][] {
  const found: [Path, Path][] = [];
  const walk = (at: unknown, path: Path, containers: readonly Path[]): void => {
    for (const outer of containers) if (path.length > outer.length) found.push([outer, path]);
    if (found.length > 1000) return;
    const entries: [string | number, unknown][] = Array.isArray(at) ? [...at.entries()] : isObject(at) ? Object.entries(at) : [];
    for (const [key, part] of entries) walk(part, [...path, key], [...containers, path]);
  };
  walk(value, [], []);
  return found;
}
