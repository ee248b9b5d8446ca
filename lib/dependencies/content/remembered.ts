import * as fs from 'fs';

/** Values computed from files, by path. */
export type Known<T> = Map<string, { readonly stamp: string; readonly value: T }>;

/** Returns a value computed from a file. It is computed again only if the file has changed, because functions share packages and lock files. */
export function remembered<T>(known: Known<T>, file: string, make: () => T): T {
  const { size, mtimeNs, ctimeNs, ino } = fs.statSync(file, { bigint: true });
  const stamp = `${size} ${mtimeNs} ${ctimeNs} ${ino}`;
  const found = known.get(file);
  if (found?.stamp === stamp) return found.value;
  const value = make();
  known.set(file, { stamp, value });
  return value;
}
