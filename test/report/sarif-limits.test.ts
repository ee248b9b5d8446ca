import { randomBytes } from 'crypto';
import { withinLimits } from '../../lib/report/sarif-limits';

const results = (count: number, level: string, text = '') => Array.from({ length: count }, () => ({ level, text }));
const levels = (text: string) => {
  const counts: { [level: string]: number } = {};
  for (const { level, suppressions } of JSON.parse(text)) counts[suppressions ? 'accepted' : level] = (counts[suppressions ? 'accepted' : level] ?? 0) + 1;
  return counts;
};

test('results within the limits are written unchanged', () => {
  const all = [...results(2, 'none'), ...results(1, 'error')];
  expect(withinLimits(all, (kept) => JSON.stringify(kept))).toEqual({ text: JSON.stringify(all), note: undefined });
});

test('of too many results, the most severe are kept, and the note counts the others', () => {
  const all = [...results(1, 'error').map((one) => ({ ...one, suppressions: [{}] })), ...results(20_000, 'none'), ...results(4_000, 'warning'), ...results(3_000, 'error')];
  const { text, note } = withinLimits(all, (kept) => JSON.stringify(kept));
  expect(levels(text)).toEqual({ error: 3_000, warning: 4_000, none: 18_000 });
  expect(note).toMatch(/^2001 of the least severe results are omitted: GitHub accepts at most 25000 results and 10 MB/);
});

test('the file contains the note', () => {
  const { text, note } = withinLimits(results(25_001, 'error'), (_, said) => String(said));
  expect(text).toBe(note);
});

test('a file that is too large after compression is cut as well', () => {
  const all = [...results(10, 'warning', randomBytes(800_000).toString('base64')), ...results(8, 'error', randomBytes(800_000).toString('base64'))];
  const different = all.map((one) => ({ ...one, text: randomBytes(800_000).toString('base64') }));
  const { text, note } = withinLimits(different, (kept) => JSON.stringify(kept));
  expect(levels(text).error).toBe(8);
  expect(levels(text).warning).toBeGreaterThan(0);
  expect(levels(text).warning).toBeLessThan(10);
  expect(note).toContain('omitted');
});
