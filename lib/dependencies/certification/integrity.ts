import type { Ecosystem } from '../inventory/shipped-package';

/** Algorithms that a content can be pinned by, strongest first. Collisions of SHA-1 and MD5 can be made. */
const STRONG = ['sha512', 'sha384', 'sha256'] as const;

/** As yarn 2 and later pin a package: a version of their cache, and SHA-512 of the archive that they make of the package. */
const YARN = /^yarn:\w+\/[0-9a-f]{128}$/;

const BYTES: { readonly [algorithm: string]: number } = { sha512: 64, sha384: 48, sha256: 32 };

/** What is wrong with an integrity, as the end of a sentence; nothing where it pins a content. */
export function integrityProblem(integrity: string): string | undefined {
  const hashes = integrity.split(' ');
  const bad = hashes.find((hash) => !isStrongHash(hash));
  if (bad === undefined) return undefined;
  return `has ${JSON.stringify(bad)}; hashes as lock files have them are expected, sha512-, sha384- or sha256- and base64, separated by one space, or yarn: and a checksum of yarn 2 or later`;
}

/** The hashes of an integrity that pin a content; none where it has none. */
export function strongHashes(integrity: string | undefined): string[] {
  return (integrity ?? '').split(/\s+/).filter(isStrongHash);
}

/**
 * Whether all that a package may contain is what was certified.
 *
 * Of npm, an integrity is hashes of one archive: the strongest of what ships decides. Of PyPI, it is a hash for each file of
 * a release, any of which may be installed, so each has to be certified.
 */
export function isCertifiedContent(ecosystem: Ecosystem, shipped: string | undefined, certified: string): boolean {
  const hashes = strongHashes(shipped);
  const known = new Set(strongHashes(certified));
  if (hashes.length === 0) return false;
  if (ecosystem === 'pypi') return hashes.every((hash) => known.has(hash));
  const strongest = hashes.some((hash) => YARN.test(hash)) ? 'yarn' : STRONG.find((algorithm) => hashes.some((hash) => algorithmOf(hash) === algorithm));
  return hashes.filter((hash) => algorithmOf(hash) === strongest).every((hash) => known.has(hash));
}

/** Whether two integrities have hashes of one algorithm. */
export function areComparable(one: string | undefined, other: string): boolean {
  const algorithms = new Set(strongHashes(one).map(algorithmOf));
  return strongHashes(other).some((hash) => algorithms.has(algorithmOf(hash)));
}

function algorithmOf(hash: string): string {
  return hash.split(/[-:]/, 1)[0];
}

function isStrongHash(hash: string): boolean {
  if (YARN.test(hash)) return true;
  const [, algorithm, digest] = /^(sha\d+)-([A-Za-z0-9+/]+={0,2})$/.exec(hash) ?? [];
  if (algorithm === undefined || !Object.hasOwn(BYTES, algorithm)) return false;
  const bytes = Buffer.from(digest, 'base64');
  // One text for each digest: what decodes to it in another way is a mistake.
  return bytes.length === BYTES[algorithm] && bytes.toString('base64') === digest;
}
