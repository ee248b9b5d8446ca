import * as fc from 'fast-check';
import { CertifiedFile, CertifiedPackage, EMPTY_FILE, entryKey, Exemption, exemptionKey, IgnoredAdvisory, Import } from '../../../lib/dependencies/certification/certified-file';
import type { ShippedPackage } from '../../../lib/dependencies/inventory/shipped-package';

/** Returns a hash of the given algorithm, different for each seed. */
export function hash(seed: number, algorithm: 'sha512' | 'sha384' | 'sha256' = 'sha512'): string {
  const bytes = { sha512: 64, sha384: 48, sha256: 32 }[algorithm];
  return `${algorithm}-${Buffer.alloc(bytes, seed).toString('base64')}`;
}

/** Returns an entry that certifies lodash 4.17.21 with content 1 for all functions, from 2026-01-01 to 2026-12-31. */
export function entry(changes: Partial<CertifiedPackage> = {}): CertifiedPackage {
  return {
    ecosystem: 'npm',
    name: 'lodash',
    ...(changes.range === undefined && { version: '4.17.21', integrity: hash(1) }),
    criteria: 'reviewed',
    approvedBy: 'ana@example.com',
    approvedOn: '2026-01-01',
    expires: '2026-12-31',
    reason: 'Reviewed.',
    scope: 'all',
    ...changes,
  };
}

/** Returns lodash 4.17.21 with content 1, as a shipped package. */
export function shipped(changes: Partial<ShippedPackage> = {}): ShippedPackage {
  return { ecosystem: 'npm', name: 'lodash', version: '4.17.21', how: 'installed', integrity: hash(1), dependents: [], ...changes };
}

const text = fc.string({ minLength: 1, maxLength: 20 }).filter((value) => value.trim() !== '');
const path = fc.stringMatching(/^[A-Za-z][\w ]{0,8}(\/[A-Za-z][\w ]{0,8}){0,2}$/);
const day = fc.date({ min: new Date('2020-01-01'), max: new Date('2039-12-31'), noInvalidDate: true }).map((date) => date.toISOString().slice(0, 10));
const digits = fc.nat(30);
const version = fc.tuple(digits, digits, digits).map((parts) => parts.join('.'));
const integrity = fc.array(fc.nat(255), { minLength: 1, maxLength: 3 }).map((seeds) => seeds.map((seed) => hash(seed)).join(' '));

const content = fc.nat(255).map((seed) => hash(seed, 'sha256'));

const identity = fc.oneof(
  fc.record({ ecosystem: fc.constant('npm' as const), name: fc.constantFrom('lodash', '@scope/name', 'left.pad', 'JSONStream') }),
  fc.record({ ecosystem: fc.constant('pypi' as const), name: fc.constantFrom('requests', 'typing-extensions', '3to2') }),
);

const versions = fc.oneof(
  fc.record({ version, integrity }),
  fc.record({ version, content }),
  fc.record({ version, from: version.map((one) => `9${one}`), integrity, content }),
  fc.record({ range: version.map((from) => `>=1${from}`) }),
  fc.record({ range: version.map((from) => `>=1${from}`), integrity }),
);

/** Generates any entry that a file may have. */
export const entries: fc.Arbitrary<CertifiedPackage> = fc
  .tuple(
    identity,
    versions,
    fc.tuple(day, day),
    fc.record({ criteria: fc.constantFrom('reviewed', 'safe-to-run'), approvedBy: text, reason: text, scope: fc.oneof(fc.constant('all' as const), fc.uniqueArray(path, { minLength: 1, maxLength: 3 })) }),
  )
  .map(([what, which, days, rest]) => {
    const [approvedOn, expires] = [...days].sort();
    return { ...what, ...which, approvedOn, expires, ...rest };
  });

const ignored: fc.Arbitrary<IgnoredAdvisory> = fc.record(
  { id: fc.stringMatching(/^GHSA-[a-z0-9]{4}$/), package: fc.constantFrom('lodash', 'requests'), reason: text, approvedBy: text, expires: day },
  { requiredKeys: ['id', 'reason', 'approvedBy', 'expires'] },
);

const exemption: fc.Arbitrary<Exemption> = fc
  .tuple(identity, version, content, day, text)
  .map(([what, one, pinned, since, reason]) => ({ ...what, version: one, content: pinned, since, reason }));

const imported: fc.Arbitrary<Import> = fc.record(
  { from: fc.constantFrom('../a.json', './b.json', '@acme/c/d.json'), hash: content, criteria: fc.constant({ theirs: 'reviewed' }) },
  { requiredKeys: ['from', 'hash'] },
);

/** Returns a file that has only entries. */
export function fileOf(packages: readonly CertifiedPackage[], more: Partial<CertifiedFile> = {}): CertifiedFile {
  return { ...EMPTY_FILE, packages, ...more };
}

/** Generates any file. */
export const files: fc.Arbitrary<CertifiedFile> = fc.record(
  {
    $schema: text,
    requires: fc.constantFrom('safe-to-run', 'reviewed', 'own'),
    criteria: fc.constant({ own: { description: 'Ours.', implies: ['reviewed'] } }),
    imports: fc.uniqueArray(imported, { selector: ({ from }) => from, maxLength: 2 }),
    exemptions: fc.uniqueArray(exemption, { selector: exemptionKey, maxLength: 3 }),
    packages: fc.uniqueArray(entries, { selector: entryKey, maxLength: 8 }),
    ignoredAdvisories: fc.uniqueArray(ignored, { selector: ({ id, package: name }) => JSON.stringify([id, name]), maxLength: 3 }),
  },
  { requiredKeys: ['requires', 'criteria', 'imports', 'packages', 'exemptions', 'ignoredAdvisories'] },
);
