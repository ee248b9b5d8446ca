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

/** Lock files as package managers write them, with the hash of each package computed from the digest. */
const WRITERS: { readonly [name: string]: { file: string; write: (all: readonly Locked[]) => string; integrity: (digits: string) => string } } = {
  'npm': {
    file: 'package-lock.json',
    integrity: sri,
    write: (all) => JSON.stringify({
      lockfileVersion: 3,
      packages: Object.fromEntries([['', { name: 'app' }], ...all.map(({ name, version, hex: digits }, index) => [
        // Another version of the same package is nested; the entry of an alias has the package's own name.
        `node_modules/alias-${index}/node_modules/${name}`, { version, integrity: sri(digits) },
      ])]),
    }),
  },
  'npm 6': {
    file: 'package-lock.json',
    integrity: sri,
    write: (all) => JSON.stringify({
      lockfileVersion: 1,
      dependencies: Object.fromEntries(all.map(({ name, version, hex: digits }, index) => [
        `parent-${index}`, { version: 'file:parent.tgz', dependencies: { alias: { version: `npm:${name}@${version}`, integrity: sri(digits) } } },
      ])),
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
  // With the document about pnpm itself that pnpm 11 and later write first.
  'pnpm 12': {
    file: 'pnpm-lock.yaml',
    integrity: sri,
    write: (all) => [
      '---', "lockfileVersion: '9.0'", '', 'importers:', '', '  .:', '    configDependencies: {}', '    packageManagerDependencies:', '      pnpm:', '        specifier: 12.4.0', '        version: 12.4.0',
      '', 'packages:', '', `  pnpm@12.4.0:\n    resolution: {integrity: ${sri('ab'.repeat(64))}}\n`, '---', "lockfileVersion: '9.0'", '', 'packages:', '',
      ...all.map(({ name, version, hex: digits }) => `  '${name}@${version}':\n    resolution: {integrity: ${sri(digits)}}\n`),
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

  it('is reported as unknown, or has only packages of the original, if it is truncated or damaged', () => {
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

describe('lock files written by package managers', () => {
  it.each(['npm/package-lock.json', 'pnpm-6/pnpm-lock.yaml', 'pnpm-9/pnpm-lock.yaml', 'yarn-1/yarn.lock', 'yarn-4/yarn.lock'])('%s', (file) => {
    const { locked, unknown } = readLocks([path.join(FIXTURES, file)]);
    expect(unknown).toEqual([]);
    const expected: [name: string, version: string][] = [['left-pad', '1.3.0'], ['debug', '2.6.9'], ['debug', '4.3.7'], ['semver', '7.7.1'], ['@isaacs/cliui', '8.0.2'], ['string-width', '4.2.3']];
    for (const [name, version] of expected) {
      expect(locked.find('npm', name, version)?.integrity).toMatch(file.startsWith('yarn-4') ? /^yarn:10c0\// : /^sha512-/);
    }
    // The workspace is not a registry package, and the aliases are other packages.
    for (const name of ['own', 'app', 'pad', 'old-debug']) expect(locked.versionsOf('npm', name)).toEqual([]);
  });

  it('show install scripts', () => {
    const { locked } = readLocks([path.join(FIXTURES, 'npm/package-lock.json')]);
    expect(locked.find('npm', 'esbuild', '0.28.2')?.hasInstallScript).toBe(true);
    expect(fs.readFileSync(path.join(FIXTURES, 'pnpm-6/pnpm-lock.yaml'), 'utf8')).toContain('requiresBuild: true');
    expect(readLocks([path.join(FIXTURES, 'pnpm-6/pnpm-lock.yaml')]).locked.find('npm', 'esbuild', '0.28.2')?.hasInstallScript).toBe(true);
  });
});

describe('facts that lock files do not contain', () => {
  it.each([
    ['package-lock.json', '{"lockfileVersion":3}', /has no packages/],
    ['package-lock.json', '{', /can't be read/],
    ['pnpm-lock.yaml', 'lockfileVersion: 5.4\n', /version 5\.4/],
    ['bun.lock', '{}', /bun/],
    ['uv.lock', '[[package]\n', /line 1/],
    ['poetry.lock', 'x = """\n', /line 1/],
  ])('%s: %s', (file, content, why) => {
    expect(locksOf(file, content).unknown).toEqual([{ what: file, why: expect.stringMatching(why), fix: expect.any(String) }]);
  });

  it('the hash of a package from git, or of one with two sources', () => {
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

  it('the hash of the registry archive of a package that yarn patches', () => {
    const { locked } = locksOf('yarn.lock', [
      '__metadata:\n  version: 8\n',
      '"a@npm:1.0.0":\n  version: 1.0.0\n  resolution: "a@npm:1.0.0"\n  checksum: 10c0/aa\n',
      '"a@patch:a@npm%3A1.0.0#~/a.patch":\n  version: 1.0.0\n  resolution: "a@patch:a@npm%3A1.0.0#~/a.patch::version=1.0.0&hash=1"\n  checksum: 10c0/bb\n',
    ].join('\n'));
    expect(locked.find('npm', 'a', '1.0.0')).toMatchObject({ integrity: 'yarn:10c0/bb', patches: ['a.patch'] });
  });

  it('a hash stronger than SHA-1 in yarn before 1.10', () => {
    const { locked } = locksOf('yarn.lock', `# yarn lockfile v1\n\na@^1.0.0:\n  version "1.0.1"\n  resolved "https://example.com/a-1.0.1.tgz#${'00'.repeat(20)}"\n`);
    expect(locked.find('npm', 'a', '1.0.1')?.integrity).toBe(`sha1-${Buffer.alloc(20).toString('base64')}`);
  });
});

const COMMIT = '0123456789'.repeat(4);

/** Writes a berry lock file, with the fields that all entries have. */
function berry(...entries: readonly string[]): string {
  return ['__metadata:\n  version: 8\n', ...entries.map((resolution, index) => `"key-${index}@npm:1":\n  version: 1.0.0\n  resolution: "${resolution}"\n  checksum: 10c0/${index}\n`)].join('\n');
}

const PNPM_9 = `lockfileVersion: '9.0'

packages:

  registry@1.0.0:
    resolution: {integrity: sha512-1, tarball: https://npm.example.com/registry/-/registry-1.0.0.tgz}

  hosted@https://codeload.github.com/acme/hosted/tar.gz/${COMMIT}:
    resolution: {gitHosted: true, tarball: https://codeload.github.com/acme/hosted/tar.gz/${COMMIT}}
    version: 1.0.0

  short@https://codeload.github.com/acme/short/tar.gz/${COMMIT}:
    resolution: {gitHosted: true}
    version: 1.0.0

  git@git+https://git.example.com/acme/git.git#${COMMIT}:
    resolution: {commit: ${COMMIT}, repo: https://git.example.com/acme/git.git, type: git}
    version: 1.0.0

  archive@file:archive-1.0.0.tgz:
    resolution: {integrity: sha512-2, tarball: file:archive-1.0.0.tgz}
    version: 1.0.0
`;

const PNPM_6 = `lockfileVersion: '6.0'

packages:

  /registry@1.0.0(peer@2.0.0):
    resolution: {integrity: sha512-1}

  github.com/acme/hosted/${COMMIT}:
    resolution: {tarball: https://codeload.github.com/acme/hosted/tar.gz/${COMMIT}}
    name: hosted
    version: 1.0.0
`;

const HOSTED = `https://codeload.github.com/acme/hosted/tar.gz/${COMMIT}`;

describe('packages from other sources than a registry', () => {
  it.each<[string, string, string, { readonly [name: string]: string | undefined }]>([
    ['npm', 'package-lock.json', JSON.stringify({
      packages: {
        'node_modules/registry': { version: '1.0.0', resolved: 'https://registry.npmjs.org/registry/-/registry-1.0.0.tgz', integrity: 'sha512-1' },
        'node_modules/git': { version: '1.0.0', resolved: `git+ssh://git@github.com/acme/git.git#${COMMIT}` },
        'node_modules/archive': { version: '1.0.0', resolved: 'file:archive-1.0.0.tgz', integrity: 'sha512-2' },
      },
    }), { registry: undefined, git: `git+ssh://git@github.com/acme/git.git@${COMMIT}`, archive: 'file:archive-1.0.0.tgz' }],
    ['yarn 1', 'yarn.lock', [
      '# yarn lockfile v1', '', '',
      `registry@^1.0.0:\n  version "1.0.0"\n  resolved "https://registry.yarnpkg.com/registry/-/registry-1.0.0.tgz#${COMMIT}"\n`,
      `"hosted@acme/hosted":\n  version "1.0.0"\n  resolved "${HOSTED}"\n`,
      `"git@git+https://git.example.com/git.git":\n  version "1.0.0"\n  resolved "git+https://git.example.com/git.git#${COMMIT}"\n`,
    ].join('\n'), { registry: undefined, hosted: HOSTED, git: `git+https://git.example.com/git.git@${COMMIT}` }],
    ['yarn 4', 'yarn.lock', berry(
      'registry@npm:1.0.0', `git@https://github.com/acme/git.git#commit=${COMMIT}`, `ssh@git@github.com:acme/ssh.git#commit=${COMMIT}`,
      'archive@file:./archive-1.0.0.tgz#./archive-1.0.0.tgz::hash=012345&locator=app%40workspace%3A.', 'web@https://example.com/web.tgz',
      'aliased@npm:1.0.0::__archiveUrl=https%3A%2F%2Fnpm.example.com%2Faliased%2F-%2Faliased-1.0.0.tgz',
    ), {
      registry: undefined,
      git: `git+https://github.com/acme/git.git@${COMMIT}`,
      ssh: `git+ssh://git@github.com/acme/ssh.git@${COMMIT}`,
      archive: 'file:./archive-1.0.0.tgz',
      web: 'https://example.com/web.tgz',
      aliased: undefined,
    }],
    ['pnpm 9', 'pnpm-lock.yaml', PNPM_9, {
      registry: undefined, hosted: HOSTED, short: HOSTED.replace('hosted', 'short'), git: `git+https://git.example.com/acme/git.git@${COMMIT}`, archive: 'file:archive-1.0.0.tgz',
    }],
    ['pnpm 6', 'pnpm-lock.yaml', PNPM_6, { registry: undefined, hosted: HOSTED }],
  ])('have their source in a lock file of %s', (_, file, content, expected) => {
    const { locked, unknown } = locksOf(file, content);
    expect(unknown).toEqual([]);
    expect(Object.fromEntries(Object.keys(expected).map((name) => [name, locked.find('npm', name, '1.0.0')!.source]))).toEqual(expected);
  });

  it('have no source if the same version is also from a registry', () => {
    const { locked } = locksOf('package-lock.json', JSON.stringify({
      packages: {
        'node_modules/a': { version: '1.0.0', resolved: 'file:a-1.0.0.tgz', integrity: 'sha512-1' },
        'node_modules/b/node_modules/a': { version: '1.0.0', resolved: 'https://registry.npmjs.org/a/-/a-1.0.0.tgz', integrity: 'sha512-1' },
      },
    }));
    expect(locked.find('npm', 'a', '1.0.0')?.source).toBeUndefined();
    expect(locked.find('npm', 'a', '1.0.0', 'node_modules/a')?.source).toBe('file:a-1.0.0.tgz');
  });
});

describe('patches', () => {
  it.each([
    ['9', 'patchedDependencies:\n  a@1.0.0:\n    hash: abc\n    path: patches/a@1.0.0.patch\n', 'a@1.0.0:\n    resolution: {integrity: sha512-1}', 'a@1.0.0(patch_hash=abc)(peer@1.0.0): {}', 'patches/a@1.0.0.patch'],
    ['6', 'patchedDependencies:\n  a@1.0.0:\n    hash: abc\n    path: patches/a@1.0.0.patch\n', '/a@1.0.0(patch_hash=abc)(peer@1.0.0):\n    resolution: {integrity: sha512-1}', undefined, 'patches/a@1.0.0.patch'],
    ['9', 'patchedDependencies:\n  a@^1.0.0: abc\n', 'a@1.0.0:\n    resolution: {integrity: sha512-1}', 'a@1.0.0(patch_hash=abc): {}', 'patch_hash:abc'],
  ])('are read from pnpm, version %s of its lock file', (version, patched, entry, snapshot, expected) => {
    const text = [`lockfileVersion: '${version}.0'\n`, patched, 'packages:\n', `  ${entry}\n`, ...(version === '6' ? [] : ['  b@1.0.0:\n    resolution: {integrity: sha512-2}\n'])];
    const { locked } = locksOf('pnpm-lock.yaml', [...text, ...(snapshot === undefined ? [] : ['snapshots:\n', `  ${snapshot}\n`, '  b@1.0.0: {}\n'])].join('\n'));
    expect(locked.find('npm', 'a', '1.0.0')).toMatchObject({ integrity: 'sha512-1', patches: [expected] });
    expect(locked.find('npm', 'b', '1.0.0')?.patches).toBeUndefined();
  });

  it.each([
    ['a@patch:a@npm%3A1.0.0#~/.yarn/patches/a-npm-1.0.0-0123456789.patch::version=1.0.0&hash=012345', ['.yarn/patches/a-npm-1.0.0-0123456789.patch']],
    ['a@patch:a@npm%3A1.0.0#optional!builtin<compat/a>::version=1.0.0&hash=012345', ['builtin<compat/a>']],
    ['a@patch:a@npm%3A1.0.0#./one.patch&./two.patch::version=1.0.0&hash=012345&locator=app%40workspace%3A.', ['./one.patch', './two.patch']],
    ['a@patch:a@patch%3Aa@npm%253A1.0.0%23optional!builtin<compat/a>%3A%3Aversion=1.0.0&hash=012345#~/a.patch::version=1.0.0&hash=abc', ['builtin<compat/a>', 'a.patch']],
    ['@acme/a@patch:@acme/a@npm%3A1.0.0#~/a.patch::version=1.0.0', ['a.patch']],
  ])('are read from yarn 4: %s', (resolution, expected) => {
    const [one] = locksOf('yarn.lock', berry(resolution)).locked.all;
    expect(one).toMatchObject({ version: '1.0.0', integrity: 'yarn:10c0/0', patches: expected });
    expect(one.source).toBeUndefined();
  });

  it('are read from yarn 4, on a package from a repository', () => {
    const [one] = locksOf('yarn.lock', berry(`a@patch:a@https%3A//github.com/acme/a.git%23commit=${COMMIT}#~/a.patch::version=1.0.0&hash=012345`)).locked.all;
    expect(one).toMatchObject({ source: `git+https://github.com/acme/a.git@${COMMIT}`, patches: ['a.patch'] });
  });
});
