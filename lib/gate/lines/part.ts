import { longestPrefix } from '../expansion/longest-prefix';

/** A part of a text in JSON or YAML. */
export interface Part {
  /** The start: its key, or, for an item of a list, its value. */
  readonly offset: number;
  /** Its parts, by `.Key` or `[0]`. */
  readonly inside?: ReadonlyMap<string, Part>;
}

/** Returns the branches of a conditional value; locations do not name them. */
function branchesOf(part: Part): Part[] {
  const choice = part.inside?.get('.Fn::If')?.inside;
  return ['[1]', '[2]'].flatMap((branch) => choice?.get(branch) ?? []);
}

/** Returns the part at a location such as `.Resources.Queue.Properties.Tags[0]`, or the closest enclosing part. */
export function partAt(root: Part, location: string): Part {
  return descend(root, location).part;
}

function descend(part: Part, location: string): { readonly part: Part; readonly rest: string } {
  if (location === '' || !part.inside) return { part, rest: location };
  const step = longestPrefix(location, (key) => part.inside!.get(key));
  if (step) return descend(step.found, step.rest);
  const ways = branchesOf(part).map((branch) => descend(branch, location));
  return ways.reduce((best, way) => (way.rest.length < best.rest.length ? way : best), { part, rest: location });
}
