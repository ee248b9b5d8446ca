import { each, finding, NumberParameter, Outcome, recurs, Resource, Rule } from '../../gate';
import { attachedToSecret } from '../template/attached-to-secret';
import { longestInterval } from '../template/rotation-interval';

const maxRotationDays: NumberParameter = {
  name: 'maxRotationDays',
  description: 'Longest time between two rotations of a secret.',
  type: 'number',
  unit: 'days',
  default: 90,
  expected: 'a number of days above 0',
  accepts: (days) => days > 0,
};

/** Secrets Manager rotates the secret often enough. */
export const secretRotated: Rule = {
  id: 'SecretRotated',
  item: 'secrets/rotation',
  severity: 'error',
  title: 'Each secret has a rotation schedule, and is rotated often enough: at least every 90 days by default.',
  why: 'A leaked secret that is never rotated stays valid until the leak is noticed; rotation ends that automatically.',
  fix: {
    cdk:
      'Pass schedule to RotatedSecret. For other secrets, call addRotationSchedule with hostedRotation or rotationLambda and automaticallyAfter: ' +
      'Duration.days(30), or addRotationSingleUser of the database.',
    template:
      'Add an AWS::SecretsManager::RotationSchedule for the secret, or for its SecretTargetAttachment, with RotationRules.ScheduleExpression, such ' +
      'as rate(30 days).',
  },
  acceptable: 'If another system replaces the value, or its issuer has no API for that: say who replaces it, how, and how often.',
  link: 'https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotating-secrets.html',
  resourceTypes: ['AWS::SecretsManager::Secret'],
  findings: {
    'not-rotated': 'No rotation schedule refers to the secret, or its schedule never runs.',
    'rotated-too-rarely': 'The interval between rotations is longer than the threshold.',
  },
  parameters: [maxRotationDays],
  check: (secret, workload, settings) => {
    const schedules = attachedToSecret(secret, workload, 'AWS::SecretsManager::RotationSchedule');
    if (schedules.length === 0) return [finding(secret, 'not-rotated', 'no rotation schedule refers to this secret')];
    return each(schedules, (schedule) => checkInterval(secret, schedule, settings.of(maxRotationDays), Number(settings.today.slice(0, 4))));
  },
};

function checkInterval(secret: Resource, schedule: Resource, mostDays: number, year: number): readonly Outcome[] {
  const days = intervalInDays(schedule, year);
  if (days === undefined) {
    return [finding(secret, 'not-rotated', `rotation schedule ${schedule.path} has no interval, so the secret is not rotated automatically`)];
  }
  if (days === Infinity) return [finding(secret, 'not-rotated', `rotation schedule ${schedule.path} never runs`)];
  if (days <= mostDays) return [];
  const message = `rotation schedule ${schedule.path} leaves up to ${days} days between rotations; at most ${mostDays} are allowed`;
  return [finding(secret, 'rotated-too-rarely', message)];
}

function intervalInDays(schedule: Resource, year: number): number | undefined {
  const at = schedule.get('RotationRules', 'ScheduleExpression');
  const expression = at.string();
  if (expression === undefined) return schedule.get('RotationRules', 'AutomaticallyAfterDays').number();
  if (!recurs(expression, year)) return Infinity;
  const days = longestInterval(expression);
  if (days === undefined) throw at.undetermined(`schedule ${JSON.stringify(expression)} is neither a rate nor a cron expression for rotation`);
  return days;
}
