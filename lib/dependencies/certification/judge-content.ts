import { archivedFiles } from './archived-files';
import type { CertifiedSet, CertifyingEntry } from './certified-set';
import { differencesOf, differencesText, Files } from '../content/files';
import type { ShippedPackage } from '../inventory/shipped-package';

/**
 * Returns how the files of a package that ship differ from those that an entry certifies, as the end of a sentence; undefined if they are the same.
 */
export function contentFailure(shipped: ShippedPackage, entry: CertifyingEntry, set: CertifiedSet): string | undefined {
  if (shipped.files === undefined) return undefined;
  const approval = `${entry.approvedBy} approved on ${entry.approvedOn}`;
  if (entry.content !== undefined) {
    const expected = set.filesOf(entry.content);
    if (expected) return differing(shipped.files, expected, `ships other files than ${approval}`) ?? lacking(shipped, expected, approval);
    return `can't be compared with the content that ${approval}: the file with contents, beside that of certified dependencies, lacks ${entry.content}; take it from the version control system`;
  }
  const archived = archivedFiles(shipped);
  if (archived) return differing(shipped.files, archived, 'ships other files than the archive has that the lock file pins');
  // A range accepts versions as the registry has them.
  if (entry.version === undefined) return undefined;
  return `can't be compared with the content that ${approval}: the entry has no content, and no cache has the archive; certify it again`;
}

/**
 * Returns the failure of a Python package that was approved with code and ships without any. Its code may be there all the same, and be the
 * function's own according to metadata that someone changed.
 */
function lacking({ ecosystem, files = {} }: ShippedPackage, expected: Files, approval: string): string | undefined {
  const hasCode = (all: Files): boolean => Object.keys(all).some((file) => /\.(?:pyc?|so|pyd)$/.test(file));
  if (ecosystem !== 'pypi' || !hasCode(expected) || hasCode(files)) return undefined;
  return `ships none of the code that ${approval}, according to its metadata: install it again, or delete its metadata`;
}

function differing(shipped: Files, expected: Files, sentence: string): string | undefined {
  const differences = differencesOf(shipped, expected);
  return differences.length === 0 ? undefined : `${sentence}: ${differencesText(differences)}`;
}
