import { Duration, Token } from 'aws-cdk-lib';
import { hoursOfCron } from './cron-hours';
import { shown, wholeNumber } from '../../quotas';
import { longestInterval } from '../template/rotation-interval';

/**
 * Limits of a schedule.
 */
export interface SecretScheduleOptions {
  /**
   * How long after each scheduled time the rotation may start: whole hours, 1 to 24. The window must not extend into the next
   * rotation or the next day (UTC).
   *
   * @default - one hour if rotations are hours apart, otherwise until the end of the day (UTC)
   */
  readonly window?: Duration;

  /**
   * The maximum time between two rotations. The gate has its own limit, by default also 90 days.
   *
   * @default Duration.days(90)
   */
  readonly maxInterval?: Duration;
}

/**
 * Days and hours (UTC) of a schedule, in the fields of Secrets Manager's cron expressions.
 *
 * @see https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotate-secrets_schedule.html
 */
export interface SecretCronOptions {
  /**
   * Hours, 0 to 23, such as `3`, `8,20` or `0/6`; at least four hours apart.
   *
   * @default '0'
   */
  readonly hour?: string;

  /**
   * Days of the month, such as `1`, `1,15` or `L` for the last one. Not together with `weekDay`.
   *
   * @default - every day, or the days in `weekDay`
   */
  readonly day?: string;

  /**
   * Months, such as `JAN` or `1/3`.
   *
   * @default '*' - every month
   */
  readonly month?: string;

  /**
   * Days of the week, such as `SUN`, `MON-FRI` or `SUN#1` for the first Sunday of the month. Not together with `day`.
   *
   * @default - every day, or the days in `day`
   */
  readonly weekDay?: string;
}

const DAY_HOURS = 24;
const MIN_HOURS = 4;
const MAX_DAYS = 999;

/**
 * How often a secret is rotated: at least every 90 days by default, at most every four hours.
 *
 * Serves SEC 3, secrets/rotation.
 *
 * @see https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotate-secrets_schedule.html
 */
export class SecretSchedule {
  /**
   * Rotates at a fixed interval.
   *
   * @param interval whole hours, from 4 hours up to `maxInterval`
   * @param options the window, and the maximum interval
   * @throws Error if Secrets Manager would reject the interval or window, or if the interval is longer than `maxInterval`
   */
  public static rotateEvery(interval: Duration, options: SecretScheduleOptions = {}): SecretSchedule {
    const problems: string[] = [];
    const hours = wholeNumber('the interval', interval, 'hours', problems, { least: MIN_HOURS, most: MAX_DAYS * DAY_HOURS, expected: 'Secrets Manager accepts 4 hours to 999 days, in whole hours' });
    const window = windowHours(options, problems);
    if (hours !== undefined && window !== undefined && window > hours) {
      problems.push(`a window of ${window} hours is longer than the interval of ${interval.toHumanString()}: shorten the window`);
    }
    const expression = hours === undefined ? '' : rate(hours);
    if (problems.length === 0) checkLongest(expression, options, problems);
    reject('rotateEvery', problems);
    return new SecretSchedule(expression, window);
  }

  /**
   * Rotates at given hours on given days.
   *
   * @param cron the hours and days
   * @param options the window, and the maximum interval
   * @throws Error if Secrets Manager would reject it, if it never runs, or if its longest interval is above `maxInterval`
   */
  public static cron(cron: SecretCronOptions, options: SecretScheduleOptions = {}): SecretSchedule {
    const problems: string[] = [];
    const { hour = '0', day, month = '*', weekDay } = cron;
    const expression = `cron(0 ${hour} ${day ?? (weekDay === undefined ? '*' : '?')} ${month} ${weekDay ?? '?'} *)`;
    if (Token.isUnresolved(expression)) problems.push('a field is known only at deployment: use literal fields');
    if (day !== undefined && weekDay !== undefined) problems.push(`day ${shown(day)} and weekDay ${shown(weekDay)} exclude each other: keep one`);
    const window = windowHours(options, problems);
    const hours = hoursOfCron(hour);
    if (!hours) {
      problems.push(`hour ${shown(hour)} lists no hours from 0 to 23, as '3', '8,20' or '0/6' do`);
    } else {
      problems.push(...hourProblems(hours, window));
    }
    if (problems.length === 0) checkLongest(expression, options, problems);
    reject('cron', problems);
    return new SecretSchedule(expression, window);
  }

  /** The rotation window in the format of Secrets Manager: `3h`. Undefined for its default. */
  public readonly duration?: string;

  private constructor(
    /** The schedule in the format of Secrets Manager: `rate(30 days)`, `cron(0 3 ? * SUN *)`. */
    public readonly expression: string,
    window?: number,
  ) {
    this.duration = window === undefined ? undefined : `${window}h`;
  }
}

function rate(hours: number): string {
  const [value, unit] = hours % DAY_HOURS === 0 ? [hours / DAY_HOURS, 'day'] : [hours, 'hour'];
  return `rate(${value} ${unit}${value === 1 ? '' : 's'})`;
}

function windowHours({ window }: SecretScheduleOptions, problems: string[]): number | undefined {
  return window && wholeNumber('the window', window, 'hours', problems, { least: 1, most: DAY_HOURS });
}

function hourProblems(hours: readonly number[], window: number | undefined): string[] {
  const problems: string[] = [];
  // The first rotation of the next day follows the last one of this day.
  const gaps = hours.map((hour, index) => (hours[index + 1] ?? hours[0] + DAY_HOURS) - hour);
  const shortest = Math.min(...gaps);
  if (shortest < MIN_HOURS) problems.push(`hours ${hours.join(', ')} are less than the 4 hours apart that Secrets Manager requires`);
  if (window === undefined) return problems;
  if (window > shortest) problems.push(`a window of ${window} hours runs into the next rotation, ${shortest} hours later: shorten the window`);
  const last = hours[hours.length - 1];
  if (last + window > DAY_HOURS) {
    problems.push(`a window of ${window} hours from ${last}:00 runs into the next day (UTC): at most ${DAY_HOURS - last} hours are left`);
  }
  return problems;
}

function checkLongest(expression: string, { maxInterval = Duration.days(90) }: SecretScheduleOptions, problems: string[]): void {
  const days = longestInterval(expression);
  const most = wholeNumber('maxInterval', maxInterval, 'days', problems, { least: 1 });
  if (days === undefined) problems.push(`${expression} is not a schedule of Secrets Manager`);
  else if (days === Infinity) problems.push(`${expression} never runs`);
  else if (most !== undefined && days > most) problems.push(`${expression} leaves up to ${days} days between rotations, above the ${most} days of maxInterval`);
}

function reject(factory: string, problems: readonly string[]): void {
  if (problems.length > 0) throw new Error(`SecretSchedule.${factory}: ${problems.join('; ')}`);
}
