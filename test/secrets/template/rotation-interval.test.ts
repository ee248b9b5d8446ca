import { longestInterval } from '../../../lib/secrets/template/rotation-interval';

test.each([
  ['rate(4 hours)', 1 / 6],
  ['rate(1 day)', 1],
  ['rate(1 hour)', 1 / 24],
  ['cron(15 10 * * ? *)', 1],
  ['cron(0 0 ? * 5#5 *)', 119],
  ['cron(0 0 ? * MON#2 *)', 35],
  ['cron(0 0 1 1/12 ? *)', 366],
  ['rate(90 days)', 90],
  ['cron(0 4/12 * * ? *)', 1],
  ['cron(0 16 1,15 * ? *)', 17],
  ['cron(0 8 1 * ? *)', 31],
  ['cron(0 8 L * ? *)', 31],
  ['cron(0 0 31 * ? *)', 61],
  ['cron(0 0 ? * SUN *)', 7],
  ['cron(0 0 ? * 2-6 *)', 3],
  ['cron(0 0 ? * MON,THU *)', 4],
  ['cron(0 0 ? * L *)', 7],
  ['cron(0 0 ? * 5L *)', 35],
  ['cron(0 0 ? * SUN#1 *)', 35],
  ['cron(0 0 1 1/2 ? *)', 62],
  ['cron(0 0 1 1/3 ? *)', 92],
  ['cron(0 0 1 */3 ? *)', 92],
  ['cron(0 0 1 JAN,APR,JUL,OCT ? *)', 92],
  ['cron(0 0 1 JAN-JUN ? *)', 214],
  ['cron(0 0 ? 1 SUN#1 *)', 371],
  ['cron(0 0 29 2 ? *)', 1461],
  ['cron(0 0 30 2 ? *)', Infinity],
])('%s: %d days', (expression, days) => {
  expect(longestInterval(expression)).toBe(days);
});

test.each([
  'rate(0 days)', 'rate(1 week)', 'rate(4)', 'cron(0 0 1 * ?)', 'cron(0 0 1 * ? 2030)', 'cron(0 0 1 * ? */2)', 'cron(0 0 32 * ? *)', 'cron(0 0 1 13 ? *)',
  'cron(0 0 1 FOO ? *)', 'cron(0 0 1 * SUN *)', 'cron(0 0 ? * 9 *)', 'cron(0 0 ? * FOO#1 *)', 'cron(0 0 5-1 * ? *)', 'cron(0 0 1/0 * ? *)', 'cron(0 0 , * ? *)', '',
  'xrate(1 day)', 'rate(1 day)x', 'xcron(0 0 1 * ? *)', 'cron(0 0 1 * ? *)x', 'cron(0 0 ? * x5L *)', 'cron(0 0 ? * 5Lx *)', 'cron(0 0 !1 * ? *)', 'cron(0 0 1/1x * ? *)', 'cron(0 0 0 * ? *)', 'cron(0 0 1-32 * ? *)',
])('%s is invalid', (expression) => {
  expect(longestInterval(expression)).toBeUndefined();
});
