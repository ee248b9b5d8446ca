import * as fs from 'fs';
import * as path from 'path';
import { gzipSync } from 'zlib';
import { withExceptions } from '../../projenrc/aws-tables/exceptions';
import { TABLES, tables } from '../../projenrc/aws-tables/tables';

/** Maximum size that the tables add to the package, gzipped. */
const MOST_BYTES = 60 * 1024;

const written = new Map(fs.readdirSync(TABLES).map((file) => [file, fs.readFileSync(path.join(TABLES, file), 'utf8')]));

test('tables match the pinned packages that they are made from', async () => {
  const made = await tables();
  expect(Object.keys(made).length).toBe(5);
  const different = Object.entries(made).filter(([file, text]) => written.get(file) !== text).map(([file]) => file);
  if (different.length > 0) throw new Error(`${different.join(', ')} differ from their sources: run \`npm run aws-tables\``);
}, 60_000);

test('only managed policies and token formats have other sources', async () => {
  expect([...written.keys()].sort()).toEqual([...Object.keys(await tables()), 'managed-policies.ts', 'token-formats.ts'].sort());
}, 60_000);

test('tables add little to the size of the package', () => {
  const bytes = gzipSync([...written.values()].join(''), { level: 9 }).length;
  console.info(`tables: ${bytes} bytes, gzipped`);
  expect(bytes).toBeLessThan(MOST_BYTES);
});

test('exported types do not contain the tables', () => {
  expect([...written.values()].flatMap((text) => text.match(/^export const \w+ /gm) ?? [])).toEqual([]);
});

describe('exceptions of a table', () => {
  test('add and remove lines', () => {
    expect(withExceptions(['T b', 'T a'], { added: { 'it is one': ['T c'] }, removed: { 'it is none': ['T b'] } })).toEqual(['T a', 'T c']);
  });

  test('are rejected if they change nothing', () => {
    expect(() => withExceptions(['T a'], { added: { reason: ['T a'] }, removed: {} })).toThrow('T a is added to a table, and is derived');
    expect(() => withExceptions(['T a'], { added: {}, removed: { reason: ['T b'] } })).toThrow('T b is removed from a table, and is not derived');
  });
});
