/** A package that a file contains a copy of, according to a comment in it. */
export interface Banner {
  readonly name: string;
  readonly version: string;
}

/**
 * Matches comments that minifiers keep, such as `/*! name v1.2.3`. The version has to follow the npm name directly, so that no sentence counts as a
 * package.
 */
const BANNER = /(?:\/\*!|@license)[\s*]+((?:@[a-z0-9~-][a-z0-9._~-]*\/)?[a-z0-9~-][a-z0-9._~-]*?)(?:\.js)?(?:@| v| - v| )(\d+\.\d+\.\d+(?:-[0-9A-Za-z.-]+)?)(?=[\s*|,;(])/g;

/** Returns the packages that a file names with a version in its comments. */
export function bannersIn(text: string): Banner[] {
  return [...text.matchAll(BANNER)].map(([, name, version]) => ({ name, version }));
}
