/** The step of lint that finds words which are not the field's, in identifiers, comments, messages and documents. */
import { execFileSync } from 'child_process';
import * as fs from 'fs';
import { wordsIn } from './forbidden-words';

/** Files whose text is not ours, is data of AWS, or is generated from files that are read. */
const NOT_READ = /^(API\.md|package(-lock)?\.json|LICENSE|\.projen\/|lib\/aws\/.*\.json|projenrc\/forbidden-words\.ts|test\/docs\/forbidden-words\.test\.ts)/;
const TEXT = /\.(ts|[cm]?js|py|c|h|sh|md|json|ya?ml|toml)$/;

const files = execFileSync('git', ['ls-files'], { encoding: 'utf8' }).split('\n').filter((file) => TEXT.test(file) && !NOT_READ.test(file) && fs.existsSync(file));
if (files.length === 0) throw new Error('git lists no file to read');
const found = files.flatMap((file) => wordsIn(fs.readFileSync(file, 'utf8')).map(({ line, word, plainer }) => `${file}:${line}: “${word}”: write ${plainer}`));
if (found.length > 0) {
  console.error(found.join('\n'));
  console.error(`${found.length} in ${files.length} files. The list, and its exceptions, are in projenrc/forbidden-words.ts.`);
  process.exitCode = 1;
}
