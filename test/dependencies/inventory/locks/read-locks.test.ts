import * as fs from 'fs';
import * as path from 'path';
import * as fc from 'fast-check';
import { FIXTURES, locksOf } from './lock-files';
import { readLocks } from '../../../../lib/dependencies/inventory/locks/read-locks';

const hex = fc.uint8Array({ minLength: 64, maxLength: 64 }).map((bytes) => Buffer.from(bytes).toString('hex'));
const sri = (digits: string): string => `sha512-${Buffer.from(digits, 'hex').toString('base64')}`;
const part = fc.stringMatching(/^[a-z][a-z0-9._-]{0,8}$/);
const packages = fc.uniqueArray(
  fc.record({
    name: fc.oneof(part, fc.tuple(part, part).map(([scope, name]) => `@${scope}/${name}`)),
    version: fc.tuple(fc.nat(50), fc.nat(50), fc.nat(50), fc.constantFrom('', '-rc.1', '-0')).map(([a, b, c, rest]) => `${a}.${b}.${c}${rest}`),
    hex,
  }),
  { selector: ({ name, version }) => `${name}@${version}`, minLength: 1, maxLength: 12 },
);

type Locked = { readonly name: string; readonly version: string; readonly hex: string };

/** Each lock file as its package manager writes it, and what it has of the digest. */
const WRITERS: { readonly [name: string]: { file: string; write: (all: readonly Locked[]) => string; integrity: (digits: string) => string } } = {
  'npm': {
    file: 'package-lock.json',
    integrity: sri,
    write: (all) => JSON.stringify({
      lockfileVersion: 3,
      packages: Object.fromEntries([['', { name: 'app' }], ...all.map(({ name, version, hex: digits }, index) => [
        // Another version of the same package lies below; an alias has the package's own name in its entry.
        `node_modules/alias-${index}/node_modules/${name}`, { version, integrity: sri(digits) },
      ])]),
    }),
  },
  'pnpm 6': {
    file: 'pnpm-lock.yaml',
    integrity: sri,
    write: (all) => [
      "lockfileVersion: '6.0'", '', 'packages:', '',
      ...all.map(({ name, version, hex: digits }) => `  /${name}@${version}(peer@1.0.0):\n    resolution: {integrity: ${sri(digits)}}\n    dev: false\n`),
    ].join('\n'),
  },
  'pnpm 9': {
    file: 'pnpm-lock.yaml',
    integrity: sri,
    write: (all) => [
      "lockfileVersion: '9.0'", '', 'packages:', '',
      ...all.map(({ name, version, hex: digits }) => `  '${name}@${version}':\n    resolution: {integrity: ${sri(digits)}}\n`),
      'snapshots:', '', ...all.map(({ name, version }) => `  '${name}@${version}(peer@1.0.0)': {}\n`),
    ].join('\n'),
  },
  'yarn 1': {
    file: 'yarn.lock',
    integrity: sri,
    write: (all) => [
      '# yarn lockfile v1', '', '',
      ...all.map(({ name, version, hex: digits }) => `"${name}@>=0 <${version}", "x@npm:${name}@~${version}":\n  version "${version}"\n  integrity ${sri(digits)}\n`),
    ].join('\n'),
  },
  'yarn 4': {
    file: 'yarn.lock',
    integrity: (digits) => `yarn:10c0/${digits}`,
    write: (all) => [
      '__metadata:\n  version: 8\n  cacheKey: 10c0\n',
      ...all.map(({ name, version, hex: digits }) =>
        `"x@npm:${name}@~${version}":\n  version: ${version}\n  resolution: "${name}@npm:${version}"\n  checksum: 10c0/${digits}\n  languageName: node\n  linkType: hard\n`),
    ].join('\n'),
  },
};

describe.each(Object.entries(WRITERS))('a lock file of %s', (_, { file, write, integrity }) => {
  it('gives name, version and hash of each package', () => {
    fc.assert(fc.property(packages, (all) => {
      const { locked, unknown } = locksOf(file, write(all));
      expect(unknown).toEqual([]);
      for (const { name, version, hex: digits } of all) expect(locked.find('npm', name, version)).toMatchObject({ name, version, integrity: integrity(digits) });
      expect(locked.all).toHaveLength(all.length);
    }), { numRuns: 50 });
  });

  it('that is cut off or damaged is unknown, or has packages that it had', () => {
    fc.assert(fc.property(packages, fc.double({ min: 0, max: 1, noNaN: true }), (all, at) => {
      const content = write(all);
      const { locked, unknown } = locksOf(file, content.slice(0, Math.floor(content.length * at)));
      const had = new Map(all.map((one) => [`${one.name}@${one.version}`, integrity(one.hex)]));
      for (const one of locked.all) {
        if (one.integrity !== undefined && had.has(`${one.name}@${one.version}`)) expect(had.get(`${one.name}@${one.version}`)).toContain(one.integrity);
      }
      for (const one of unknown) expect(one).toEqual({ what: file, why: expect.stringMatching(/^the lock file /), fix: expect.any(String) });
    }), { numRuns: 50 });
  });
});

describe('lock files that package managers wrote', () => {
  it.each(['npm/package-lock.json', 'pnpm-6/pnpm-lock.yaml', 'pnpm-9/pnpm-lock.yaml', 'yarn-1/yarn.lock', 'yarn-4/yarn.lock'])('%s', (file) => {
    const { locked, unknown } = readLocks([path.join(FIXTURES, file)]);
    expect(unknown).toEqual([]);
    const expected: [name: string, version: string][] = [['left-pad', '1.3.0'], ['debug', '2.6.9'], ['debug', '4.3.7'], ['semver', '7.7.1'], ['@isaacs/cliui', '8.0.2'], ['string-width', '4.2.3']];
    for (const [name, version] of expected) {
      expect(locked.find('npm', name, version)?.integrity).toMatch(file.startsWith('yarn-4') ? /^yarn:10c0\// : /^sha512-/);
    }
    // The workspace is none of the registry, and the aliases are other packages.
    for (const name of ['own', 'app', 'pad', 'old-debug']) expect(locked.versionsOf('npm', name)).toEqual([]);
  });

  it('tell of install scripts', () => {
    const { locked } = readLocks([path.join(FIXTURES, 'npm/package-lock.json')]);
    expect(locked.find('npm', 'esbuild', '0.28.2')?.hasInstallScript).toBe(true);
    expect(fs.readFileSync(path.join(FIXTURES, 'pnpm-6/pnpm-lock.yaml'), 'utf8')).toContain('requiresBuild: true');
    expect(readLocks([path.join(FIXTURES, 'pnpm-6/pnpm-lock.yaml')]).locked.find('npm', 'esbuild', '0.28.2')?.hasInstallScript).toBe(true);
  });
});

describe('what lock files do not say', () => {
  it.each([
    ['package-lock.json', '{"lockfileVersion":1,"dependencies":{}}', /npm 6/],
    ['package-lock.json', '{', /can't be read/],
    ['pnpm-lock.yaml', 'lockfileVersion: 5.4\n', /version 5\.4/],
    ['bun.lock', '{}', /bun/],
    ['uv.lock', '[[package]\n', /line 1/],
    ['poetry.lock', 'x = """\n', /line 1/],
  ])('%s: %s', (file, content, why) => {
    expect(locksOf(file, content).unknown).toEqual([{ what: file, why: expect.stringMatching(why), fix: expect.any(String) }]);
  });

  it('is the hash of a package from git, or of one that comes from two places', () => {
    const { locked } = locksOf('package-lock.json', JSON.stringify({
      packages: {
        'node_modules/a': { version: '1.0.0', resolved: 'git+ssh://git@example.com/a.git#0123456789012345678901234567890123456789' },
        'node_modules/b': { version: '1.0.0', integrity: 'sha512-one' },
        'node_modules/c/node_modules/b': { version: '1.0.0', integrity: 'sha512-other' },
        'node_modules/e': { version: '1.0.0', integrity: 'sha512-e' },
        'node_modules/c/node_modules/e': { version: '1.0.0', inBundle: true },
        'node_modules/d': { name: 'real', version: '2.0.0', integrity: 'sha512-real', deprecated: 'use another' },
        'node_modules/own': { resolved: 'packages/own', link: true },
      },
    }));
    expect(locked.find('npm', 'a', '1.0.0')).toMatchObject({ integrity: undefined });
    expect(locked.find('npm', 'b', '1.0.0')).toMatchObject({ integrity: undefined });
    const integrities = ['node_modules/e', 'node_modules/c/node_modules/e', 'node_modules/x', undefined].map((place) => locked.find('npm', 'e', '1.0.0', place)?.integrity);
    expect(integrities).toEqual(['sha512-e', undefined, undefined, undefined]);
    expect(locked.find('npm', 'real', '2.0.0')).toMatchObject({ integrity: 'sha512-real', deprecated: 'use another' });
    expect(locked.versionsOf('npm', 'd')).toEqual([]);
  });

  it('is what the registry serves of a package that yarn patches', () => {
    const { locked } = locksOf('yarn.lock', [
      '__metadata:\n  version: 8\n',
      '"a@npm:1.0.0":\n  version: 1.0.0\n  resolution: "a@npm:1.0.0"\n  checksum: 10c0/aa\n',
      '"a@patch:a@npm%3A1.0.0#~/a.patch":\n  version: 1.0.0\n  resolution: "a@patch:a@npm%3A1.0.0#~/a.patch::version=1.0.0&hash=1"\n  checksum: 10c0/bb\n',
    ].join('\n'));
    expect(locked.find('npm', 'a', '1.0.0')?.integrity).toBe('yarn:10c0/bb');
  });

  it('is in SHA-1 of yarn before 1.10', () => {
    const { locked } = locksOf('yarn.lock', `# yarn lockfile v1\n\na@^1.0.0:\n  version "1.0.1"\n  resolved "https://example.com/a-1.0.1.tgz#${'00'.repeat(20)}"\n`);
    expect(locked.find('npm', 'a', '1.0.1')?.integrity).toBe(`sha1-${Buffer.alloc(20).toString('base64')}`);
  });
});
