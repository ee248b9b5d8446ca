import { createHash } from 'crypto';
import * as fs from 'fs';
import * as path from 'path';
import * as zlib from 'zlib';
import { assembly, cli, inTemporaryFolder } from './harness';
import { certifiedFileText } from '../../lib/dependencies/certification/certified-file';
import { importHash } from '../../lib/dependencies/certification/imports';
import { filesFrom, hashOf } from '../../lib/dependencies/content/files';
import type { ShippedPackage } from '../../lib/dependencies/inventory/shipped-package';
import { sbomOf } from '../../lib/dependencies/sbom/sbom';
import { entry, fileOf, hash, shipped } from '../dependencies/certification/entries';
import { tarArchive } from '../dependencies/content/tar-archive';

const write = inTemporaryFolder();
const FILE = 'certified-dependencies.json';
const BY = ['--approved-by', 'ben@example.com'];
const cache = process.env.npm_config_cache;
beforeEach(() => (process.env.npm_config_cache = path.resolve('cache')));
afterEach(() => {
  if (cache === undefined) delete process.env.npm_config_cache;
  else process.env.npm_config_cache = cache;
});

function shipping(packages: readonly ShippedPackage[]): { [name: string]: unknown } {
  const metadata = { sbom: 'sbom/Fn.cdx.json', packages: packages.length, certification: { file: FILE, problems: [], unknown: [] } };
  return {
    ...assembly('cdk.out', { Orders: { Resources: { Fn: { Type: 'AWS::Lambda::Function', Metadata: { 'cdk-sec3:dependencies': metadata } } } } }),
    'cdk.out/sbom/Fn.cdx.json': sbomOf('Orders/Fn', { packages, unknown: [] }),
  };
}

/** Puts a package's archive into the cache of npm, and returns the shipped package. */
function archived(version: string, files: { readonly [name: string]: string }, shippedFiles = files): ShippedPackage {
  const bytes = zlib.gzipSync(tarArchive(Object.entries(files).map(([name, content]) => [`package/${name}`, content])));
  const digest = createHash('sha512').update(bytes).digest();
  const hex = digest.toString('hex');
  const at = path.resolve('cache/_cacache/content-v2/sha512', hex.slice(0, 2), hex.slice(2, 4), hex.slice(4));
  fs.mkdirSync(path.dirname(at), { recursive: true });
  fs.writeFileSync(at, bytes);
  return shipped({ version, integrity: `sha512-${digest.toString('base64')}`, files: filesFrom(Object.entries(shippedFiles).map(([name, text]) => [name, hashOf(text)] as const)) });
}

const read = () => JSON.parse(fs.readFileSync(FILE, 'utf8'));
const check = async () => (await cli(['certify', '--check'])).code;

describe('--exempt', () => {
  test('exempts the packages that ship, and passes until another one ships', async () => {
    const files = filesFrom([['index.js', hashOf('1')]]);
    write(shipping([shipped({ files }), shipped({ name: 'other', files })]));
    const { code, out } = await cli(['certify', '--exempt']);
    expect([code, out]).toEqual([0, `${FILE} exempts 2 more packages, and 2 in all\n✔ Every package that ships is certified\n`]);
    expect(read()).toMatchObject({ packages: [], exemptions: [{ name: 'lodash', content: expect.stringMatching(/^sha256-/), since: expect.any(String) }, { name: 'other' }] });
    write(shipping([shipped({ files: filesFrom([['index.js', hashOf('2')]]) })]));
    expect(await check()).toBe(1);
  });

  test('distinguishes package names by upper and lower case', async () => {
    write(shipping(['JSONStream', 'jsonstream'].map((name) => shipped({ name }))));
    expect((await cli(['certify', '--exempt'])).code).toBe(0);
    expect(read().exemptions.map(({ name }: { name: string }) => name)).toEqual(['JSONStream', 'jsonstream']);
  });

  test('an approval replaces an exemption', async () => {
    write({ ...shipping([shipped()]), [FILE]: certifiedFileText(fileOf([], { requires: 'reviewed' })) });
    await cli(['certify', '--exempt']);
    fs.writeFileSync(FILE, certifiedFileText(fileOf([], { exemptions: [{ ...read().exemptions[0], integrity: hash(2), content: undefined }] })));
    const person = async (question: string) => (question.startsWith('Certify') ? 'yes' : 'ana');
    expect((await cli(['certify'], { ask: person })).code).toBe(0);
    expect(read()).toEqual({ version: 2, packages: [expect.objectContaining({ name: 'lodash', criteria: 'reviewed', reason: 'ana' })] });
  });
});

describe('with the contents of the archive', () => {
  test('an approval covers all files of the archive, so that a function may ship more of them later', async () => {
    const one = archived('4.17.21', { 'a.js': '1', 'b.js': '2' }, { 'a.js': '1' });
    write(shipping([one]));
    expect((await cli(['certify', '--yes', ...BY])).code).toBe(0);
    write(shipping([archived('4.17.21', { 'a.js': '1', 'b.js': '2' })]));
    expect(await check()).toBe(0);
  });

  test('files that differ from the archive are named and left to a person', async () => {
    write(shipping([archived('4.17.21', { 'a.js': '1' }, { 'a.js': 'evil' })]));
    for (const how of [['--yes', ...BY], ['--exempt'], ['--bulk', 'no-install-script', ...BY]]) {
      const { code, out } = await cli(['certify', ...how]);
      expect(code).toBe(1);
      expect(out).toContain('! The shipped content differs from the registry.');
      expect(out).toContain('  files          not as the archive has them: a.js (changed)\n');
    }
    expect(fs.existsSync(FILE)).toBe(false);
  });
});

describe('--suggest and --diff', () => {
  const prepare = () => {
    const old = archived('4.17.20', { 'a.js': 'one\ntwo\n', 'b.js': 'same\n' });
    const now = archived('4.17.21', { 'a.js': 'one\n2\n', 'b.js': 'same\n', 'c.js': 'new\n' });
    const fresh = { ...archived('1.0.0', { 'index.js': 'x\n'.repeat(50) }), name: 'fresh' };
    write({ ...shipping([fresh, now]), [FILE]: certifiedFileText(fileOf([entry({ version: '4.17.20', integrity: old.integrity, expires: '2999-12-31' })])) });
  };

  test('lists the smallest review first, with its size, its files and the command', async () => {
    prepare();
    const { code, out } = await cli(['certify', '--suggest']);
    expect(code).toBe(1);
    expect(out).toBe([
      'lodash@4.17.21: the difference to 4.17.20, which ana@example.com approved: 2 files, +2 -1 lines',
      '    a.js +1 -1',
      '    c.js +1 -0',
      '  cdk-sec3 certify --diff lodash@4.17.21',
      '  cdk-sec3 certify --package lodash@4.17.21 --from 4.17.20',
      '',
      'fresh@1.0.0: all of it, since no version is certified: 1 file, +50 -0 lines',
      '    index.js +50 -0',
      '  cdk-sec3 certify --diff fresh@1.0.0',
      '  cdk-sec3 certify --package fresh@1.0.0',
      '',
      '✖ 2 packages not certified',
      '',
    ].join('\n'));
  });

  test('shows the difference, and certifies it as long as the earlier version is certified', async () => {
    prepare();
    const { out } = await cli(['certify', '--diff', 'lodash@4.17.21']);
    expect(out).toContain('--- a/a.js\n+++ b/a.js\n@@ -1,2 +1,2 @@\n one\n-two\n+2\n');
    expect(out).toContain('--- /dev/null\n+++ b/c.js\n@@ -0,0 +1,1 @@\n+new\n');
    expect((await cli(['certify', '--yes', ...BY, '--package', 'lodash@4.17.21', '--from', '4.17.20'])).code).toBe(0);
    expect(read().packages.find(({ version }: any) => version === '4.17.21')).toMatchObject({ from: '4.17.20', criteria: 'safe-to-run' });
    expect(await cli(['certify', '--yes', ...BY, '--package', 'fresh@1.0.0', '--from', '0.9.0'])).toMatchObject({
      code: 2, out: '', err: expect.stringContaining('--from 0.9.0: fresh is not certified in this version, so the difference to it would certify nothing'),
    });
    // The earlier version is still needed.
    expect((await cli(['certify', '--prune'])).out).toBe('Every entry is needed\n');
  });
});

describe('--bulk', () => {
  const packages = [
    shipped({ license: '(MIT OR ISC)' }), shipped({ name: 'gpl', license: 'GPL-3.0-only' }), shipped({ name: 'unknown' }), shipped({ name: 'script', license: 'MIT', hasInstallScript: true }),
  ];

  test('certifies packages that meet the conditions, marks them, and reports the others', async () => {
    write(shipping(packages));
    const { code, err } = await cli(['certify', '--bulk', 'license=MIT|ISC,no-install-script', ...BY]);
    expect(code).toBe(1);
    expect(err).toBe('note: gpl@4.17.21 is not certified: its license is GPL-3.0-only\nnote: script@4.17.21 is not certified: it has an install script\nnote: unknown@4.17.21 is not certified: its license is not known\n');
    expect(read().packages).toEqual([expect.objectContaining({ name: 'lodash', criteria: 'safe-to-run', bulk: 'license among MIT, ISC; no install script' })]);
  });

  test('rejects --criteria reviewed', async () => {
    write(shipping(packages));
    expect(await cli(['certify', '--bulk', 'license=MIT', ...BY, '--criteria', 'reviewed'])).toMatchObject({ code: 2, err: expect.stringContaining('with --bulk packages are not reviewed') });
  });

  test.each(['', 'age=0', 'licence=MIT', 'license=MIT,,'])('rejects the conditions %j', async (conditions) => {
    write(shipping(packages));
    expect(await cli(['certify', '--bulk', conditions, ...BY])).toMatchObject({ code: 2, err: expect.stringContaining('is not a condition; conditions are license=MIT|ISC') });
  });
});

test('--prune removes unused entries and their contents', async () => {
  const files = filesFrom([['index.js', hashOf('1')]]);
  write(shipping([shipped({ files }), shipped({ name: 'gone', files: filesFrom([['x.js', hashOf('x')]]) })]));
  await cli(['certify', '--yes', ...BY]);
  write(shipping([shipped({ files })]));
  expect(await cli(['certify', '--prune'])).toEqual({ code: 0, out: '1 entry removed: gone@4.17.21\n', err: '' });
  expect(read().packages).toMatchObject([{ name: 'lodash' }]);
  expect(fs.readFileSync('certified-dependencies.contents.json', 'utf8')).not.toContain('gone');
});

test('--prune keeps an entry for other files of a shipped package', async () => {
  write(shipping([shipped({ files: filesFrom([['index.js', hashOf('1')]]) })]));
  await cli(['certify', '--yes', ...BY]);
  write(shipping([shipped({ files: filesFrom([['index.js', hashOf('2')]]) })]));
  expect((await cli(['certify', '--check'])).err).not.toContain('nothing that ships needs that');
  expect((await cli(['certify', '--prune'])).out).toBe('Every entry is needed\n');
});

describe('a terminal that closes', () => {
  test('keeps the answers given so far', async () => {
    write(shipping([shipped(), shipped({ name: 'next' }), shipped({ name: 'third' })]));
    const asked: string[] = [];
    const answers = ['y', 'ana@example.com', 'Read it.', 'y', ''];
    const ask = async (question: string) => {
      asked.push(question);
      if (answers.length === 0) throw new Error('interrupted');
      return answers.shift()!;
    };
    expect((await cli(['certify'], { ask })).code).toBe(2);
    expect(asked).toContain('Why? (Enter: Read it.) ');
    expect(read().packages).toMatchObject([{ name: 'lodash', reason: 'Read it.' }, { name: 'next', reason: 'Read it.' }]);
  });
});

describe('--import', () => {
  test('a second repository certifies only packages that the first one does not', async () => {
    const files = filesFrom([['index.js', hashOf('1')]]);
    const first = [shipped({ files }), shipped({ name: 'shared', files })];
    write(shipping(first));
    await cli(['certify', '--yes', ...BY]);
    fs.mkdirSync('platform');
    for (const name of [FILE, 'certified-dependencies.contents.json']) fs.renameSync(name, `platform/${name}`);

    write(shipping([...first, shipped({ name: 'own', files })]));
    expect(await check()).toBe(1);
    expect(await cli(['certify', '--import', './platform/certified-dependencies.json'])).toMatchObject({ code: 0, out: `${FILE} imports 2 packages from ./platform/certified-dependencies.json\n` });
    await cli(['certify', '--yes', ...BY]);
    expect(read().packages).toMatchObject([{ name: 'own' }]);
    expect(await check()).toBe(0);

    // This also finds shipped content that differs from the first approval.
    write(shipping([shipped({ files: filesFrom([['index.js', hashOf('evil')]]) })]));
    expect(await cli(['certify', '--check'])).toMatchObject({ code: 1, out: expect.stringContaining('index.js (changed)') });

    fs.writeFileSync(`platform/${FILE}`, certifiedFileText(fileOf([])));
    expect(await cli(['certify', '--check'])).toMatchObject({ code: 2, err: expect.stringContaining('is pinned: review the changes') });
  });

  test('updates the pins of several changed files, one after the other, and keeps the rest of each import', async () => {
    write({ 'a/c.json': certifiedFileText(fileOf([])), 'b/c.json': certifiedFileText(fileOf([])), [FILE]: certifiedFileText(fileOf([])) });
    for (const from of ['./a/c.json', './b/c.json']) expect(await cli(['certify', '--import', from])).toMatchObject({ code: 0 });
    const mapped = read().imports.map((one: object) => ({ ...one, criteria: { audited: 'reviewed' } }));
    write({ [FILE]: { ...read(), imports: mapped } });
    for (const name of ['a', 'b']) fs.writeFileSync(`${name}/c.json`, certifiedFileText(fileOf([entry()])));
    for (const from of ['./a/c.json', './b/c.json']) {
      expect(await cli(['certify', '--import', from])).toEqual({ code: 0, out: `${FILE} imports 1 package from ${from}\n`, err: '' });
    }
    const hash256 = importHash(certifiedFileText(fileOf([entry()])));
    expect(read().imports).toEqual(mapped.map((one: object) => ({ ...one, hash: hash256 })));
  });

  test('writes an absolute path as a relative one, so that it is valid on each machine', async () => {
    write({ 'platform/c.json': certifiedFileText(fileOf([])) });
    expect(await cli(['certify', '--import', path.resolve('platform/c.json')])).toMatchObject({ code: 0, out: `${FILE} imports 0 packages from ./platform/c.json\n` });
    expect(read().imports).toMatchObject([{ from: './platform/c.json' }]);
  });

  test.each([
    ['./platform', 'does not exist, or is not a file'],
    ['platform/c.json', 'name a path that begins with ./ or ../'],
    ['./platform/text.json', 'is not valid JSON'],
    [`./${FILE}`, 'it would import itself'],
  ])('rejects %s', async (from, message) => {
    write({ 'platform/c.json': certifiedFileText(fileOf([])), 'platform/text.json': 'no JSON', [FILE]: certifiedFileText(fileOf([])) });
    expect(await cli(['certify', '--import', from])).toMatchObject({ code: 2, out: '', err: expect.stringContaining(message) });
    expect(read().imports).toBeUndefined();
  });
});
