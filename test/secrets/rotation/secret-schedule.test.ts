import { CfnParameter, Duration, Stack } from 'aws-cdk-lib';
import * as fc from 'fast-check';
import { SecretCronOptions, SecretSchedule, SecretScheduleOptions } from '../../../lib/secrets/rotation/secret-schedule';
import { longestInterval } from '../../../lib/secrets/template/rotation-interval';

const { rotateEvery, cron } = SecretSchedule;

test.each<[Duration, SecretScheduleOptions, string, string | undefined]>([
  [Duration.hours(4), {}, 'rate(4 hours)', undefined],
  [Duration.hours(36), {}, 'rate(36 hours)', undefined],
  [Duration.days(1), {}, 'rate(1 day)', undefined],
  [Duration.days(90), { window: Duration.hours(3) }, 'rate(90 days)', '3h'],
  [Duration.hours(4), { window: Duration.hours(4) }, 'rate(4 hours)', '4h'],
  [Duration.days(1), { window: Duration.hours(24) }, 'rate(1 day)', '24h'],
  [Duration.days(365), { maxInterval: Duration.days(365) }, 'rate(365 days)', undefined],
])('every %s, %j', (interval, options, expression, duration) => {
  expect(rotateEvery(interval, options)).toMatchObject({ expression, duration });
});

test.each<[SecretCronOptions, SecretScheduleOptions, string, string | undefined]>([
  [{}, {}, 'cron(0 0 * * ? *)', undefined],
  [{ hour: '3', weekDay: 'SUN' }, { window: Duration.hours(3) }, 'cron(0 3 ? * SUN *)', '3h'],
  [{ hour: '0/6' }, { window: Duration.hours(6) }, 'cron(0 0/6 * * ? *)', '6h'],
  [{ hour: '8,20', day: '1,15' }, { window: Duration.hours(4) }, 'cron(0 8,20 1,15 * ? *)', '4h'],
  [{ day: 'L' }, {}, 'cron(0 0 L * ? *)', undefined],
  [{ day: '1', month: '1/3' }, { maxInterval: Duration.days(93) }, 'cron(0 0 1 1/3 ? *)', undefined],
  [{ weekDay: 'SUN#1' }, {}, 'cron(0 0 ? * SUN#1 *)', undefined],
])('cron %j, %j', (fields, options, expression, duration) => {
  expect(cron(fields, options)).toMatchObject({ expression, duration });
});

const parameter = () => new CfnParameter(new Stack(), 'P', { type: 'Number' });

test.each<[() => SecretSchedule, string]>([
  [() => rotateEvery(Duration.hours(3)), 'rotateEvery: the interval is 3 hours; Secrets Manager accepts 4 hours to 999 days, in whole hours'],
  [() => rotateEvery(Duration.minutes(250)), 'rotateEvery: the interval is 4 hours 10 minutes; Secrets Manager accepts 4 hours to 999 days, in whole hours'],
  [() => rotateEvery(Duration.days(91)), 'rotateEvery: rate(91 days) leaves up to 91 days between rotations, above the 90 days of maxInterval'],
  [() => rotateEvery(Duration.days(1000), { maxInterval: Duration.days(2000) }), 'rotateEvery: the interval is 1000 days; Secrets Manager accepts 4 hours to 999 days, in whole hours'],
  [() => rotateEvery(Duration.hours(parameter().valueAsNumber)), 'rotateEvery: the interval is known only at deployment; Secrets Manager accepts 4 hours to 999 days, in whole hours'],
  [() => rotateEvery(Duration.hours(6), { window: Duration.hours(7) }), 'rotateEvery: a window of 7 hours is longer than the interval of 6 hours: shorten the window'],
  [() => rotateEvery(Duration.days(2), { window: Duration.hours(25) }), 'rotateEvery: the window is 1 day 1 hour; whole hours from 1 to 24 are expected'],
  [() => rotateEvery(Duration.days(2), { window: Duration.minutes(30) }), 'rotateEvery: the window is 30 minutes; whole hours from 1 to 24 are expected'],
  [
    () => rotateEvery(Duration.hours(1), { window: Duration.hours(0) }),
    'rotateEvery: the interval is 1 hour; Secrets Manager accepts 4 hours to 999 days, in whole hours; the window is 0 hours; whole hours from 1 to 24 are expected',
  ],
  [() => cron({ day: '1', weekDay: 'SUN' }), 'cron: day "1" and weekDay "SUN" exclude each other: keep one'],
  [() => cron({ hour: '24' }), "cron: hour \"24\" lists no hours from 0 to 23, as '3', '8,20' or '0/6' do"],
  [() => cron({ hour: '*' }), `cron: hours ${[...Array(24).keys()].join(', ')} are less than the 4 hours apart that Secrets Manager requires`],
  [() => cron({ hour: '1,23' }), 'cron: hours 1, 23 are less than the 4 hours apart that Secrets Manager requires'],
  [() => cron({ hour: '0/6' }, { window: Duration.hours(7) }), 'cron: a window of 7 hours runs into the next rotation, 6 hours later: shorten the window; ' +
    'a window of 7 hours from 18:00 runs into the next day (UTC): at most 6 hours are left'],
  [() => cron({ hour: '22' }, { window: Duration.hours(3) }), 'cron: a window of 3 hours from 22:00 runs into the next day (UTC): at most 2 hours are left'],
  [() => cron({ day: '30', month: 'FEB' }), 'cron: cron(0 0 30 FEB ? *) never runs'],
  [() => cron({ day: '1', month: 'JAN' }), 'cron: cron(0 0 1 JAN ? *) leaves up to 366 days between rotations, above the 90 days of maxInterval'],
  [() => cron({ day: 'first' }), 'cron: cron(0 0 first * ? *) is not a schedule of Secrets Manager'],
  [() => cron({ day: parameter().valueAsString }), 'cron: a field is known only at deployment: use literal fields'],
])('rejects %s', (make, message) => {
  expect(make).toThrow(new Error(`SecretSchedule.${message}`));
});

test('each interval is rejected, or accepted by Secrets Manager and the gate', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 24 * 120 }), fc.option(fc.integer({ min: 0, max: 30 })), (hours, window) => {
      const isSound = hours >= 4 && hours <= 24 * 90 && (window === null || (window >= 1 && window <= Math.min(hours, 24)));
      const make = () => rotateEvery(Duration.hours(hours), window === null ? {} : { window: Duration.hours(window) });
      if (!isSound) return expect(make).toThrow(/^SecretSchedule.rotateEvery: /);
      expect(longestInterval(make().expression)).toBe(hours / 24);
    }),
  );
});
