import { Files, filesFrom, hashOf } from '../content/files';
import { ArchivedPackage, PackageArchives } from '../content/package-archives';

const archives = new PackageArchives();
const known = new Map<string, Files>();

/** The files of the archive that a lock file pins; nothing where no cache on this machine has it. */
export function archivedFiles(one: ArchivedPackage): Files | undefined {
  const key = `${one.ecosystem}:${one.name}@${one.version} ${one.integrity}`;
  if (known.has(key)) return known.get(key);
  const content = archives.find(one);
  const files = content && filesFrom([...content].map(([path, bytes]) => [path, hashOf(bytes)] as const));
  // A cache may have it later.
  if (files) known.set(key, files);
  return files;
}
