import { spawnSync } from 'child_process';
import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { buildSync } from 'esbuild';
import { strToU8, zipSync } from 'fflate';
import { Advisories } from '../../../lib/dependencies/advisories/advisories';
import { IndexWriter } from '../../../lib/dependencies/advisories/advisory-index';

jest.mock('fs', () => {
  const actual = jest.requireActual('fs');
  return { ...actual, accessSync: jest.fn(actual.accessSync) };
});
jest.mock('os', () => {
  const actual = jest.requireActual('os');
  return { ...actual, userInfo: jest.fn(actual.userInfo), tmpdir: jest.fn(actual.tmpdir) };
});

afterEach(() => {
  const { accessSync } = jest.requireActual<typeof fs>('fs');
  const { userInfo, tmpdir } = jest.requireActual<typeof os>('os');
  jest.mocked(fs.accessSync).mockImplementation(accessSync);
  jest.mocked(os.userInfo).mockImplementation(userInfo);
  jest.mocked(os.tmpdir).mockImplementation(tmpdir);
});

const now = new Date('2026-06-01T00:00:00Z');
let folder: string;
let archive: string;
beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'sec3-index-'));
  archive = path.join(folder, 'npm.zip');
});
afterEach(() => fs.rmSync(folder, { recursive: true }));

function write(names: readonly string[], id = (name: string) => `GHSA-${name}`): void {
  const records = names.map((name) => ({ id: id(name), modified: '2026-05-20T00:00:00Z', affected: [{ package: { ecosystem: 'npm', name }, versions: ['1.0.0'] }] }));
  fs.writeFileSync(archive, zipSync(Object.fromEntries(records.map((record) => [`${record.id}.json`, strToU8(JSON.stringify(record))]))));
}

const about = (name: string) => Advisories.read([archive], now).about({ ecosystem: 'npm', name, version: '1.0.0' }).map(({ id }) => id);
const index = () => `${archive}.cdk-sec3-index`;

test('is kept beside the archive, and read in its place', () => {
  write(['a', 'b']);
  expect(about('a')).toEqual(['GHSA-a']);
  const made = fs.statSync(index()).mtimeMs;
  expect(about('b')).toEqual(['GHSA-b']);
  expect(about('c')).toEqual([]);
  expect(fs.statSync(index()).mtimeMs).toBe(made);
});

test('has each of many packages', () => {
  const names = Array.from({ length: 9000 }, (_, at) => `p${at}`);
  write(names);
  const advisories = Advisories.read([archive], now);
  for (const name of names) expect(advisories.about({ ecosystem: 'npm', name, version: '1.0.0' })).toHaveLength(1);
});

test('is rebuilt if the content of the archive has changed, even with the same size and time', () => {
  write(['a']);
  expect(about('a')).toEqual(['GHSA-a']);
  const { atime, mtime } = fs.statSync(archive);
  write(['a'], (name) => `GHSX-${name}`);
  fs.utimesSync(archive, atime, mtime);
  expect(about('a')).toEqual(['GHSX-a']);
});

test('is rebuilt if it is incomplete or something else', () => {
  write(['a']);
  for (const text of ['', '{"format"', '{}\n', 'x'.repeat(10)]) {
    fs.writeFileSync(index(), text);
    expect(about('a')).toEqual(['GHSA-a']);
  }
});

test('is rejected if it is damaged', () => {
  write(['a']);
  about('a');
  const bytes = fs.readFileSync(index());
  bytes[bytes.length - 3] ^= 1; // eslint-disable-line no-bitwise -- One bit is damaged.
  fs.writeFileSync(index(), bytes);
  expect(() => about('a')).toThrow('npm.zip.cdk-sec3-index: is damaged: delete it');
});

test('of a folder is rebuilt if a file in the folder changes', () => {
  const record = (id: string) => JSON.stringify({ id, modified: '2026-05-20T00:00:00Z', affected: [{ package: { ecosystem: 'npm', name: 'a' }, versions: ['1.0.0'] }] });
  const ids = () => Advisories.read([folder], now).about({ ecosystem: 'npm', name: 'a', version: '1.0.0' }).map(({ id }) => id);
  fs.writeFileSync(path.join(folder, 'a.json'), record('A'));
  expect(ids()).toEqual(['A']);
  fs.writeFileSync(path.join(folder, 'a.json'), record('B'));
  expect(ids()).toEqual(['B']);
  fs.writeFileSync(path.join(folder, 'c.json'), record('C'));
  expect(ids()).toEqual(['B', 'C']);
});

test('needs no more memory for many advisories than for few', () => {
  const script = `
    import { AdvisoryIndex, IndexWriter } from ${JSON.stringify(path.join(__dirname, '../../../lib/dependencies/advisories/advisory-index'))};
    const writer = new IndexWriter('index');
    const summary = 'x'.repeat(400);
    for (let at = 0; at < 250_000; at += 1) writer.add('npm:p' + at, { id: 'MAL-' + at, aliases: [], summary });
    writer.finish({ of: 'these', count: 250_000, newest: {} });
    writer.close();
    process.stdout.write(AdvisoryIndex.open('index', 'these').about('npm:p249999')[0].id);
  `;
  const outfile = path.join(folder, 'build.js');
  buildSync({ stdin: { contents: script, resolveDir: __dirname, loader: 'ts' }, bundle: true, platform: 'node', outfile, logLevel: 'error', external: ['cdk-nag', 'aws-cdk-lib'] });
  // The advisories have 110 MB in total.
  const { stdout, stderr } = spawnSync(process.execPath, ['--max-old-space-size=40', outfile], { cwd: folder, encoding: 'utf8' });
  expect([stdout, stderr]).toEqual(['MAL-249999', '']);
  expect(fs.readdirSync(folder).sort()).toEqual(['build.js', 'index']);
});

test('in the folder for temporary files is used only if the same user wrote it', () => {
  const shared = path.join(folder, 'tmp');
  fs.mkdirSync(shared);
  jest.mocked(os.tmpdir).mockReturnValue(shared);
  jest.mocked(fs.accessSync).mockImplementation(() => {
    throw new Error('EACCES');
  });
  write(['a']);
  expect(about('a')).toEqual(['GHSA-a']);
  const [file] = fs.readdirSync(shared).map((name) => path.join(shared, name));
  const { of } = JSON.parse(fs.readFileSync(file, 'utf8').split('\n', 1)[0]);
  const empty = new IndexWriter(file);
  empty.finish({ of, count: 1, newest: {} });
  empty.close();
  expect(about('a')).toEqual([]);
  const user = os.userInfo();
  jest.mocked(os.userInfo).mockReturnValue({ ...user, uid: user.uid + 1 });
  expect(about('a')).toEqual(['GHSA-a']);
});

test.each(['', '.body', '.index'])('on a full disk, no file is left (of %s)', (part) => {
  const file = path.join(folder, 'made');
  // A device that rejects all writes, like a full disk.
  fs.symlinkSync('/dev/full', `${file}.tmp${part}`);
  const writer = new IndexWriter(file, `${file}.tmp`);
  writer.add('npm:a', { id: 'GHSA-a', aliases: [], summary: '' });
  expect(() => writer.finish({ of: 'x', count: 1, newest: {} })).toThrow('ENOSPC');
  writer.close();
  expect(fs.readdirSync(folder)).toEqual([]);
});
