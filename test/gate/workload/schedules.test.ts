import { keepsRunning, recurs } from '../../../lib/gate';
import { workloadOf } from '../harness';

test.each<[string, boolean]>([
  ['rate(1 day)', true],
  ['cron(0 8 * * ? *)', true],
  ['cron(0 8 * * ? 2027)', true],
  ['cron(0 8 * * ? 2020-2027)', true],
  ['cron(0 8 * * ? 2020,2028)', true],
  ['cron(0 8 * * ? 2020/2)', true],
  ['cron(0 8 * * ? 2026)', false],
  ['cron(0 8 * * ? 2020-2026)', false],
  ['cron(0 8 * * ? 2020,2021)', false],
  ['at(2030-01-01T00:00:00)', false],
])('%s recurs in 2027: %s', (expression, expected) => {
  expect(recurs(expression, 2027)).toBe(expected);
});

test.each<[string, object, boolean]>([
  ['a schedule', { ScheduleExpression: 'rate(1 day)' }, true],
  ['one that is on', { ScheduleExpression: 'rate(1 day)', State: 'ENABLED' }, true],
  ['one that ends', { ScheduleExpression: 'rate(1 day)', EndDate: '2027-06-01T00:00:00Z' }, true],
  ['one that ends today', { ScheduleExpression: 'rate(1 day)', EndDate: '2027-05-31T00:00:00Z' }, true],
  ['one that has ended', { ScheduleExpression: 'rate(1 day)', EndDate: '2027-05-30T00:00:00Z' }, false],
  ['one that is off', { ScheduleExpression: 'rate(1 day)', State: 'DISABLED' }, false],
  ['one for one time', { ScheduleExpression: 'at(2027-06-01T00:00:00)' }, false],
  ['no schedule', { EventPattern: {} }, false],
])('%s keeps running: %j is %s', (_, Properties, expected) => {
  const schedule = workloadOf({ Resources: { It: { Type: 'AWS::Scheduler::Schedule', Properties } } }).resources()[0];
  expect(keepsRunning(schedule, '2027-05-31')).toBe(expected);
});
