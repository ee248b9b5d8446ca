import * as fs from 'fs';
import * as path from 'path';
import { comparisonTable } from '../../projenrc/comparison';
import { generatedPart } from '../../projenrc/generated';

const table = comparisonTable();

test('the table in docs/comparison.md matches what the constructs synthesize; npm run docs updates it', () => {
  expect(generatedPart(fs.readFileSync(path.join(__dirname, '../../docs/comparison.md'), 'utf8'), 'comparison')).toBe(table);
});

test('its first column lists each item', () => {
  const cells = table.split('\n').slice(2).map((row) => row.split(' | ')[1]);
  expect(cells.length).toBeGreaterThan(15);
  expect(cells.filter((cell) => cell === 'no')).toEqual([]);
});
