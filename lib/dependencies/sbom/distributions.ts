import { ExternalReferenceType, HashAlgorithm } from '@cyclonedx/cyclonedx-library/Enums';
import { ExternalReference, HashDictionary } from '@cyclonedx/cyclonedx-library/Models';
import { hashesOf } from './hashes';

/**
 * What a package is distributed as, where that is not one file whose hashes are the component's: the files of a release of PyPI, and the
 * archive that yarn 2 and later make. Where they are to be had, a lock file does not always say; the package URL does.
 */
export function distributionsOf(integrity: string | undefined, purl: string): ExternalReference[] {
  const hashes = (integrity ?? '').split(' ').filter((hash) => hash !== '');
  const archives = hashes.flatMap((hash) => /^yarn:\w+\/([0-9a-f]{128})$/.exec(hash)?.[1] ?? []);
  const files = hashesOf(integrity).size === 0 ? hashes.map((hash) => [...hashesOf(hash)]).filter((one) => one.length > 0) : [];
  return [
    ...files.map((one) => distribution(purl, one)),
    ...archives.map((hex) => distribution(purl, [[HashAlgorithm['SHA-512'], hex]], 'The archive that yarn makes of what the registry has.')),
  ];
}

function distribution(purl: string, hashes: readonly (readonly [HashAlgorithm, string])[], comment?: string): ExternalReference {
  return new ExternalReference(purl, ExternalReferenceType.Distribution, { hashes: new HashDictionary(hashes), comment });
}
