/** Values that are nested deeper, in the entry point which they are nested already. */
import { partAt, replaced } from './mutations';
import { isObject } from '../../json/json-object';

type Path = readonly (string | number)[];

/** Most pairs of places that are tried. */
const MAX_PAIRS = 60;

/**
 * Puts a part of a value instead of a part inside of it, so often that the value is nested by so many levels more.
 *
 * @param accepts whether a value is valid
 * @returns undefined where no such value is valid
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
    // Twice, since once may be all that there is room for.
    if (!accepts(nest(2))) continue;
    const deep = nest(Math.ceil(levels / within.length));
    if (accepts(deep)) return deep;
  }
  return undefined;
}

/** Places with a place inside of them, from which nothing but the way to it is taken over. */
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
