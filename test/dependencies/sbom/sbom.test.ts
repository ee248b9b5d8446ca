import * as fc from 'fast-check';
import type { ShippedPackage } from '../../../lib/dependencies/inventory/shipped-package';
import { readSbom } from '../../../lib/dependencies/sbom/read-sbom';
import { sbomOf } from '../../../lib/dependencies/sbom/sbom';

const sha = (bytes: number, name: string): fc.Arbitrary<string> =>
  fc.uint8Array({ minLength: bytes, maxLength: bytes }).map((content) => `${name}-${Buffer.from(content).toString('base64')}`);
// Some old npm names have capitals, such as JSONStream, which differs from jsonstream.
const part = fc.oneof(fc.stringMatching(/^[a-zA-Z0-9][a-z0-9._-]{0,10}$/), fc.constantFrom('JSONStream', 'jsonstream'));
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
    source: fc.constantFrom('git+https://github.com/acme/a.git@0123', 'https://example.com/a.tgz?', 'file:a & b.tgz'),
    patches: fc.constantFrom(['patches/@acme+a@1.0.0.patch'], ['builtin<compat/a>', 'a%23 é.patch']),
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
const orderOf = (shipped: ShippedPackage): string => text([identityOf(shipped), shipped.integrity]);
const byIdentity = (a: ShippedPackage, b: ShippedPackage): number => (orderOf(a) < orderOf(b) ? -1 : 1);

describe('the bill of materials', () => {
  it('contains all facts of the inventory', () => {
    fc.assert(fc.property(packages, unknown, (shipped, open) => {
      const read = readSbom(sbomOf('Stack/Function', { packages: shipped, unknown: open }), 'sbom.cdx.json');
      expect(read.name).toBe('Stack/Function');
      expect([...read.packages].sort(byIdentity)).toEqual([...shipped].sort(byIdentity));
      expect(read.unknown.map(text).sort()).toEqual(open.map(text).sort());
    }));
  });

  it('has the same text for the same inventory in any order', () => {
    fc.assert(fc.property(packages, unknown, (shipped, open) => {
      const backwards = { packages: [...shipped].reverse(), unknown: [...open].reverse() };
      expect(sbomOf('Stack/Function', backwards)).toBe(sbomOf('Stack/Function', { packages: shipped, unknown: open }));
    }));
  });

  it('distinguishes packages with the same package URL, always in the same way', () => {
    const base = { ecosystem: 'npm', version: '1.3.5', how: 'installed', dependents: [] } as const;
    const contents = [1, 2].map((byte) => `sha512-${Buffer.alloc(64, byte).toString('base64')}`);
    const shipped: ShippedPackage[] = [
      { ...base, name: 'JSONStream' },
      { ...base, name: 'jsonstream' },
      { ...base, name: 'other', dependents: ['JSONStream@1.3.5'] },
      ...contents.map((integrity) => ({ ...base, name: 'twice', integrity })),
    ];
    const written = sbomOf('Stack/Function', { packages: shipped, unknown: [] });
    expect(sbomOf('Stack/Function', { packages: shipped, unknown: [] })).toBe(written);
    expect([...readSbom(written, 'sbom.cdx.json').packages].sort(byIdentity)).toEqual(shipped);
  });

  it('names packages as scanners do, and has the hashes of registry archives', () => {
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

  it('has the distributions of a package that is not a single file', () => {
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

  it('has the patches of a package and, without them, the hash of its archive', () => {
    const hash = Buffer.alloc(64, 1);
    const patched: ShippedPackage = {
      ecosystem: 'npm', name: '@acme/a', version: '1.0.0', how: 'installed', dependents: [], integrity: `sha512-${hash.toString('base64')}`, patches: ['patches/a.patch', 'builtin<compat/a>'],
    };
    const { components: [component] } = JSON.parse(sbomOf('Stack/Function', { packages: [patched], unknown: [] }));
    expect(component).toMatchObject({ purl: 'pkg:npm/%40acme/a@1.0.0' });
    expect(component.hashes).toBeUndefined();
    expect(component.pedigree).toEqual({
      ancestors: [{ type: 'library', name: '@acme/a', version: '1.0.0', purl: 'pkg:npm/%40acme/a@1.0.0', hashes: [{ alg: 'SHA-512', content: hash.toString('hex') }] }],
      patches: [{ type: 'unofficial', diff: { url: 'patches/a.patch' } }, { type: 'unofficial', diff: { url: 'builtin%3Ccompat/a%3E' } }],
    });
  });

  it.each([
    ['git+ssh://git@github.com/acme/a.git@0123', 'pkg:npm/a@1.0.0?vcs_url=git%2Bssh:%2F%2Fgit%40github.com%2Facme%2Fa.git%400123'],
    ['https://example.com/a.tgz', 'pkg:npm/a@1.0.0?download_url=https:%2F%2Fexample.com%2Fa.tgz'],
    ['file:a.tgz', 'pkg:npm/a@1.0.0?download_url=file:a.tgz'],
    [undefined, 'pkg:npm/a@1.0.0'],
  ])('shows in the package URL that a package is not from a registry: %s', (source, expected) => {
    const { components: [component] } = JSON.parse(sbomOf('Stack/Function', { packages: [{ ecosystem: 'npm', name: 'a', version: '1.0.0', how: 'installed', dependents: [], source }], unknown: [] }));
    expect(decodeURIComponent(component.purl)).toBe(decodeURIComponent(expected));
  });

  it.each([
    ['text', 'nothing'],
    ['another document', '{"bomFormat":"SPDX"}'],
    ['a component without a purl', '{"bomFormat":"CycloneDX","metadata":{"component":{"name":"x"}},"components":[{"name":"a"}]}'],
    ['a package of another registry', '{"bomFormat":"CycloneDX","metadata":{"component":{"name":"x"}},"components":[{"purl":"pkg:maven/a/b@1"}]}'],
    ['a component of another tool', '{"bomFormat":"CycloneDX","metadata":{"component":{"name":"x"}},"components":[{"purl":"pkg:npm/a@1"}]}'],
  ])('rejects %s, and names the file', (_, content) => {
    expect(() => readSbom(content, 'dir/some.cdx.json')).toThrow(/^dir\/some\.cdx\.json\S*: is not /);
  });
});
