/** A package that a file says it has a copy of. */
export interface Banner {
  readonly name: string;
  readonly version: string;
}

/** `/*! name v1.2.3`, as minifiers keep it: a name of npm and right behind it a version, so that no sentence becomes a package. */
const BANNER = /(?:\/\*!|@license)[\s*]+((?:@[a-z0-9~-][a-z0-9._~-]*\/)?[a-z0-9~-][a-z0-9._~-]*?)(?:\.js)?(?:@| v| - v| )(\d+\.\d+\.\d+(?:-[0-9A-Za-z.-]+)?)(?=[\s*|,;(])/g;

/** Packages that a file names in comments with a version. */
export function bannersIn(text: string): Banner[] {
  return [...text.matchAll(BANNER)].map(([, name, version]) => ({ name, version }));
}
