import * as fs from 'fs';

/** What was made of files, by path. */
export type Known<T> = Map<string, { readonly stamp: string; readonly value: T }>;

/** What is made of a file, as long as that stays the same: functions share packages and lock files, and each is read once. */
export function remembered<T>(known: Known<T>, file: string, make: () => T): T {
  const { size, mtimeNs, ctimeNs, ino } = fs.statSync(file, { bigint: true });
  const stamp = `${size} ${mtimeNs} ${ctimeNs} ${ino}`;
  const found = known.get(file);
  if (found?.stamp === stamp) return found.value;
  const value = make();
  known.set(file, { stamp, value });
  return value;
}
