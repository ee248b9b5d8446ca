/** Commands and programs of any length are read in linear time: long ones are made of each word of the patterns that read them. */
import * as fs from 'fs';
import * as path from 'path';
import { codeAtRunTimeOf } from '../../../lib/dependencies/template/installing-programs';
import { remoteCodeOf } from '../../../lib/dependencies/template/remote-code';

const FOLDER = path.join(__dirname, '../../../lib/dependencies/template');

/** The words in regular expressions of the folder, in parts of them, and in comments. */
const WORDS = [...new Set(fs.readdirSync(FOLDER).flatMap((name) => {
  return fs.readFileSync(path.join(FOLDER, name), 'utf8').replace(/\\[bBsSwWdD]/g, ' ').replace(/\\(.)/g, '$1').match(/[^\s|()[\]?*+^$]{1,30}|[^\w\s]/g)!;
}))];

/** Returns the CPU time for all texts of a length, in milliseconds. */
function timeOf(read: (text: string) => unknown, length: number): number {
  const before = process.cpuUsage();
  for (const word of WORDS) for (const text of [word, `${word} `]) read(text.repeat(length / text.length));
  return process.cpuUsage(before).user / 1000;
}

test.each<[what: string, read: (text: string) => unknown]>([
  ['commands', (text) => remoteCodeOf([text])],
  ['programs', codeAtRunTimeOf],
  ['programs that fetch and run text', (text) => codeAtRunTimeOf(`urlopen(a)\nexec(b)\n${text}`)],
])('%s', (_, read) => {
  expect(WORDS.length).toBeGreaterThan(500);
  timeOf(read, 1000);
  // With the square of the length, it is 16.
  expect(timeOf(read, 12_000) / timeOf(read, 3000)).toBeLessThan(8);
});
