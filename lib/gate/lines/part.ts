import { longestPrefix } from '../expansion/longest-prefix';

/** A part of a text in JSON or YAML. */
export interface Part {
  /** Where it starts: at its key, or, as an item of a list, at its value. */
  readonly offset: number;
  /** What is in it, by `.Key` or `[0]`. */
  readonly inside?: ReadonlyMap<string, Part>;
}

/** The branches of a conditional value, of which locations say nothing. */
function branchesOf(part: Part): Part[] {
  const choice = part.inside?.get('.Fn::If')?.inside;
  return ['[1]', '[2]'].flatMap((branch) => choice?.get(branch) ?? []);
}

/** The part at a location such as `.Resources.Queue.Properties.Tags[0]`, or else the nearest that is there and around it. */
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
