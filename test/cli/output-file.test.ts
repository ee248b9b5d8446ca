import { spawn } from 'child_process';
import { once } from 'events';
import * as fs from 'fs';
import * as path from 'path';
import { inTemporaryFolder } from './harness';
import { OutputFile } from '../../lib/cli/output-file';

const REPOSITORY = path.resolve(__dirname, '../..');
const SIZE = 4_000_000;

inTemporaryFolder();
jest.setTimeout(240_000);

test('a file is complete even if the writing process is killed at any time', async () => {
  const program = `
    const { OutputFile } = require(${JSON.stringify(path.join(REPOSITORY, 'lib/cli/output-file.ts'))});
    for (let turn = 0; ; turn += 1) {
      new OutputFile('out.json').write((turn % 2 ? 'a' : 'b').repeat(${SIZE}));
      if (turn === 0) process.stdout.write('started');
    }`;
  fs.writeFileSync('writer.cjs', program);
  for (const delay of [0, 7, 19, 40]) {
    const tsx = require.resolve('tsx', { paths: [REPOSITORY] });
    const writer = spawn(process.execPath, ['--import', tsx, 'writer.cjs'], { stdio: ['ignore', 'pipe', 'inherit'] });
    await once(writer.stdout, 'data');
    await new Promise((resolve) => setTimeout(resolve, delay));
    writer.kill('SIGKILL');
    await once(writer, 'exit');
    const text = fs.readFileSync('out.json', 'utf8');
    expect([text.length, new Set(text).size]).toEqual([SIZE, 1]);
  }
});

test('a link is kept, and its target is written', () => {
  fs.writeFileSync('real.json', 'old');
  fs.symlinkSync('real.json', 'link.json');
  new OutputFile('link.json').write('new');
  expect(fs.lstatSync('link.json').isSymbolicLink()).toBe(true);
  expect(fs.readFileSync('real.json', 'utf8')).toBe('new');
});

test('errors name the option', () => {
  expect(() => new OutputFile('.', '--file')).toThrow('--file .: already exists, and is not a regular file');
  expect(() => new OutputFile('absent/out.json', '--file')).toThrow('--file absent/out.json: the folder absent does not exist; create it first');
});

test('the file has the given mode, or one that the umask decides', () => {
  const before = process.umask(0o077);
  try {
    new OutputFile('kept.json').write('{}', 0o644);
    new OutputFile('own.json').write('{}');
  } finally {
    process.umask(before);
  }
  expect(['kept.json', 'own.json'].map((file) => (fs.statSync(file).mode % 0o1000).toString(8))).toEqual(['644', '600']);
});
