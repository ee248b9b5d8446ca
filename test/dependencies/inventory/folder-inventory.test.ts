import * as fs from 'fs';
import * as path from 'path';
import { buildSync } from 'esbuild';
import { folderOf, hashOf, npmLock } from './folders';
import { differencesOf, hashOf as hashOfFile } from '../../../lib/dependencies/content/files';
import { folderInventory } from '../../../lib/dependencies/inventory/folder-inventory';

const manifest = (name: string, version: string, more: object = {}): object => ({ name, version, ...more });

describe('a folder of code', () => {
  it('ships what lies in node_modules, with the hashes of its lock file', () => {
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

  it('has the hashes of the lock file above where it comes from', () => {
    const source = folderOf({ 'package-lock.json': npmLock({ 'node_modules/a': '1.0.0' }), 'handlers/create/index.js': '' });
    const staged = folderOf({ 'node_modules/a/package.json': manifest('a', '1.0.0') });
    expect(folderInventory(staged, path.join(source, 'handlers/create')).packages).toMatchObject([{ name: 'a', integrity: hashOf('a', '1.0.0') }]);
    expect(folderInventory(staged).packages).toEqual([expect.not.objectContaining({ integrity: expect.anything() })]);
  });

  it('finds packages where pnpm keeps them, and follows no link out of the folder', () => {
    const outside = folderOf({ 'package.json': manifest('out', '1.0.0') });
    const folder = folderOf({ 'node_modules/.pnpm/a@1.0.0/node_modules/a/package.json': manifest('a', '1.0.0') });
    fs.symlinkSync('.pnpm/a@1.0.0/node_modules/a', path.join(folder, 'node_modules/a'));
    fs.symlinkSync(outside, path.join(folder, 'node_modules/out'));
    const { packages, unknown } = folderInventory(folder);
    expect(packages.map(({ name }) => name)).toEqual(['a']);
    expect(unknown).toEqual([expect.objectContaining({ what: 'node_modules/out', why: expect.stringContaining('outside of the code') })]);
  });

  it('says what has no name, and what a bundler wrote', () => {
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

  it('costs the packages their hashes where a lock file can’t be read, and says so', () => {
    const { packages, unknown } = folderInventory(folderOf({ 'package-lock.json': '{', 'node_modules/a/package.json': manifest('a', '1.0.0') }));
    expect(packages).toEqual([expect.not.objectContaining({ integrity: expect.anything() })]);
    expect(unknown).toEqual([{ what: 'package-lock.json', why: expect.stringContaining("can't be read"), fix: expect.any(String) }]);
  });
});

describe('a folder of Python code', () => {
  const requirements = `typing_extensions==4.12.2 --hash=sha256:${'aa'.repeat(32)}\nsix==1.17.0\nabsent==1.0\n`;

  it('ships what is installed in it, and nothing that a lock file names alone', () => {
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

  it('says what may be a package whose description was removed, and takes no file of the function for one', () => {
    const { packages, unknown } = folderInventory(folderOf({
      'handler.py': 'import click', 'click.py': '', 'tools/mypy.py': '', 'six/__init__.py': '', 'requirements.txt': 'click==8.1.0\nmypy==1.0\nsix==1.17.0\n',
    }));
    expect(packages).toEqual([]);
    expect(unknown).toEqual([{ what: 'six', why: expect.stringContaining('may be six 1.17.0'), fix: expect.any(String) }]);
  });

  it('hashes what a package recorded, what else lies in its folders, and no compiled code that is never read', () => {
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

  it('marks copies that a package has of others', () => {
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

describe('what install scripts of others could do', () => {
  const lodash = { 'node_modules/lodash/package.json': manifest('lodash', '4.17.21'), 'node_modules/lodash/lodash.js': '1' };
  const lock = { 'package-lock.json': npmLock({ 'node_modules/lodash': '4.17.21' }) };
  const found = (folder: string) => folderInventory(folder).unknown.map(({ what }) => what);

  it('a file that Node.js prefers to the package', () => {
    expect(found(folderOf({ ...lock, ...lodash, 'node_modules/lodash.js': 'evil', 'node_modules/@s/b.json': '1', 'node_modules/.package-lock.json': npmLock({}) }))).toEqual(['node_modules/@s/b.json', 'node_modules/lodash.js']);
  });

  it.each(['evil', 'node_modules/.cache/evil'])('a link instead of the package, to %s', (place) => {
    const folder = folderOf({ ...lock, [`${place}/package.json`]: manifest('lodash', '4.17.21'), [`${place}/lodash.js`]: 'evil' });
    fs.mkdirSync(path.join(folder, 'node_modules'), { recursive: true });
    fs.symlinkSync(path.join(folder, place), path.join(folder, 'node_modules/lodash'));
    expect(folderInventory(folder)).toEqual({ packages: [], unknown: [expect.objectContaining({ what: 'node_modules/lodash', why: expect.stringContaining(`a link to ${place}`) })] });
  });

  it('a link instead of an alias, where the lock file of yarn 1 names no links', () => {
    const folder = folderOf({ 'yarn.lock': '# yarn lockfile v1\n\n\n"pad@npm:left-pad@1.3.0":\n  version "1.3.0"\n', 'evil/package.json': manifest('evil', '1.0.0') });
    fs.mkdirSync(path.join(folder, 'node_modules'));
    fs.symlinkSync('../evil', path.join(folder, 'node_modules/pad'));
    expect(found(folder)).toEqual(['node_modules/pad']);
  });

  it('a link to where something is when the function runs', () => {
    const folder = folderOf({ ...lock, ...lodash });
    fs.symlinkSync('/opt/elsewhere-at-run-time', path.join(folder, 'node_modules/other'));
    fs.symlinkSync('gone', path.join(folder, 'node_modules/nothing'));
    expect(found(folder)).toEqual(['node_modules/other']);
  });

  it('a file of the package that is a link', () => {
    const folder = folderOf({ ...lock, ...lodash, 'evil.js': 'evil' });
    const before = folderInventory(folder).packages[0].files!;
    fs.rmSync(path.join(folder, 'node_modules/lodash/lodash.js'));
    fs.symlinkSync('../../evil.js', path.join(folder, 'node_modules/lodash/lodash.js'));
    expect(differencesOf(folderInventory(folder).packages[0].files!, before)).toEqual([{ path: 'lodash.js', kind: 'changed' }]);
  });

  it('modules of Python that are loaded instead of a package of one file', () => {
    const six = { 'six-1.17.0.dist-info/METADATA': 'Name: six\nVersion: 1.17.0\n', 'six-1.17.0.dist-info/RECORD': 'six.py,,\n', 'six.py': '1' };
    const before = folderInventory(folderOf({ ...six, 'own.py': '', 'tools/six.py': '' })).packages[0].files!;
    const evil = { 'six/__init__.py': '', 'six.cpython-312-x86_64-linux-gnu.so': '', '__pycache__/six.cpython-312.pyc': '' };
    const { packages } = folderInventory(folderOf({ ...six, ...evil, 'own.py': '', 'tools/six.py': '' }));
    expect(differencesOf(packages[0].files!, before).map(({ path: file, kind }) => [file, kind])).toEqual(Object.keys(evil).sort().map((file) => [file, 'added']));
  });

  it('a package of one file whose description is gone, where the project has no such file', () => {
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
    ['yarn.lock', '__metadata:\n  version: 8\n\n"own@workspace:packages/own":\n  version: 0.0.0-use.local\n  resolution: "own@workspace:packages/own"\n'],
    ['yarn.lock', '__metadata:\n  version: 8\n\n"own@portal:./own::locator=app%40workspace%3Apackages":\n  version: 0.0.0-use.local\n  resolution: "own@portal:./own::locator=app%40workspace%3Apackages"\n'],
    ['yarn.lock', '# yarn lockfile v1\n\n\na@*:\n  version "1.0.0"\n  resolved "https://example.com/a-1.0.0.tgz"\n'],
  ])('are links by %s', (name, text) => {
    const source = folderOf({ [name]: text, ...own });
    fs.symlinkSync('../packages/own', path.join(source, 'node_modules/own'));
    const staged = folderOf({});
    fs.cpSync(source, staged, { recursive: true, verbatimSymlinks: true });
    fs.rmSync(path.join(staged, name));
    for (const [folder, from] of [[source, undefined], [staged, source]] as const) {
      const { packages, unknown } = folderInventory(folder, from);
      expect(unknown).toEqual([]);
      expect(packages.map((one) => [one.name, one.isOwn, one.dependents])).toEqual([['a', undefined, ['own@1.0.0']], ['own', true, []]]);
    }
  });
});

it('takes what a package has in folders of its tests for its own files', () => {
  const { packages, unknown } = folderInventory(folderOf({
    'node_modules/resolve/package.json': manifest('resolve', '1.0.0'),
    'node_modules/resolve/test/shadowed/node_modules/util/index.js': '',
    'node_modules/resolve/test/other/node_modules/named/package.json': manifest('named', '1.0.0'),
  }));
  expect(unknown).toEqual([]);
  expect(packages.map(({ name }) => name)).toEqual(['resolve']);
  expect(packages[0].files).toHaveProperty(['test/shadowed/node_modules/util/index.js']);
});
