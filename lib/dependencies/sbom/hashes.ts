import { HashAlgorithm } from '@cyclonedx/cyclonedx-library/Enums';

const ALGORITHMS: { readonly [prefix: string]: HashAlgorithm } = {
  md5: HashAlgorithm.MD5,
  sha1: HashAlgorithm['SHA-1'],
  sha256: HashAlgorithm['SHA-256'],
  sha384: HashAlgorithm['SHA-384'],
  sha512: HashAlgorithm['SHA-512'],
};

/**
 * Returns the hashes of an integrity for a CycloneDX component. A component is one file with one hash of each algorithm. If an integrity has several
 * hashes of an algorithm, for the files of a release, none of them is a hash of the component.
 */
export function hashesOf(integrity: string | undefined): ReadonlyMap<HashAlgorithm, string> {
  const hashes = new Map<HashAlgorithm, string>();
  const ambiguous = new Set<HashAlgorithm>();
  for (const [, prefix, base64] of (integrity ?? '').matchAll(/(?:^|\s)(\w+)-([A-Za-z0-9+/]+={0,2})(?=\s|\?|$)/g)) {
    const algorithm = ALGORITHMS[prefix];
    if (algorithm === undefined) continue;
    if (hashes.has(algorithm)) ambiguous.add(algorithm);
    hashes.set(algorithm, Buffer.from(base64, 'base64').toString('hex'));
  }
  for (const algorithm of ambiguous) hashes.delete(algorithm);
  return hashes;
}
