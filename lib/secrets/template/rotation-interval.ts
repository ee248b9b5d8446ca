/**
 * The maximum lifetime of a secret with a rotation schedule of Secrets Manager.
 *
 * @see https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotate-secrets_schedule.html
 */

const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];
const WEEKDAYS = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];
const DAY = 24 * 60 * 60 * 1000;

/** Enough years to contain nearly every combination of leap years and weekdays. */
const FIRST_DAY = Date.UTC(2024, 0, 1);
const DAYS = 9 * 366;

/**
 * Returns the longest time between two rotations of a schedule expression, in days. Infinite if it never runs; undefined
 * if Secrets Manager would reject the expression. Several rotations in a day count as one.
 */
export function longestInterval(expression: string): number | undefined {
  const rate = /^rate\(([1-9]\d*) (hours?|days?)\)$/.exec(expression);
  if (rate) return Number(rate[1]) / (rate[2].startsWith('hour') ? 24 : 1);
  const cron = /^cron\(\S+ \S+ (\S+) (\S+) (\S+) \*\)$/.exec(expression);
  return cron ? longestCronInterval(cron[1], cron[2], cron[3]) : undefined;
}

function longestCronInterval(dayOfMonth: string, month: string, dayOfWeek: string): number | undefined {
  const months = numbers(month, 1, 12, MONTHS);
  const inMonth = monthDays(dayOfMonth);
  const inWeek = weekdays(dayOfWeek);
  // One of the two fields for days must be open.
  if (!months || !inMonth || !inWeek || ![dayOfMonth, dayOfWeek].some((field) => field === '?' || field === '*')) return undefined;
  let longest = 0;
  let last: number | undefined;
  for (let day = 0; day < DAYS; day += 1) {
    const date = new Date(FIRST_DAY + day * DAY);
    if (!months.has(date.getUTCMonth() + 1) || !inMonth(date) || !inWeek(date)) continue;
    if (last !== undefined) longest = Math.max(longest, day - last);
    last = day;
  }
  return last === undefined ? Infinity : longest;
}

function monthDays(field: string): ((date: Date) => boolean) | undefined {
  if (field === '?') return () => true;
  if (field === 'L') return (date) => daysInMonth(date) === date.getUTCDate();
  const days = numbers(field, 1, 31);
  return days && ((date) => days.has(date.getUTCDate()));
}

function weekdays(field: string): ((date: Date) => boolean) | undefined {
  if (field === '?') return () => true;
  if (field === 'L') return (date) => date.getUTCDay() === 6;
  const special = /^([1-7]|[A-Z]{3})(?:(L)|#([1-5]))$/.exec(field);
  if (!special) {
    const days = numbers(field, 1, 7, WEEKDAYS);
    return days && ((date) => days.has(date.getUTCDay() + 1));
  }
  const weekday = numberOf(special[1], WEEKDAYS) - 1;
  if (Number.isNaN(weekday)) return undefined;
  if (special[2]) return (date) => date.getUTCDay() === weekday && date.getUTCDate() + 7 > daysInMonth(date);
  return (date) => date.getUTCDay() === weekday && Math.ceil(date.getUTCDate() / 7) === Number(special[3]);
}

/** Returns the numbers in a field: `*`, `5`, `1-5`, `1/3`, `MON,WED`; undefined if it is malformed. */
function numbers(field: string, min: number, max: number, names: readonly string[] = []): Set<number> | undefined {
  const listed = new Set<number>();
  for (const item of field.split(',')) {
    const [, from, to, step] = /^(\*|\w+)(?:-(\w+))?(?:\/([1-9]\d*))?$/.exec(item) ?? [];
    if (from === undefined) return undefined;
    const first = from === '*' ? min : numberOf(from, names);
    const until = to !== undefined ? numberOf(to, names) : from === '*' || step !== undefined ? max : first;
    if (!(first >= min && first <= until && until <= max)) return undefined;
    for (let n = first; n <= until; n += Number(step ?? 1)) listed.add(n);
  }
  return listed;
}

function numberOf(text: string, names: readonly string[]): number {
  const index = names.indexOf(text.toUpperCase());
  return index >= 0 ? index + 1 : Number(text);
}

function daysInMonth(date: Date): number {
  return new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate();
}
