/** Schedules of Amazon EventBridge: rules, and those of EventBridge Scheduler. */
import type { Resource } from './resource';

/**
 * Checks whether a schedule starts its targets again and again: it is on, it has not ended, and its expression is neither for one time nor for past
 * years.
 * @param today the day as `YYYY-MM-DD`
 */
export function keepsRunning(schedule: Resource, today: string): boolean {
  const expression = schedule.get('ScheduleExpression');
  if (!expression.exists || schedule.get('State').string() === 'DISABLED') return false;
  const end = schedule.get('EndDate').string();
  if (end !== undefined && end.slice(0, today.length) < today) return false;
  return recurs(expression.string()!, Number(today.slice(0, 4)));
}

/** Checks whether an expression has times in a year, or after it. */
export function recurs(expression: string, year: number): boolean {
  if (expression.startsWith('at(')) return false;
  const years = /^cron\(.*\s(\S+)\)$/.exec(expression.trim())?.[1];
  // A year with a step, as in 2020/2, has no end.
  return years === undefined || years.split(',').some((part) => !/^\d{4}(?:-\d{4})?$/.test(part) || Number(part.slice(-4)) >= year);
}
