import * as fs from 'fs';
import * as path from 'path';

/** What the tests have in common, and what runs them. */
const TOOLS = ['integration', 'blocked', 'verdicts', 'tests', 'run'];

/** The tests there are, by the names of their files. */
export const TESTS: readonly string[] = fs.readdirSync(__dirname)
  .filter((file) => file.endsWith('.ts'))
  .map((file) => path.basename(file, '.ts'))
  .filter((name) => !TOOLS.includes(name))
  .sort();
