import * as fc from 'fast-check';
import type { ShippedPackage } from '../../../lib/dependencies/inventory/shipped-package';
import { readSbom } from '../../../lib/dependencies/sbom/read-sbom';
import { sbomOf } from '../../../lib/dependencies/sbom/sbom';

const sha = (bytes: number, name: string): fc.Arbitrary<string> =>
  fc.uint8Array({ minLength: bytes, maxLength: bytes }).map((content) => `${name}-${Buffer.from(content).toString('base64')}`);
const part = fc.stringMatching(/^[a-z0-9][a-z0-9._-]{0,10}$/);
const version = fc.tuple(fc.nat(99), fc.nat(99), fc.constantFrom('', '-beta.1', '+build.5')).map(([major, minor, rest]) => `${major}.${minor}.0${rest}`);

const identity = fc.oneof(
  fc.record({ ecosystem: fc.constant('npm' as const), name: fc.oneof(part, fc.tuple(part, part).map(([scope, name]) => `@${scope}/${name}`)), version }),
  fc.record({ ecosystem: fc.constant('pypi' as const), name: fc.stringMatching(/^[a-z0-9]([a-z0-9-]{0,8}[a-z0-9])?$/), version }),
);
const details = fc.record(
  {
    integrity: fc.oneof(sha(64, 'sha512'), sha(20, 'sha1'), fc.tuple(sha(32, 'sha256'), sha(32, 'sha256')).map((two) => two.join(' ')), fc.constant(`yarn:10c0/${'ab'.repeat(64)}`)),
    license: fc.constantFrom('MIT', 'Apache-2.0', '(MIT OR Apache-2.0)', 'GPL-2.0-only WITH Classpath-exception-2.0', 'SEE LICENSE IN LICENSE.txt', 'my own'),
    path: fc.constantFrom('node_modules/a', '../../node_modules/@b/c'),
    hasInstallScript: fc.constant(true),
    size: fc.nat(),
    deprecated: fc.string({ minLength: 1, unit: 'grapheme' }),
  },
  { requiredKeys: [] },
);
const how = fc.constantFrom('bundled' as const, 'installed' as const);

const packages = fc.uniqueArray(fc.tuple(identity, details, how), { selector: ([{ ecosystem, name, version: of }]) => `${ecosystem}:${name}@${of}`, maxLength: 8 }).chain((found) =>
  fc.array(fc.tuple(fc.nat(7), fc.nat(7))).map((edges): ShippedPackage[] =>
    found.map(([id, rest, delivery], index) => ({
      ...id,
      ...rest,
      how: delivery,
      dependents: [...new Set(edges
        .filter(([from, to]) => to === index && from !== to && found[from]?.[0].ecosystem === id.ecosystem)
        .map(([from]) => `${found[from][0].name}@${found[from][0].version}`))].sort(),
    }))),
);
const text = (value: unknown): string => JSON.stringify(value);
const unknown = fc.uniqueArray(fc.record({ what: fc.string(), why: fc.string(), fix: fc.string() }), { selector: text, maxLength: 3 });

const identityOf = ({ ecosystem, name, version: of }: ShippedPackage): string => text([ecosystem, name, of]);
const byIdentity = (a: ShippedPackage, b: ShippedPackage): number => (identityOf(a) < identityOf(b) ? -1 : 1);

describe('the bill of materials', () => {
  it('says all that the inventory says', () => {
    fc.assert(fc.property(packages, unknown, (shipped, open) => {
      const read = readSbom(sbomOf('Stack/Function', { packages: shipped, unknown: open }), 'sbom.cdx.json');
      expect(read.name).toBe('Stack/Function');
      expect([...read.packages].sort(byIdentity)).toEqual([...shipped].sort(byIdentity));
      expect(read.unknown.map(text).sort()).toEqual(open.map(text).sort());
    }));
  });

  it('is the same text for the same inventory, in whatever order it was found', () => {
    fc.assert(fc.property(packages, unknown, (shipped, open) => {
      const backwards = { packages: [...shipped].reverse(), unknown: [...open].reverse() };
      expect(sbomOf('Stack/Function', backwards)).toBe(sbomOf('Stack/Function', { packages: shipped, unknown: open }));
    }));
  });

  it('names packages as scanners do, and has the hash of what the registry serves', () => {
    const integrity = `sha512-${Buffer.alloc(64, 1).toString('base64')}`;
    const shipped: ShippedPackage = { ecosystem: 'npm', name: '@a/b', version: '1.0.0', how: 'bundled', dependents: [], integrity, license: 'MIT' };
    const document = JSON.parse(sbomOf('Stack/Function', { packages: [shipped], unknown: [] }));
    expect(document).toMatchObject({ bomFormat: 'CycloneDX', specVersion: '1.6', metadata: { component: { name: 'Stack/Function' } } });
    expect(document).not.toHaveProperty('serialNumber');
    expect(document.metadata).not.toHaveProperty('timestamp');
    expect(document.components).toEqual([
      expect.objectContaining({
        group: '@a',
        name: 'b',
        purl: 'pkg:npm/%40a/b@1.0.0',
        hashes: [{ alg: 'SHA-512', content: '01'.repeat(64) }],
        licenses: [{ license: { id: 'MIT' } }],
      }),
    ]);
    expect(document.dependencies).toContainEqual({ ref: 'function', dependsOn: ['pkg:npm/%40a/b@1.0.0'] });
  });

  it('has what a package is distributed as, where that is not one file', () => {
    const [one, other] = [1, 2].map((byte) => Buffer.alloc(32, byte));
    const base = { version: '1.0.0', how: 'installed', dependents: [] } as const;
    const wheel: ShippedPackage = { ...base, ecosystem: 'pypi', name: 'a', integrity: `sha256-${one.toString('base64')} sha256-${other.toString('base64')}` };
    const zip: ShippedPackage = { ...base, ecosystem: 'npm', name: 'b', integrity: `yarn:10c0/${'ab'.repeat(64)}` };
    const { components } = JSON.parse(sbomOf('Stack/Function', { packages: [wheel, zip], unknown: [] }));
    const distributed = components.map(({ name, hashes, externalReferences }: any) => {
      return [name, hashes, externalReferences.map((reference: any) => [reference.type, reference.hashes])];
    });
    expect(distributed).toEqual([
      ['b', undefined, [['distribution', [{ alg: 'SHA-512', content: 'ab'.repeat(64) }]]]],
      ['a', undefined, [one, other].map((hash) => ['distribution', [{ alg: 'SHA-256', content: hash.toString('hex') }]])],
    ]);
  });

  it.each([
    ['text', 'nothing'],
    ['another document', '{"bomFormat":"SPDX"}'],
    ['a component without a purl', '{"bomFormat":"CycloneDX","metadata":{"component":{"name":"x"}},"components":[{"name":"a"}]}'],
    ['a package of another registry', '{"bomFormat":"CycloneDX","metadata":{"component":{"name":"x"}},"components":[{"purl":"pkg:maven/a/b@1"}]}'],
    ['a component that others wrote', '{"bomFormat":"CycloneDX","metadata":{"component":{"name":"x"}},"components":[{"purl":"pkg:npm/a@1"}]}'],
  ])('rejects %s, and names the file', (_, content) => {
    expect(() => readSbom(content, 'dir/some.cdx.json')).toThrow(/^dir\/some\.cdx\.json\S*: is not /);
  });
});
