import { each, finding, Outcome, Resource, Rule } from '../../gate';

const SCHEDULE = 'AWS::SecretsManager::RotationSchedule';

/** Secrets Manager rotates the secret, often enough. */
export const secretRotated: Rule = {
  id: 'SecretRotated',
  item: 'secrets/rotation',
  severity: 'error',
  title: 'Each secret has a rotation schedule, and is rotated at least every 90 days.',
  why: 'A leaked secret that is never rotated opens the door until somebody notices; rotation ends that by itself.',
  fix: 'Add a rotation schedule: secret.addRotationSchedule(...) or secret.addRotation..., with an interval of at most 90 days.',
  link: 'https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotating-secrets.html',
  resourceTypes: ['AWS::SecretsManager::Secret'],
  findings: {
    'not-rotated': 'No rotation schedule refers to the secret.',
    'rotated-too-rarely': 'The interval between rotations is longer than the threshold.',
  },
  check: (secret, workload, { maxRotationDays }) => {
    const schedules = workload.attached(secret, SCHEDULE, 'SecretId');
    if (schedules.length === 0) return [finding(secret, 'not-rotated', 'no rotation schedule refers to this secret')];
    return each(schedules, (schedule) => checkInterval(secret, schedule, maxRotationDays));
  },
};

function checkInterval(secret: Resource, schedule: Resource, maxRotationDays: number): readonly Outcome[] {
  const days = intervalInDays(schedule);
  if (days === undefined) {
    return [finding(secret, 'not-rotated', `rotation schedule ${schedule.path} has no interval, so nothing rotates the secret by itself`)];
  }
  return days > maxRotationDays
    ? [finding(secret, 'rotated-too-rarely', `rotation schedule ${schedule.path} rotates every ${days} days; at most ${maxRotationDays} are allowed`)]
    : [];
}

function intervalInDays(schedule: Resource): number | undefined {
  const expression = schedule.get('RotationRules', 'ScheduleExpression').string();
  if (expression === undefined) return schedule.get('RotationRules', 'AutomaticallyAfterDays').number();
  const rate = /^rate\((\d+) (hours?|days?)\)$/.exec(expression);
  if (rate) return Number(rate[1]) / (rate[2].startsWith('hour') ? 24 : 1);
  return cronIntervalInDays(expression, schedule);
}

/** The longest time between two runs of `cron(minutes hours day-of-month month day-of-week year)`, as far as its fields show. */
function cronIntervalInDays(expression: string, schedule: Resource): number {
  const fields = /^cron\(\S+ \S+ (\S+) (\S+) (\S+) \S+\)$/.exec(expression);
  const at = schedule.get('RotationRules', 'ScheduleExpression');
  if (!fields) throw at.undetermined(`schedule ${JSON.stringify(expression)} is neither a rate in hours or days nor a cron expression`);
  const [, , month] = fields;
  if (month === '*') return 31;
  const step = /^(?:\*|1|JAN)\/(\d+)$/.exec(month);
  if (step) return Number(step[1]) * 31;
  throw at.undetermined(`the longest interval of schedule ${JSON.stringify(expression)} is not worked out`);
}
