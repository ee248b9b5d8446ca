import { each, finding, Outcome, Resource, Rule } from '../../gate';
import { attachedToSecret } from '../template/attached-to-secret';
import { longestInterval } from '../template/rotation-interval';

/** Secrets Manager rotates the secret, often enough. */
export const secretRotated: Rule = {
  id: 'SecretRotated',
  item: 'secrets/rotation',
  severity: 'error',
  title: 'Each secret has a rotation schedule, and is rotated at least every 90 days.',
  why: 'A leaked secret that is never rotated opens the door until somebody notices; rotation ends that by itself.',
  fix: {
    cdk:
      'Call secret.addRotationSchedule with hostedRotation or rotationLambda and automaticallyAfter: Duration.days(30), or addRotationSingleUser ' +
      'of the database.',
    template:
      'Add an AWS::SecretsManager::RotationSchedule for the secret, or for its SecretTargetAttachment, with RotationRules.ScheduleExpression, such ' +
      'as rate(30 days).',
  },
  acceptable: 'When somebody else replaces the value, or its issuer offers no way to: say who replaces it, how, and how often.',
  link: 'https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotating-secrets.html',
  resourceTypes: ['AWS::SecretsManager::Secret'],
  findings: {
    'not-rotated': 'No rotation schedule refers to the secret, or the one that does never runs.',
    'rotated-too-rarely': 'The interval between rotations is longer than the threshold.',
  },
  check: (secret, workload, { maxRotationDays }) => {
    const schedules = attachedToSecret(secret, workload, 'AWS::SecretsManager::RotationSchedule');
    if (schedules.length === 0) return [finding(secret, 'not-rotated', 'no rotation schedule refers to this secret')];
    return each(schedules, (schedule) => checkInterval(secret, schedule, maxRotationDays));
  },
};

function checkInterval(secret: Resource, schedule: Resource, maxRotationDays: number): readonly Outcome[] {
  const days = intervalInDays(schedule);
  if (days === undefined) {
    return [finding(secret, 'not-rotated', `rotation schedule ${schedule.path} has no interval, so nothing rotates the secret by itself`)];
  }
  if (days === Infinity) return [finding(secret, 'not-rotated', `rotation schedule ${schedule.path} never runs`)];
  if (days <= maxRotationDays) return [];
  const message = `rotation schedule ${schedule.path} leaves up to ${days} days between rotations; at most ${maxRotationDays} are allowed`;
  return [finding(secret, 'rotated-too-rarely', message)];
}

function intervalInDays(schedule: Resource): number | undefined {
  const at = schedule.get('RotationRules', 'ScheduleExpression');
  const expression = at.string();
  if (expression === undefined) return schedule.get('RotationRules', 'AutomaticallyAfterDays').number();
  const days = longestInterval(expression);
  if (days === undefined) throw at.undetermined(`schedule ${JSON.stringify(expression)} is neither a rate nor a cron expression for rotation`);
  return days;
}
