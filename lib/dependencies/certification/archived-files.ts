import { contentDigest, Files, filesFrom, hashOf } from '../content/files';
import { ArchivedPackage, PackageArchives } from '../content/package-archives';

const archives = new PackageArchives();
const known = new Map<string, Files>();

/** Returns the files of the archive that a lock file pins; undefined if no cache on this machine has it. */
export function archivedFiles(one: ArchivedPackage): Files | undefined {
  // A PyPI release has several archives; the files show which one is meant.
  const files = one.ecosystem === 'pypi' && one.files ? contentDigest(one.files) : '';
  const key = `${one.ecosystem}:${one.name}@${one.version} ${one.integrity} ${files}`;
  if (known.has(key)) return known.get(key);
  const content = archives.find(one);
  const archived = content && filesFrom([...content].map(([path, bytes]) => [path, hashOf(bytes)] as const));
  // A missing archive is not remembered: a cache may have it later.
  if (archived) known.set(key, archived);
  return archived;
}
