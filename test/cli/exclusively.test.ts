import { spawn } from 'child_process';
import * as fs from 'fs';
import { inTemporaryFolder } from './harness';
import { exclusively } from '../../lib/cli/exclusively';

const write = inTemporaryFolder();

const PROCESSES = 3;
const ROUNDS = 40;

test('processes that increment a counter in a file at the same time lose no update', async () => {
  write({ 'count.txt': '0' });
  const program = `
    const fs = require('fs');
    const { exclusively } = require(${JSON.stringify(require.resolve('../../lib/cli/exclusively'))});
    const turn = () => exclusively('count.txt', () => fs.writeFileSync('count.txt', String(Number(fs.readFileSync('count.txt', 'utf8')) + 1)));
    fs.writeFileSync(process.pid + '.ready', '');
    while (fs.readdirSync('.').filter((name) => name.endsWith('.ready')).length < ${PROCESSES});
    for (let round = 0; round < ${ROUNDS}; round += 1) turn();`;
  const run = () => new Promise<number | null>((done) => {
    spawn(process.execPath, ['-r', require.resolve('tsx/cjs'), '-e', program], { stdio: 'inherit' }).on('exit', done);
  });
  expect(await Promise.all(Array.from({ length: PROCESSES }, run))).toEqual([0, 0, 0]);
  expect(fs.readFileSync('count.txt', 'utf8')).toBe(String(PROCESSES * ROUNDS));
  expect(fs.existsSync('.count.txt.lock')).toBe(false);
}, 120_000);

test('a failure leaves no lock', () => {
  const failing = () => exclusively('x.json', () => { throw new Error('no'); });
  expect(failing).toThrow('no');
  expect(failing).toThrow('no');
});

test('an absent folder is an error', () => {
  expect(() => exclusively('none/x.json', () => 1)).toThrow(/^none\/x\.json can’t be written \(ENOENT/);
});
