import { normalizedName } from '../inventory/locks/python-locks';

/** Returns the key of a release of PyPI. */
export function releaseKey(name: string, version: string): string {
  return `${normalizedName(name)}==${version}`;
}

/** Files that may be wheels, by the keys of their releases. */
export type Wheels = ReadonlyMap<string, readonly string[]>;

/** Groups files by their releases, without files that belong to none. */
export function byRelease(files: readonly string[], releaseOf: (file: string) => string | undefined): Wheels {
  const found = new Map<string, string[]>();
  for (const file of files) {
    const release = releaseOf(file);
    if (release !== undefined) found.set(release, [...(found.get(release) ?? []), file]);
  }
  return found;
}
