/** The lint step that reports words outside of the field's language, in identifiers, comments, messages and documents. */
import * as fs from 'fs';
import * as path from 'path';
import { wordsIn } from './forbidden-words';

const ROOTS = ['bench', 'bin', 'docs', 'examples', 'integ', 'lambda', 'lib', 'projenrc', 'stage', 'test'];
/** Generated files, data of others, and inputs of tests. */
const NOT_READ = /(^|\/)(cdk\.out|node_modules|__pycache__|recorded|planted)\/|^lib\/aws\/.*\.json$|^(projenrc|test\/docs)\/forbidden-words\./;
const TEXT = /\.(ts|[cm]?js|py|c|h|sh|md|json|ya?ml|toml)$/;

const below = (folder: string) => fs.readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => path.join(folder, name));
const documents = fs.readdirSync('.').filter((name) => name.endsWith('.md') && name !== 'API.md');
const files = [...documents, ...ROOTS.flatMap(below)].filter((file) => TEXT.test(file) && !NOT_READ.test(file) && fs.statSync(file).isFile());
const found = files.flatMap((file) => wordsIn(fs.readFileSync(file, 'utf8')).map(({ line, word, plainer }) => `${file}:${line}: “${word}”: write ${plainer}`));
if (found.length > 0) {
  console.error(found.join('\n'));
  console.error(`${found.length} in ${files.length} files. The list, and its exceptions, are in projenrc/forbidden-words.ts.`);
  process.exitCode = 1;
}
