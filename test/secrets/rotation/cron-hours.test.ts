import * as fc from 'fast-check';
import { hoursOfCron } from '../../../lib/secrets/rotation/cron-hours';

test.each<[string, number[] | undefined]>([
  ['0', [0]],
  ['23', [23]],
  ['8,20', [8, 20]],
  ['20,8,8', [8, 20]],
  ['6-18/6', [6, 12, 18]],
  ['/8', [0, 8, 16]],
  ['*/8', [0, 8, 16]],
  ['2/8', [2, 10, 18]],
  ['4-6', [4, 5, 6]],
  ['*', [...Array(24).keys()]],
  ['24', undefined],
  ['', undefined],
  ['8,', undefined],
  ['6-4', undefined],
  ['*-4', undefined],
  ['-4', undefined],
  ['?', undefined],
  ['1/0', undefined],
  ['noon', undefined],
])('%s', (field, hours) => expect(hoursOfCron(field)).toEqual(hours));

test('a list of hours is sorted and without duplicates', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 23 }), { minLength: 1 }), (hours) => {
      expect(hoursOfCron(hours.join(','))).toEqual([...new Set(hours)].sort((a, b) => a - b));
    }),
  );
});
