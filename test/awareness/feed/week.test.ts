import { weekOf, weeksToClose } from '../../../lib/awareness/feed/week';

test.each([
  ['2026-01-01', '2026-W01'], ['2025-12-29', '2026-W01'], ['2027-01-03', '2026-W53'], ['2027-01-04', '2027-W01'], ['2026-11-25', '2026-W48'],
  ['2024-12-30', '2025-W01'], ['2023-01-01', '2022-W52'],
])('%s is in week %s', (day, week) => {
  expect(weekOf(Date.parse(`${day}T00:00:00Z`))).toBe(week);
  expect(weekOf(Date.parse(`${day}T23:59:59Z`))).toBe(week);
});

test('weeks to report, across the turn of a year', () => {
  const now = Date.parse('2027-01-13T08:00:00Z');
  expect(weeksToClose(now, undefined, 8)).toEqual(['2027-W01']);
  expect(weeksToClose(now, '2026-W52', 8)).toEqual(['2026-W53', '2027-W01']);
  expect(weeksToClose(now, '2027-W01', 8)).toEqual([]);
});
