import * as fs from 'fs';
import * as path from 'path';
import { FOUND } from './found';
import { SHORTFALLS } from './shortfalls';
import { shortfallsDocument, shortfallsSummary } from './table';
import { generatedPart } from '../../projenrc/generated';

const ROOT = path.resolve(__dirname, '../..');

test('the documents contain the current tables', () => {
  expect(generatedPart(fs.readFileSync(path.join(ROOT, 'docs/comparison.md'), 'utf8'), 'shortfalls')).toBe(shortfallsSummary());
  expect(fs.readFileSync(path.join(ROOT, 'docs/shortfalls.md'), 'utf8')).toBe(shortfallsDocument());
});

test('each shortfall has a line, and each line a shortfall', () => {
  expect(Object.keys(FOUND)).toEqual(SHORTFALLS.map(({ text }) => text));
});
