import * as fs from 'fs';
import * as path from 'path';
import { buildSync } from 'esbuild';
import { zipSync } from 'fflate';
import { folderOf, hashOf, npmLock } from './folders';
import { differencesOf, hashOf as hashOfFile } from '../../../lib/dependencies/content/files';
import { folderInventory } from '../../../lib/dependencies/inventory/folder-inventory';

const manifest = (name: string, version: string, more: object = {}): object => ({ name, version, ...more });

describe('a folder of code', () => {
  it('has the packages in node_modules, with the hashes of its lock file', () => {
    const folder = folderOf({
      'index.js': 'exports.handler = async () => {}',
      'package-lock.json': npmLock({ 'node_modules/a': '1.0.0', 'node_modules/@s/b': '2.0.0', 'node_modules/a/node_modules/@s/b': '1.0.0', 'node_modules/absent': '1.0.0' }),
      'node_modules/a/package.json': manifest('a', '1.0.0', { dependencies: { '@s/b': '*' }, license: 'MIT', scripts: { postinstall: 'node x' } }),
      'node_modules/a/dist/package.json': { type: 'module' },
      'node_modules/a/dist/index.js': '12345',
      'node_modules/a/node_modules/@s/b/package.json': manifest('@s/b', '1.0.0'),
      'node_modules/@s/b/package.json': manifest('@s/b', '2.0.0'),
      'node_modules/.bin/a': '',
    });
    const size = fs.statSync(path.join(folder, 'node_modules/a/package.json')).size + fs.statSync(path.join(folder, 'node_modules/a/dist/package.json')).size + 5;
    const { packages, unknown } = folderInventory(folder);
    expect(unknown).toEqual([]);
    expect(packages).toEqual([
      expect.objectContaining({ name: '@s/b', version: '1.0.0', dependents: ['a@1.0.0'], integrity: hashOf('@s/b', '1.0.0'), path: 'node_modules/a/node_modules/@s/b' }),
      expect.objectContaining({ name: '@s/b', version: '2.0.0', dependents: [], integrity: hashOf('@s/b', '2.0.0') }),
      { ecosystem: 'npm', name: 'a', version: '1.0.0', how: 'installed', dependents: [], integrity: hashOf('a', '1.0.0'), license: 'MIT', hasInstallScript: true, path: 'node_modules/a', size, files: expect.objectContaining({ 'dist/index.js': hashOfFile('12345') }) },
    ]);
  });

  it('has the hashes of the nearest lock file in a parent folder of its source', () => {
    const source = folderOf({ 'package-lock.json': npmLock({ 'node_modules/a': '1.0.0' }), 'handlers/create/index.js': '' });
    const staged = folderOf({ 'node_modules/a/package.json': manifest('a', '1.0.0') });
    expect(folderInventory(staged, path.join(source, 'handlers/create')).packages).toMatchObject([{ name: 'a', integrity: hashOf('a', '1.0.0') }]);
    expect(folderInventory(staged).packages).toEqual([expect.not.objectContaining({ integrity: expect.anything() })]);
  });

  it('finds packages in the folders of pnpm, and follows no link out of the folder', () => {
    const outside = folderOf({ 'package.json': manifest('out', '1.0.0') });
    const folder = folderOf({ 'node_modules/.pnpm/a@1.0.0/node_modules/a/package.json': manifest('a', '1.0.0') });
    fs.symlinkSync('.pnpm/a@1.0.0/node_modules/a', path.join(folder, 'node_modules/a'));
    fs.symlinkSync(outside, path.join(folder, 'node_modules/out'));
    const { packages, unknown } = folderInventory(folder);
    expect(packages.map(({ name }) => name)).toEqual(['a']);
    expect(unknown).toEqual([expect.objectContaining({ what: 'node_modules/out', why: expect.stringContaining('a link out of the code') })]);
  });

  it('finds packages in the folders of yarn with nodeLinker: pnpm, and generated ones', () => {
    const folder = folderOf({
      'node_modules/.store/a-npm-1.0.0-0123456789/package/package.json': manifest('a', '1.0.0'),
      'node_modules/.prisma/client/package.json': manifest('prisma-client', '6.0.0'),
      'node_modules/.prisma/client/index.js': '',
    });
    fs.symlinkSync('.store/a-npm-1.0.0-0123456789/package', path.join(folder, 'node_modules/a'));
    const { packages, unknown } = folderInventory(folder);
    expect(unknown).toEqual([]);
    expect(packages.map(({ name, path: at }) => [name, at])).toEqual([['a', 'node_modules/.store/a-npm-1.0.0-0123456789/package'], ['prisma-client', 'node_modules/.prisma/client']]);
  });

  it('reports archives with code, such as those of Plug’n’Play, and those that can’t be read', () => {
    const zip = (name: string): string => Buffer.from(zipSync({ [name]: new Uint8Array() }, { mtime: '2026-01-01' })).toString('latin1');
    const folder = folderOf({});
    const archives = { '.yarn/cache/a.zip': 'node_modules/a/package.json', '.yarn/cache/b.zip': 'node_modules/b/index.js', 'libs/c.whl': 'c/__init__.py', 'data.zip': 'data.csv', 'broken.zip': '' };
    for (const [file, entry] of Object.entries(archives)) {
      fs.mkdirSync(path.join(folder, path.dirname(file)), { recursive: true });
      fs.writeFileSync(path.join(folder, file), entry === '' ? 'no archive' : zip(entry), 'latin1');
    }
    expect(folderInventory(folder).unknown.map(({ what, why }) => [what, why])).toEqual([
      ['.yarn/cache', 'it has 2 archives with code, and which packages are in there is not read'],
      ['broken.zip', 'it can’t be read as an archive, so whether it has code is not known'],
      ['libs/c.whl', 'it is an archive with code, and which packages are in there is not read'],
    ]);
  });

  it('does not report archives that belong to a Python package: they are certified with it', () => {
    const archive = Buffer.from(zipSync({ 'a/__init__.py': new Uint8Array() }, { mtime: '2026-01-01' }));
    const folder = folderOf({ 'a/__init__.py': '', 'a-1.0.dist-info/METADATA': 'Name: a\nVersion: 1.0\n', 'a-1.0.dist-info/RECORD': 'a/__init__.py,,\n' });
    for (const file of ['a/data.zip', 'own.zip']) fs.writeFileSync(path.join(folder, file), archive);
    const { packages, unknown } = folderInventory(folder);
    expect(unknown.map(({ what }) => what)).toEqual(['own.zip']);
    expect(Object.keys(packages[0].files!)).toContain('a/data.zip');
  });

  it('reports packages without a name, and files that a bundler wrote', () => {
    const folder = folderOf({
      'node_modules/a/index.js': '',
      'src/entry.js': "const a = require('a'); console.log(a);",
      'src/node_modules/a/index.js': 'module.exports = 1;',
      'src/node_modules/a/package.json': manifest('a', '1.0.0'),
      'own.js': 'module.exports = { exports: {} };',
    });
    for (const minify of [true, false]) {
      buildSync({ entryPoints: [path.join(folder, 'src/entry.js')], bundle: true, platform: 'node', minify, outfile: path.join(folder, `dist-${minify}.js`), logLevel: 'error' });
    }
    fs.rmSync(path.join(folder, 'src'), { recursive: true });
    expect(folderInventory(folder).unknown.map(({ what }) => what)).toEqual(['dist-false.js', 'dist-true.js', 'node_modules/a']);
  });

  it('has packages without hashes if a lock file can’t be read, and reports the lock file', () => {
    const { packages, unknown } = folderInventory(folderOf({ 'package-lock.json': '{', 'node_modules/a/package.json': manifest('a', '1.0.0') }));
    expect(packages).toEqual([expect.not.objectContaining({ integrity: expect.anything() })]);
    expect(unknown).toEqual([{ what: 'package-lock.json', why: expect.stringContaining("can't be read"), fix: expect.any(String) }]);
  });
});

test('an installed package has the source and the patches of the lock file', () => {
  const { packages } = folderInventory(folderOf({
    'pnpm-lock.yaml': [
      "lockfileVersion: '9.0'", 'patchedDependencies:', '  a@1.0.0:', '    hash: abc', '    path: patches/a.patch', 'packages:',
      '  a@file:a-1.0.0.tgz:', '    resolution: {integrity: sha512-1, tarball: file:a-1.0.0.tgz}', '    version: 1.0.0',
      'snapshots:', '  a@file:a-1.0.0.tgz(patch_hash=abc): {}', '',
    ].join('\n'),
    'node_modules/a/package.json': { name: 'a', version: '1.0.0' },
    'node_modules/a/index.js': '1',
  }));
  expect(packages).toMatchObject([{ name: 'a', source: 'file:a-1.0.0.tgz', patches: ['patches/a.patch'], integrity: 'sha512-1' }]);
});

describe('a folder of Python code', () => {
  const requirements = `typing_extensions==4.12.2 --hash=sha256:${'aa'.repeat(32)}\nsix==1.17.0\nabsent==1.0\n`;

  it('has the installed packages, but not those that are only in a lock file', () => {
    const { packages, unknown } = folderInventory(folderOf({
      'handler.py': 'import six',
      'requirements.txt': requirements,
      'Typing_Extensions-4.12.2.dist-info/METADATA': 'Metadata-Version: 2.1\nName: Typing_Extensions\nVersion: 4.12.2\nLicense-Expression: PSF-2.0\nRequires-Dist: extra-only; extra == "x"\n\nName: body\n',
      'Typing_Extensions-4.12.2.dist-info/RECORD': 'typing_extensions.py,sha256=x,1000\nx/RECORD,,\n',
      'needs-1.0.egg-info/PKG-INFO': 'Name: needs\nVersion: 1.0\nRequires-Dist: typing-extensions (>=4)\n',
      'six.py': '',
    }));
    expect(unknown).toEqual([]);
    expect(packages).toEqual([
      expect.objectContaining({ ecosystem: 'pypi', name: 'needs', version: '1.0' }),
      {
        ecosystem: 'pypi',
        name: 'typing-extensions',
        version: '4.12.2',
        how: 'installed',
        dependents: ['needs@1.0'],
        license: 'PSF-2.0',
        size: 1000,
        path: 'Typing_Extensions-4.12.2.dist-info',
        integrity: `sha256-${Buffer.alloc(32, 0xaa).toString('base64')}`,
      },
    ]);
  });

  it.each([
    ['a repository', { url: 'https://token@github.com/acme/a.git', vcs_info: { vcs: 'git', commit_id: '0123456789'.repeat(4) } }, `git+https://github.com/acme/a.git@${'0123456789'.repeat(4)}`],
    ['an archive', { url: 'https://example.com/a-1.0-py3-none-any.whl', archive_info: {} }, 'https://example.com/a-1.0-py3-none-any.whl'],
    ['a file, without the folder of the machine', { url: 'file:///home/ana/wheels/a-1.0-py3-none-any.whl', archive_info: {} }, 'file:a-1.0-py3-none-any.whl'],
    ['a folder', { url: 'file:///home/ana/a/', dir_info: {} }, 'file:a'],
    ['an unreadable source', 'not JSON', undefined],
    ['another value', { url: 5 }, undefined],
  ])('has the source of a package that was installed from %s', (_, direct, expected) => {
    const { packages } = folderInventory(folderOf({ 'a-1.0.dist-info/METADATA': 'Name: a\nVersion: 1.0\n', 'a-1.0.dist-info/direct_url.json': direct }));
    expect(packages.map(({ source }) => source)).toEqual([expected]);
  });

  it('reports code that may be a package without metadata, but no file of the function', () => {
    const { packages, unknown } = folderInventory(folderOf({
      'handler.py': 'import click', 'click.py': '', 'tools/mypy.py': '', 'six/__init__.py': '', 'requirements.txt': 'click==8.1.0\nmypy==1.0\nsix==1.17.0\n',
    }));
    expect(packages).toEqual([]);
    expect(unknown).toEqual([{ what: 'six', why: expect.stringContaining('may be six 1.17.0'), fix: expect.any(String) }]);
  });

  it('hashes recorded files and other files in a package’s folders, but not compiled code that Python ignores', () => {
    const pyc = (flags: number, time: number): string => {
      const stamp = [0, 8, 16, 24].map((shift) => Math.floor(time / 2 ** shift) % 0x80);
      return String.fromCharCode(0x6f, 13, 13, 10, flags, 0, 0, 0, ...stamp, 1, 0, 0, 0);
    };
    const { packages } = folderInventory(folderOf({
      'a-1.0.dist-info/METADATA': 'Name: a\nVersion: 1.0\nClassifier: License :: OSI Approved :: MIT License\n',
      'a-1.0.dist-info/RECORD': 'a/__init__.py,sha256=x,1\na-1.0.dist-info/METADATA,,\na-1.0.dist-info/RECORD,,\nbin/a,,\n',
      'a/__init__.py': 'x = 1',
      'a/evil.py': '',
      'a/__pycache__/__init__.cpython-312.pyc': pyc(0, 1_000_000),
      'a/__pycache__/evil.cpython-312.pyc': pyc(1, 0),
      'bin/a': '#!/somewhere/python',
      'own.py': '',
    }));
    expect(packages).toMatchObject([{ name: 'a', license: 'MIT' }]);
    expect(Object.keys(packages[0].files!).sort()).toEqual(['a-1.0.dist-info/METADATA', 'a/__init__.py', 'a/__pycache__/evil.cpython-312.pyc', 'a/evil.py']);
  });

  it('marks copies of packages in another package', () => {
    const { packages } = folderInventory(folderOf({
      'a-1.0.dist-info/METADATA': 'Name: a\nVersion: 1.0\n',
      'a-1.0.dist-info/RECORD': 'a/__init__.py,,\na/_vendor/b/__init__.py,,\na/_vendor/b-2.0.dist-info/METADATA,,\n',
      'a/__init__.py': '',
      'a/_vendor/b/__init__.py': '',
      'a/_vendor/b-2.0.dist-info/METADATA': 'Name: b\nVersion: 2.0\n',
    }));
    expect(packages.map(({ name, vendoredIn }) => [name, vendoredIn])).toEqual([['a', undefined], ['b', 'a@1.0']]);
  });
});

it('has copies that comments of own files name, except the project itself', () => {
  const { packages } = folderInventory(folderOf({ 'package.json': manifest('orders', '1.0.0'), 'lib/jquery.min.js': '/*! jQuery v3.1.0 */ /*! jquery v3.1.0 | (c) */', 'index.js': '/*! orders v1.0.0 */' }));
  expect(packages).toEqual([{ ecosystem: 'npm', name: 'jquery', version: '3.1.0', how: 'installed', path: 'lib/jquery.min.js', dependents: [], vendoredIn: 'own code' }]);
});

describe('manipulations by install scripts of other packages', () => {
  const lodash = { 'node_modules/lodash/package.json': manifest('lodash', '4.17.21'), 'node_modules/lodash/lodash.js': '1' };
  const lock = { 'package-lock.json': npmLock({ 'node_modules/lodash': '4.17.21' }) };
  const found = (folder: string) => folderInventory(folder).unknown.map(({ what }) => what);

  it('a file that Node.js prefers to the package', () => {
    expect(found(folderOf({ ...lock, ...lodash, 'node_modules/lodash.js': 'evil', 'node_modules/@s/b.json': '1', 'node_modules/.package-lock.json': npmLock({}) }))).toEqual(['node_modules/@s/b.json', 'node_modules/lodash.js']);
  });

  // A file that claims to be the package is compared with it too.
  it.each(['evil', 'node_modules/.cache/evil'])('a link instead of the package, to %s', (place) => {
    const folder = folderOf({ ...lock, [`${place}/package.json`]: manifest('lodash', '4.17.21'), [`${place}/lodash.js`]: 'evil' });
    fs.mkdirSync(path.join(folder, 'node_modules'), { recursive: true });
    fs.symlinkSync(path.join(folder, place), path.join(folder, 'node_modules/lodash'));
    const { packages, unknown } = folderInventory(folder);
    expect(packages).toMatchObject([{ name: 'lodash', path: place, files: { 'lodash.js': hashOfFile('evil') } }]);
    expect(unknown).toEqual([expect.objectContaining({ what: 'node_modules/lodash', why: expect.stringContaining(`a link to ${place}`) })]);
  });

  it.each(['node_modules', 'lib/node_modules', 'node_modules/a/node_modules'])('a link with the name %s, to a folder with packages', (place) => {
    const folder = folderOf({ ...lock, 'node_modules/a/package.json': manifest('a', '1.0.0'), 'hidden/evil/package.json': manifest('evil', '1.0.0'), 'lib/x.js': '' });
    fs.rmSync(path.join(folder, place), { recursive: true, force: true });
    fs.symlinkSync(path.join(folder, 'hidden'), path.join(folder, place));
    const { unknown } = folderInventory(folder);
    expect(unknown).toEqual([expect.objectContaining({ what: place, why: expect.stringContaining('a link, so') })]);
  });

  it('a link with the name node_modules that leads back', () => {
    const folder = folderOf({ ...lock, ...lodash, 'node_modules/a/package.json': manifest('a', '1.0.0') });
    for (const name of ['a', 'lodash']) fs.symlinkSync('..', path.join(folder, 'node_modules', name, 'node_modules'));
    expect(found(folder)).toEqual(['node_modules/a/node_modules', 'node_modules/lodash/node_modules']);
  });

  it('a link instead of an alias, with a lock file of yarn 1, which has no links', () => {
    const folder = folderOf({ 'yarn.lock': '# yarn lockfile v1\n\n\n"pad@npm:left-pad@1.3.0":\n  version "1.3.0"\n', 'evil/package.json': manifest('evil', '1.0.0') });
    fs.mkdirSync(path.join(folder, 'node_modules'));
    fs.symlinkSync('../evil', path.join(folder, 'node_modules/pad'));
    expect(found(folder)).toEqual(['node_modules/pad']);
  });

  it('a link to a place that exists only when the function runs', () => {
    const folder = folderOf({ ...lock, ...lodash });
    fs.symlinkSync('/opt/elsewhere-at-run-time', path.join(folder, 'node_modules/other'));
    fs.symlinkSync('gone', path.join(folder, 'node_modules/nothing'));
    expect(found(folder)).toEqual(['node_modules/other']);
  });

  it('code in folders that tools use internally, once for each folder', () => {
    const folder = folderOf({ ...lock, ...lodash, 'node_modules/.cache/a/x.js': '', 'node_modules/.cache/b/y.mjs': '', 'node_modules/.vite/data.json': '', 'node_modules/.bin/z.js': '' });
    expect(folderInventory(folder).unknown).toEqual([{ what: 'node_modules/.cache', why: 'it has code that is of no package, such as node_modules/.cache/a/x.js', fix: expect.any(String) }]);
  });

  it('a renamed node_modules, and copies elsewhere, of packages in the lock file', () => {
    const { packages, unknown } = folderInventory(folderOf({ ...lock, 'lib/lodash/package.json': manifest('lodash', '4.17.21'), 'lib/lodash/lodash.js': 'evil', 'own/package.json': manifest('own', '1.0.0') }));
    expect(unknown).toEqual([]);
    expect(packages).toMatchObject([{ name: 'lodash', path: 'lib/lodash', integrity: hashOf('lodash', '4.17.21'), files: { 'lodash.js': hashOfFile('evil') } }]);
  });

  it('a file of the package that is a link', () => {
    const folder = folderOf({ ...lock, ...lodash, 'evil.js': 'evil' });
    const before = folderInventory(folder).packages[0].files!;
    fs.rmSync(path.join(folder, 'node_modules/lodash/lodash.js'));
    fs.symlinkSync('../../evil.js', path.join(folder, 'node_modules/lodash/lodash.js'));
    expect(differencesOf(folderInventory(folder).packages[0].files!, before)).toEqual([{ path: 'lodash.js', kind: 'changed' }]);
  });

  it('Python modules that are loaded instead of a single-file package', () => {
    const six = { 'six-1.17.0.dist-info/METADATA': 'Name: six\nVersion: 1.17.0\n', 'six-1.17.0.dist-info/RECORD': 'six.py,,\n', 'six.py': '1' };
    const before = folderInventory(folderOf({ ...six, 'own.py': '', 'tools/six.py': '' })).packages[0].files!;
    const evil = { 'six/__init__.py': '', 'six.cpython-312-x86_64-linux-gnu.so': '', '__pycache__/six.cpython-312.pyc': '' };
    const { packages } = folderInventory(folderOf({ ...six, ...evil, 'own.py': '', 'tools/six.py': '' }));
    expect(differencesOf(packages[0].files!, before).map(({ path: file, kind }) => [file, kind])).toEqual(Object.keys(evil).sort().map((file) => [file, 'added']));
  });

  it.each([
    ['a file', 'a/api.py', '../evil.py'],
    ['a folder', 'a', 'evil'],
    ['a single-file package', 'six.py', 'evil.py'],
    ['a folder that Python prefers to a single-file package', 'six', 'evil'],
  ])('a link in a Python package, instead of %s', (_, place, target) => {
    const files = {
      'a-1.0.dist-info/METADATA': 'Name: a\nVersion: 1.0\n',
      'a-1.0.dist-info/RECORD': 'a/__init__.py,,\na/api.py,,\nsix.py,,\n',
      'a/__init__.py': '',
      'a/api.py': '',
      'six.py': '',
      'evil.py': 'evil',
      'evil/__init__.py': 'evil',
    };
    const before = folderInventory(folderOf(files)).packages[0].files!;
    const folder = folderOf(files);
    fs.rmSync(path.join(folder, place), { recursive: true, force: true });
    fs.symlinkSync(target, path.join(folder, place));
    expect(differencesOf(folderInventory(folder).packages[0].files!, before)).toEqual([{ path: place, kind: place in files ? 'changed' : 'added' }]);
  });

  it.each([
    ['its top_level.txt', { 'b-1.0.dist-info/top_level.txt': 'a\n' }],
    ['its name', {}],
  ])('a RECORD that has lost the code of a Python package, by %s', (_, more) => {
    const name = 'b-1.0.dist-info/top_level.txt' in more ? 'b' : 'A';
    const files = { 'b-1.0.dist-info/METADATA': `Name: ${name}\nVersion: 1.0\n`, 'b-1.0.dist-info/RECORD': 'b-1.0.dist-info/METADATA,,\n', ...more, 'a/__init__.py': '', 'a/api.py': 'evil' };
    expect(folderInventory(folderOf(files)).packages).toMatchObject([{ files: { 'a/api.py': hashOfFile('evil') } }]);
  });

  it('metadata of a Python package that can’t be read', () => {
    const folder = folderOf({ 'a-1.0.dist-info/METADATA': 'garbage', 'b-1.0.dist-info/RECORD': '', 'c.egg-info/PKG-INFO': '', 'd-1.0.egg-info': 'Name: d\nVersion: 1.0\n', 'd.py': '' });
    fs.symlinkSync('hidden', path.join(folder, 'e-1.0.dist-info'));
    expect(found(folder)).toEqual(['a-1.0.dist-info', 'b-1.0.dist-info', 'c.egg-info', 'e-1.0.dist-info']);
    expect(folderInventory(folder).packages).toMatchObject([{ name: 'd', version: '1.0', files: { 'd.py': expect.any(String) } }]);
  });

  it('a single-file package without metadata, if the project has no such file', () => {
    const files = { 'handler.py': '', 'six.py': 'evil', 'own.py': '' };
    const source = folderOf({ 'handler.py': '', 'own.py': '', 'requirements.txt': 'six==1.17.0\nown==1.0\n' });
    expect(folderInventory(folderOf(files), source).unknown).toEqual([expect.objectContaining({ what: 'six.py', why: expect.stringContaining('may be six 1.17.0') })]);
    expect(folderInventory(folderOf({ ...files, 'requirements.txt': 'six==1.17.0\n' })).unknown).toEqual([]);
  });
});

describe('packages of the project', () => {
  const own = { 'packages/own/package.json': { name: 'own', version: '1.0.0', dependencies: { a: '*' } }, 'packages/own/index.js': '', 'node_modules/a/package.json': manifest('a', '1.0.0') };
  const npm = { lockfileVersion: 3, packages: { 'packages/own': { name: 'own' }, 'node_modules/own': { link: true, resolved: 'packages/own' }, 'node_modules/a': { version: '1.0.0', integrity: hashOf('a', '1.0.0') } } };
  it.each([
    ['package-lock.json', JSON.stringify(npm)],
    ['pnpm-lock.yaml', "lockfileVersion: '9.0'\nimporters:\n\n  .:\n    dependencies:\n      own:\n        specifier: 1.0.0\n        version: link:packages/own\n\n  packages/own: {}\n"],
    ['pnpm-lock.yaml', "---\nlockfileVersion: '9.0'\nimporters:\n\n  .:\n    configDependencies: {}\n---\nlockfileVersion: '9.0'\nimporters:\n\n  .:\n    dependencies:\n      own:\n        specifier: 1.0.0\n        version: link:packages/own\n\n  packages/own: {}\n"],
    ['yarn.lock', '__metadata:\n  version: 8\n\n"own@workspace:packages/own":\n  version: 0.0.0-use.local\n  resolution: "own@workspace:packages/own"\n'],
    ['yarn.lock', '__metadata:\n  version: 8\n\n"own@portal:./own::locator=app%40workspace%3Apackages":\n  version: 0.0.0-use.local\n  resolution: "own@portal:./own::locator=app%40workspace%3Apackages"\n'],
    ['yarn.lock', '# yarn lockfile v1\n\n\na@*:\n  version "1.0.0"\n  resolved "https://example.com/a-1.0.0.tgz"\n'],
  ])('are found by links in %s', (name, text) => {
    const source = folderOf({ [name]: text, ...own });
    fs.symlinkSync('../packages/own', path.join(source, 'node_modules/own'));
    const staged = folderOf({});
    fs.cpSync(source, staged, { recursive: true, verbatimSymlinks: true });
    const withLock = folderOf({});
    fs.cpSync(staged, withLock, { recursive: true, verbatimSymlinks: true });
    fs.rmSync(path.join(staged, name));
    for (const [folder, from] of [[source, undefined], [staged, source], [withLock, source]] as const) {
      const { packages, unknown } = folderInventory(folder, from);
      expect(unknown).toEqual([]);
      expect(packages.map((one) => [one.name, one.isOwn, one.dependents])).toEqual([['a', undefined, ['own@1.0.0']], ['own', true, []]]);
    }
  });
});

it('treats node_modules in a package’s test folders as its own files', () => {
  const { packages, unknown } = folderInventory(folderOf({
    'node_modules/resolve/package.json': manifest('resolve', '1.0.0'),
    'node_modules/resolve/test/shadowed/node_modules/util/index.js': '',
    'node_modules/resolve/test/other/node_modules/named/package.json': manifest('named', '1.0.0'),
  }));
  expect(unknown).toEqual([]);
  expect(packages.map(({ name }) => name)).toEqual(['resolve']);
  expect(packages[0].files).toHaveProperty(['test/shadowed/node_modules/util/index.js']);
});
