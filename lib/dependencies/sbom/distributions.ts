import { ExternalReferenceType, HashAlgorithm } from '@cyclonedx/cyclonedx-library/Enums';
import { ExternalReference, HashDictionary } from '@cyclonedx/cyclonedx-library/Models';
import { hashesOf } from './hashes';

/**
 * Returns the distributions of a package that is not a single file with the hashes of the component: the files of a PyPI release, or the archive that
 * yarn 2 and later make. Their URL is the package URL, because lock files do not always have a download URL.
 */
export function distributionsOf(integrity: string | undefined, purl: string): ExternalReference[] {
  const hashes = (integrity ?? '').split(' ').filter((hash) => hash !== '');
  const archives = hashes.flatMap((hash) => /^yarn:\w+\/([0-9a-f]{128})$/.exec(hash)?.[1] ?? []);
  const files = hashesOf(integrity).size === 0 ? hashes.map((hash) => [...hashesOf(hash)]).filter((one) => one.length > 0) : [];
  return [
    ...files.map((one) => distribution(purl, one)),
    ...archives.map((hex) => distribution(purl, [[HashAlgorithm['SHA-512'], hex]], 'The archive that yarn creates from the package.')),
  ];
}

function distribution(purl: string, hashes: readonly (readonly [HashAlgorithm, string])[], comment?: string): ExternalReference {
  return new ExternalReference(purl, ExternalReferenceType.Distribution, { hashes: new HashDictionary(hashes), comment });
}
