import { archivedFiles } from './archived-files';
import type { CertifiedSet, CertifyingEntry } from './certified-set';
import { differencesOf, differencesText, Files } from '../content/files';
import type { ShippedPackage } from '../inventory/shipped-package';

/** In which way the files of a package that ship are not those that an entry certifies, as the end of a sentence; nothing where they are. */
export function contentFailure(shipped: ShippedPackage, entry: CertifyingEntry, set: CertifiedSet): string | undefined {
  if (shipped.files === undefined) return undefined;
  const approval = `${entry.approvedBy} approved on ${entry.approvedOn}`;
  if (entry.content !== undefined) {
    const expected = set.filesOf(entry.content);
    if (expected) return differing(shipped.files, expected, `ships other files than ${approval}`);
    return `can't be compared with what ${approval}: the file with contents, beside that of certified dependencies, lacks ${entry.content}; take it from the version control system`;
  }
  const archived = archivedFiles(shipped);
  if (archived) return differing(shipped.files, archived, 'ships other files than the archive has that the lock file pins');
  // Versions of a range are accepted as the registry has them.
  if (entry.version === undefined) return undefined;
  return `can't be compared with what ${approval}: the entry has no content, and no cache has the archive; certify it again`;
}

function differing(shipped: Files, expected: Files, sentence: string): string | undefined {
  const differences = differencesOf(shipped, expected);
  return differences.length === 0 ? undefined : `${sentence}: ${differencesText(differences)}`;
}
