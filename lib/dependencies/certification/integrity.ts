import type { Ecosystem } from '../inventory/shipped-package';

/** The algorithms that can pin a content, strongest first. SHA-1 and MD5 are not among them, because collisions can be produced. */
const STRONG = ['sha512', 'sha384', 'sha256'] as const;

/** A checksum of yarn 2 or later: the version of its cache, and the SHA-512 of the archive that yarn makes of the package. */
const YARN = /^yarn:\w+\/[0-9a-f]{128}$/;

const BYTES: { readonly [algorithm: string]: number } = { sha512: 64, sha384: 48, sha256: 32 };

/** Returns what is wrong with an integrity, as the end of a sentence; undefined if it pins a content. */
export function integrityProblem(integrity: string): string | undefined {
  const hashes = integrity.split(' ');
  const bad = hashes.find((hash) => !isStrongHash(hash));
  if (bad === undefined) return undefined;
  return `has ${JSON.stringify(bad)}; hashes as lock files have them are expected, sha512-, sha384- or sha256- and base64, separated by one space, or yarn: and a checksum of yarn 2 or later`;
}

/** Returns the hashes of an integrity that pin a content; may be empty. */
export function strongHashes(integrity: string | undefined): string[] {
  return (integrity ?? '').split(/\s+/).filter(isStrongHash);
}

/**
 * Checks whether every content that the package may have was certified.
 *
 * For npm, an integrity has hashes of one archive; only those of the strongest algorithm among them are compared. For PyPI, it has a hash of each
 * file of a release. Any of these files may be installed, so each has to be certified.
 */
export function isCertifiedContent(ecosystem: Ecosystem, shipped: string | undefined, certified: string): boolean {
  const hashes = strongHashes(shipped);
  const known = new Set(strongHashes(certified));
  if (hashes.length === 0) return false;
  if (ecosystem === 'pypi') return hashes.every((hash) => known.has(hash));
  const strongest = hashes.some((hash) => YARN.test(hash)) ? 'yarn' : STRONG.find((algorithm) => hashes.some((hash) => algorithmOf(hash) === algorithm));
  return hashes.filter((hash) => algorithmOf(hash) === strongest).every((hash) => known.has(hash));
}

/** Checks whether two integrities have hashes of a common algorithm. */
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
  // Only the canonical base64 text of a digest is accepted; any other text that decodes to it is a mistake.
  return bytes.length === BYTES[algorithm] && bytes.toString('base64') === digest;
}
