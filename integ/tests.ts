import * as fs from 'fs';
import * as path from 'path';

/** Common parts of the tests, and their runner. */
const TOOLS = ['integration', 'blocked', 'verdicts', 'tests', 'run'];

/** All tests, by the names of their files. */
export const TESTS: readonly string[] = fs.readdirSync(__dirname)
  .filter((file) => file.endsWith('.ts'))
  .map((file) => path.basename(file, '.ts'))
  .filter((name) => !TOOLS.includes(name))
  .sort();
