import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { GUARD } from './native/guarded';
import { libraryFile, Machine, MACHINES, recordFile, recordOf } from '../../projenrc/native';
import { nativeRecord } from '../../projenrc/native-record';

const NATIVE = path.join(GUARD, 'native');

/** If this test fails, run `npx projen build:native`, and commit the result. */
test.each(MACHINES)('the committed library for %s was built from the source beside it', (machine) => {
  expect(recordOf(NATIVE, libraryFile(NATIVE, machine), machine)).toEqual(JSON.parse(fs.readFileSync(recordFile(NATIVE, machine), 'utf8')));
});

describe('a record contains its sources', () => {
  let folder: string;
  const library = () => path.join(folder, 'library.so');
  const record = (settings: readonly string[] = ['compiler==1', '-O2']) => nativeRecord(settings, folder, library());

  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'sec3-native-record-'));
    for (const [name, content] of Object.entries({ 'a.c': 'int a;\n', 'a.h': 'extern int a;\n', 'notes.md': 'notes', 'library.so': 'bytes' })) {
      fs.writeFileSync(path.join(folder, name), content);
    }
  });
  afterEach(() => fs.rmSync(folder, { recursive: true }));

  test.each<[string, () => void]>([
    ['a file in C that changes', () => fs.appendFileSync(path.join(folder, 'a.c'), ' ')],
    ['a header that changes', () => fs.appendFileSync(path.join(folder, 'a.h'), ' ')],
    ['a file that is added', () => fs.writeFileSync(path.join(folder, 'b.c'), '')],
    ['a file that is removed', () => fs.rmSync(path.join(folder, 'a.h'))],
    ['a file that is renamed', () => fs.renameSync(path.join(folder, 'a.c'), path.join(folder, 'b.c'))],
    ['text that moves from one file to another', () => {
      fs.writeFileSync(path.join(folder, 'a.c'), 'int a;\nextern');
      fs.writeFileSync(path.join(folder, 'a.h'), ' int a;\n');
    }],
  ])('%s changes the source', (_, change) => {
    const before = record();
    change();
    expect(record().source).not.toBe(before.source);
    expect(record().library).toBe(before.library);
  });

  test('another compiler or flag changes the source, and other files do not', () => {
    const before = record();
    expect(record(['compiler==2', '-O2']).source).not.toBe(before.source);
    expect(record(['compiler==1', '-O3']).source).not.toBe(before.source);
    fs.appendFileSync(path.join(folder, 'notes.md'), '!');
    expect(record()).toEqual(before);
  });

  test('another library has another hash', () => {
    const before = record();
    fs.appendFileSync(library(), '!');
    expect(record()).toMatchObject({ source: before.source, library: expect.not.stringContaining(before.library) as string });
  });

  test('each machine has its own source', () => {
    const sources = MACHINES.map((machine: Machine) => recordOf(folder, library(), machine).source);
    expect(new Set(sources).size).toBe(MACHINES.length);
  });
});
