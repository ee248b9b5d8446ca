import { createHash } from 'crypto';
import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import * as zlib from 'zlib';
import { strToU8, zipSync } from 'fflate';
import { tarArchive } from './tar-archive';
import { hashOf } from '../../../lib/dependencies/content/files';
import { PackageArchives } from '../../../lib/dependencies/content/package-archives';
import { tarEntries } from '../../../lib/dependencies/content/tar-file';

const LONG = `package/${'deep/'.repeat(40)}file.js`;
let home: string;
const saved = { ...process.env };
beforeEach(() => {
  home = fs.mkdtempSync(path.join(os.tmpdir(), 'sec3-home-'));
  process.env.npm_config_cache = path.join(home, '.npm');
  process.env.YARN_CACHE_FOLDER = path.join(home, '.yarn');
  process.env.POETRY_CACHE_DIR = path.join(home, 'poetry');
  process.env.PIP_CACHE_DIR = path.join(home, 'pip');
});
afterEach(() => {
  process.env = { ...saved };
  fs.rmSync(home, { recursive: true });
});

const tarball = (files: { readonly [name: string]: string }) => tarArchive(Object.entries(files));

function put(file: string, content: Uint8Array): void {
  fs.mkdirSync(path.dirname(path.join(home, file)), { recursive: true });
  fs.writeFileSync(path.join(home, file), content);
}

const hex = (bytes: Uint8Array) => createHash('sha512').update(bytes).digest('hex');
const sri = (bytes: Uint8Array) => `sha512-${createHash('sha512').update(bytes).digest('base64')}`;
const found = (integrity: string) => {
  const content = new PackageArchives().find({ ecosystem: 'npm', name: '@a/b', version: '1.0.0', integrity });
  return content && Object.fromEntries([...content].map(([name, bytes]) => [name, bytes.toString()]));
};

test('long names in POSIX archives are read', () => {
  const entries = [...tarEntries(tarball({ 'package/a.js': '1', [LONG]: '2', 'package/ä.js': '3' }))];
  expect(entries.map(({ name, content }) => [name, content.toString()])).toEqual([['a.js', '1'], [LONG.slice('package/'.length), '2'], ['ä.js', '3']]);
});

test('a truncated tar archive is rejected', () => {
  const whole = tarball({ 'package/a.js': 'x'.repeat(2000) });
  expect(() => [...tarEntries(whole.subarray(0, 1000))]).toThrow('cut off');
});

test('an archive is found in the cache of npm by the hash in the lock file', () => {
  const archive = zlib.gzipSync(tarball({ 'package/index.js': '1', 'package/.gitignore': 'x' }));
  const digest = hex(archive);
  expect(found(sri(archive))).toBeUndefined();
  put(`.npm/_cacache/content-v2/sha512/${digest.slice(0, 2)}/${digest.slice(2, 4)}/${digest.slice(4)}`, archive);
  expect(found(sri(archive))).toEqual({ 'index.js': '1', '.gitignore': 'x', '.npmignore': 'x' });
});

test('a cached file that was replaced is not used', () => {
  const archive = zlib.gzipSync(tarball({ 'package/index.js': '1' }));
  const digest = hex(archive);
  put(`.npm/_cacache/content-v2/sha512/${digest.slice(0, 2)}/${digest.slice(2, 4)}/${digest.slice(4)}`, zlib.gzipSync(tarball({ 'package/index.js': 'evil' })));
  expect(found(sri(archive))).toBeUndefined();
});

test('an archive is found in the cache of yarn 1', () => {
  const archive = zlib.gzipSync(tarball({ 'package/index.js': '1' }));
  put('.yarn/v6/npm-@a-b-1.0.0-abc-integrity/node_modules/@a/b/.yarn-tarball.tgz', archive);
  expect(found(sri(archive))).toEqual({ 'index.js': '1' });
});

test.each(['npm-1.0.0', 'patch', 'file'])('an archive is found in the cache of yarn 2 and later by its checksum (%s)', (protocol) => {
  const archive = zipSync({ 'node_modules/@a/b/': new Uint8Array(), 'node_modules/@a/b/index.js': strToU8('1') });
  put(`.yarn/@a-b-${protocol}-0123456789-10c0.zip`, archive);
  expect(found(`yarn:10c0/${hex(archive)}`)).toEqual({ 'index.js': '1' });
  expect(found(`yarn:10c0/${'0'.repeat(128)}`)).toBeUndefined();
});

describe('wheels of PyPI, from the cache of Poetry', () => {
  const wheel = (tag: string, code: string) => Buffer.from(zipSync({
    'a_b/__init__.py': strToU8('1'),
    'a_b/': new Uint8Array(),
    'a_b-1.0.data/platlib/a_b/native.so': strToU8(code),
    'a_b-1.0.data/scripts/a': strToU8('x'),
    'a_b-1.0.dist-info/WHEEL': strToU8(`Tag: ${tag}\n`),
    'a_b-1.0.dist-info/RECORD': strToU8('a_b/__init__.py,,'),
  }));
  const [intel, arm] = [wheel('cp312-cp312-manylinux_x86_64', 'intel'), wheel('cp312-cp312-manylinux_aarch64', 'arm')];
  const pin = (bytes: Uint8Array) => `sha256-${createHash('sha256').update(bytes).digest('base64')}`;
  const find = (integrity: string, installed?: Buffer) => {
    const files = installed && { 'a_b-1.0.dist-info/WHEEL': hashOf(`Tag: ${installed === arm ? 'cp312-cp312-manylinux_aarch64' : 'cp312-cp312-manylinux_x86_64'}\n`) };
    const content = new PackageArchives().find({ ecosystem: 'pypi', name: 'a-b', version: '1.0', integrity, files });
    return content && Object.fromEntries([...content].map(([name, bytes]) => [name, bytes.toString()]));
  };
  beforeEach(() => {
    put('poetry/artifacts/0a/1b/a_b-1.0-cp312-cp312-manylinux_x86_64.whl', intel);
    put('poetry/artifacts/0a/2c/a_b-1.0-cp312-cp312-manylinux_aarch64.whl', arm);
    put('poetry/artifacts/0a/2c/a_b-1.0.tar.gz', zlib.gzipSync(tarball({ 'a_b-1.0/setup.py': '' })));
  });

  test('have the paths at which they are installed', () => {
    expect(find(pin(intel))).toEqual({ 'a_b/__init__.py': '1', 'a_b/native.so': 'intel', 'a_b-1.0.dist-info/WHEEL': 'Tag: cp312-cp312-manylinux_x86_64\n' });
  });

  test('if several are pinned, the one that the installed files come from', () => {
    const both = `${pin(arm)} ${pin(intel)}`;
    expect([find(both, intel)?.['a_b/native.so'], find(both, arm)?.['a_b/native.so']]).toEqual(['intel', 'arm']);
    expect(find(pin(arm), intel)).toBeUndefined();
  });

  test('a cache is listed once for any number of packages', () => {
    const list = jest.spyOn(jest.requireActual<typeof fs>('fs'), 'readdirSync');
    const archives = new PackageArchives();
    const lists = ['a-b', 'b', 'c'].map((name) => {
      list.mockClear();
      archives.find({ ecosystem: 'pypi', name, version: '1.0', integrity: pin(intel) });
      return list.mock.calls.filter(([folder]) => String(folder).startsWith(home)).length;
    });
    list.mockRestore();
    expect(lists).toEqual([1, 0, 0]);
  });

  test('folders given by the user are listed again, since archives may have been added', () => {
    const folder = path.join(home, 'own');
    const archives = new PackageArchives([folder]);
    const one = { ecosystem: 'pypi', name: 'z', version: '1.0', integrity: pin(intel) } as const;
    expect(archives.find(one)).toBeUndefined();
    put('own/z-1.0-py3-none-any.whl', intel);
    expect(archives.find(one)).toBeDefined();
  });

  test('a wheel that is not pinned is not used', () => expect(find(pin(Buffer.from('other')))).toBeUndefined());
});

test('nothing is found if no hash pins the package', () => expect(found('sha1-2jmj7l5rSw0yVb/vlWAYkK/YBwk=')).toBeUndefined());
