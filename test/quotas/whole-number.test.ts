import { CfnParameter, Duration, Size, Stack } from 'aws-cdk-lib';
import { amountOf, Bounds, wholeNumber } from '../../lib/quotas';

const read = (value: Duration | Size, unit: Parameters<typeof wholeNumber>[2], bounds: Bounds) => {
  const problems: string[] = [];
  return [wholeNumber('limit', value, unit, problems, bounds), problems];
};
const token = new CfnParameter(new Stack(), 'Some', { type: 'Number' }).valueAsNumber;

test('accepts whole numbers within the bounds', () => {
  expect(read(Duration.hours(2), 'minutes', { least: 5, most: 1440 })).toEqual([120, []]);
  expect(read(Duration.days(1), 'seconds', { least: 1 })).toEqual([86400, []]);
  expect(read(Size.mebibytes(1), 'bytes', { least: 1 })).toEqual([1048576, []]);
  expect(read(Size.bytes(1024), 'kibibytes', { least: 1, most: 64 })).toEqual([1, []]);
});

test.each<[Duration | Size, Parameters<typeof wholeNumber>[2], Bounds, string]>([
  [Duration.seconds(90), 'minutes', { least: 1, most: 10 }, 'limit is 1 minute 30 seconds; whole minutes from 1 to 10 are expected'],
  [Size.bytes(1500), 'kibibytes', { least: 1 }, 'limit is 1.46 KiB; whole kibibytes from 1 on are expected'],
  [Duration.minutes(4), 'minutes', { least: 5 }, 'limit is 4 minutes; whole minutes from 5 on are expected'],
  [Duration.days(9), 'days', { least: 1, most: 7, expected: 'a week at most is expected' }, 'limit is 9 days; a week at most is expected'],
  [Duration.minutes(token), 'minutes', { least: 5 }, 'limit is known only at deployment; whole minutes from 5 on are expected'],
  [Duration.minutes(token), 'seconds', { least: 5 }, 'limit is known only at deployment; whole seconds from 5 on are expected'],
  [Size.kibibytes(token), 'bytes', { least: 5 }, 'limit is known only at deployment; whole bytes from 5 on are expected'],
])('%s', (value, unit, bounds, problem) => expect(read(value, unit, bounds)).toEqual([undefined, [problem]]));

test('amountOf returns fractions, and undefined for tokens', () => {
  expect(amountOf(Duration.seconds(90), 'minutes')).toBe(1.5);
  expect(amountOf(Size.kibibytes(token), 'kibibytes')).toBeUndefined();
});
