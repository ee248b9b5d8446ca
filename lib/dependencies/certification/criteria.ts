/** What someone can say of a package that they certify. */
export interface Criterion {
  readonly description: string;
  /** Other criteria that it meets as well. */
  readonly implies: readonly string[];
}

/** Criteria by name. */
export interface Criteria {
  readonly [name: string]: Criterion;
}

/** Those that every file has. */
export const OWN_CRITERIA: Criteria = {
  'safe-to-run': { description: 'It does no harm where it is installed and runs: it sends nothing away, and takes nothing over.', implies: [] },
  'reviewed': { description: 'Someone has read its code, and stands for it.', implies: ['safe-to-run'] },
};

/** What a package has to meet to ship, where the file does not say. */
export const DEFAULT_REQUIREMENT = 'safe-to-run';

/** A criterion, and all that it implies. */
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

/** A file's own criteria and those that every file has. */
export function allCriteria(criteria: Criteria): Criteria {
  return { ...OWN_CRITERIA, ...criteria };
}
