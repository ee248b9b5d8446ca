import * as fc from 'fast-check';

// eslint-disable-next-line @typescript-eslint/no-require-imports -- The layer is JavaScript that Node.js loads as it is.
const { utc } = require('../../../lambda/runtime-guard/node/utc.cjs') as { utc: (time: number) => string };

/** The last millisecond of the year 9999. */
const LAST = Date.UTC(10_000, 0) - 1;

test('a time has the same text as from Date', () => {
  fc.assert(fc.property(fc.integer({ min: 0, max: LAST }), (time) => expect(utc(time)).toBe(new Date(time).toISOString())), { numRuns: 2000 });
});

test.each(['1970-01-01T00:00:00.000Z', '2000-02-29T23:59:59.999Z', '2100-02-28T12:00:00.010Z', '2100-03-01T00:00:00.000Z', '2024-12-31T23:59:59.009Z', '9999-12-31T23:59:59.999Z'])('%s', (text) => {
  expect(utc(Date.parse(text))).toBe(text);
});
