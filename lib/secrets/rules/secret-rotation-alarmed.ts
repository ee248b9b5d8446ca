import { finding, Rule } from '../../gate';
import { attachedToSecret } from '../template/attached-to-secret';
import { countingFilters, secretEvent, watchingRules } from '../template/watching-rules';

const FAILURE = secretEvent({
  name: 'RotationFailed',
  detailType: 'AWS Service Event via CloudTrail',
  idPath: ['additionalEventData', 'SecretId'],
});

/** Failed rotation is reported. */
export const secretRotationAlarmed: Rule = {
  id: 'SecretRotationAlarmed',
  item: 'secrets/rotation',
  severity: 'warning',
  title: 'Failed rotation of each secret is reported, by a rule of EventBridge or a metric filter on a trail.',
  why: 'If rotation fails, the old value stays in use without any sign: a leaked secret stays valid while its owners believe that it was replaced.',
  fix: {
    cdk:
      'Create a SecretAudit of this library last in the stack, or for the whole app in a stack of its own with within: ' +
      'app, and subscribe to its topic.',
    template: 'Add an AWS::Events::Rule on source aws.secretsmanager and eventName RotationFailed, with an SNS topic as its target.',
  },
  acceptable: 'If failures are reported outside of the app’s templates, such as by AWS Config or a trail of the organization: name the monitor.',
  link: 'https://docs.aws.amazon.com/secretsmanager/latest/userguide/cloudtrail_log_entries.html',
  resourceTypes: ['AWS::SecretsManager::Secret'],
  findings: {
    'not-alarmed': 'Neither a rule of EventBridge nor a metric filter reports failed rotation of the secret.',
  },
  check: (secret, workload) => {
    if (attachedToSecret(secret, workload, 'AWS::SecretsManager::RotationSchedule').length === 0) return [];
    if (countingFilters(secret, workload, FAILURE).length > 0 || watchingRules(secret, workload, FAILURE).length > 0) return [];
    return [finding(secret, 'not-alarmed', 'neither a rule of EventBridge nor a metric filter reports failed rotation of this secret')];
  },
};
