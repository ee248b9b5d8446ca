import { spawnSync } from 'child_process';
import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import * as fc from 'fast-check';
import { strToU8, zipSync } from 'fflate';
import { zipEntries } from '../../../lib/dependencies/content/zip-file';
import { anyCharacter } from '../../../lib/fuzz/generator/texts';

jest.setTimeout(120_000);

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'sec3-zip-'));
const file = path.join(folder, 'a.zip');
afterAll(() => fs.rmSync(folder, { recursive: true }));

function read(bytes: Uint8Array): { [name: string]: string } {
  fs.writeFileSync(file, bytes);
  return Object.fromEntries([...zipEntries(file, '.json')].map(({ name, content }) => [name, content.toString('utf8')]));
}

test('reads random files, deflated or stored', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.stringMatching(/^[a-zäß]{1,8}\.json$/), fc.string({ unit: anyCharacter }), { maxKeys: 5 }), fc.constantFrom(0, 6, 9), (files, level) => {
      const archive = zipSync(Object.fromEntries(Object.entries(files).map(([name, text]) => [name, strToU8(text)])), { level: level as 0 | 6 | 9 });
      const texts = Object.fromEntries(Object.entries(files).map(([name, text]) => [name, Buffer.from(strToU8(text)).toString('utf8')]));
      expect(read(archive)).toEqual(texts);
    }),
    { numRuns: 60 },
  );
});

test('reads only files with the given suffix', () => expect(read(zipSync({ 'a.json': strToU8('1'), 'a.txt': strToU8('2') }))).toEqual({ 'a.json': '1' }));

test('reads an archive with 64-bit fields, as Python writes it', () => {
  const script = `
import sys, zipfile
with zipfile.ZipFile(sys.argv[1], 'w', zipfile.ZIP_DEFLATED) as archive:
    with archive.open('large.json', 'w', force_zip64=True) as entry: entry.write(b'{"x":1}')
    for number in range(66000): archive.writestr('%d.json' % number, str(number))
`;
  expect(spawnSync('python3', ['-c', script, file], { encoding: 'utf8' })).toMatchObject({ status: 0 });
  const entries = [...zipEntries(file, '.json')];
  expect(entries).toHaveLength(66001);
  expect(entries[0]).toEqual({ name: 'large.json', content: Buffer.from('{"x":1}') });
  expect(entries[66000]).toEqual({ name: '65999.json', content: Buffer.from('65999') });
});

describe('rejects', () => {
  const archive = zipSync({ 'a.json': strToU8('{"text":"a text that is long enough to be cut"}') }, { level: 0 });
  const changed = (at: number, value: number) => archive.map((byte, index) => (index === at ? value : byte));

  test.each([
    ['a file that is not an archive', strToU8('{}'), 'it has no end-of-directory record'],
    ['an empty file', new Uint8Array(), 'it has no end-of-directory record'],
    ['a damaged file', changed(50, 1), 'a.json is damaged'],
    ['a truncated archive', archive.slice(20), ''],
    ['an encrypted file', changed(archive.length - 22 - 52 + 8, 1), 'a.json is encrypted'],
    ['a file with another compression method', changed(archive.length - 22 - 52 + 10, 12), 'a.json is compressed by method 12, not by deflate'],
  ])('%s', (_, bytes, reason) => expect(() => read(bytes)).toThrow(`${file}: is not a readable zip archive (${reason}`));

  test('or reads unchanged, an archive with any changed byte', () => {
    const whole = read(archive);
    fc.assert(
      fc.property(fc.nat(archive.length - 1), fc.nat(255), (at, value) => {
        let entries: { [name: string]: string };
        try {
          entries = read(changed(at, value));
        } catch (e) {
          expect((e as Error).message).toContain('is not a readable zip archive');
          return;
        }
        // Names and times are not covered by a checksum.
        for (const text of Object.values(entries)) expect(Object.values(whole)).toContain(text);
      }),
    );
  });

  test('damaged deflated data', () => {
    const deflated = zipSync({ 'a.json': strToU8('{"text":"a text"}') });
    // A block type that deflate does not have.
    expect(() => read(deflated.map((byte, at) => (at === 36 ? 0x07 : byte)))).toThrow('(a.json is damaged: invalid block type)');
  });

  test('with an error that names a fix', () => {
    expect(() => read(strToU8('{}'))).toThrow(': download it again, or unpack it and name the folder');
  });

  test('a file that is too large for memory', () => {
    expect(() => read(zipSync({ 'a.json': new Uint8Array(65 * 1024 * 1024) }))).toThrow('(a.json has more than 64 MiB)');
  });
});
