/** A statement that a reviewer can make about a package. */
export interface Criterion {
  readonly description: string;
  /** The names of other criteria that are met with this one. */
  readonly implies: readonly string[];
}

/** Criteria by name. */
export interface Criteria {
  readonly [name: string]: Criterion;
}

/** The built-in criteria, which every file has. */
export const OWN_CRITERIA: Criteria = {
  'safe-to-run': { description: 'It does no harm where it is installed and runs: it does not send data away or change other software.', implies: [] },
  'reviewed': { description: 'Someone has reviewed its code, and is responsible for the review.', implies: ['safe-to-run'] },
};

/** The criterion that a package has to meet to ship, if the file states none. */
export const DEFAULT_REQUIREMENT = 'safe-to-run';

/** Returns a criterion and all criteria that it implies. */
export function metBy(name: string, criteria: Criteria): ReadonlySet<string> {
  const met = new Set<string>();
  const add = (one: string): void => {
    if (met.has(one)) return;
    met.add(one);
    for (const implied of allCriteria(criteria)[one]?.implies ?? []) add(implied);
  };
  add(name);
  return met;
}

/** Returns the built-in criteria and those of a file. */
export function allCriteria(criteria: Criteria): Criteria {
  return { ...OWN_CRITERIA, ...criteria };
}

/** Returns criteria each of which implies the next one, beginning and ending with the same; undefined if no criterion implies itself. */
export function cycleIn(criteria: Criteria): readonly string[] | undefined {
  const settled = new Set<string>();
  const from = (name: string, above: readonly string[]): readonly string[] | undefined => {
    if (above.includes(name)) return [...above.slice(above.indexOf(name)), name];
    if (settled.has(name)) return undefined;
    settled.add(name);
    return firstOf(criteria[name]?.implies ?? [], (implied) => from(implied, [...above, name]));
  };
  return firstOf(Object.keys(criteria), (name) => from(name, []));
}

function firstOf<T>(names: readonly string[], find: (name: string) => T | undefined): T | undefined {
  for (const name of names) {
    const found = find(name);
    if (found !== undefined) return found;
  }
  return undefined;
}
